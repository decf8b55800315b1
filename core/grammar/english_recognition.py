"""Whether an English sentence belongs to the training language: whether some source has it as a translation.

The grammar parses Chinese, so a source has to be found first. Sentences drawn from the grammar serve as patterns: their
content words are replaced, in both languages, by those of the sentence in question. The parser then decides whether
such a source belongs to the language and has this translation. So no sentence is accepted wrongly, but some are not
found: compare a share with that of sentences drawn from the grammar.
"""

from __future__ import annotations

import itertools
import operator
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from . import Sentence, Translation, sample, understand
from .english import At

Words = tuple[str, ...]

PATTERNS = 60_000  # sentences that are drawn as patterns
MOST_TRIED = 400  # sources that are parsed for one sentence
GAP = "□"


@dataclass(frozen=True)
class Pattern:
    """A source with gaps, and the words that belong to each gap.

    Attributes:
        parts: the Chinese between the gaps, one more than there are gaps.
        groups: for each gap, the numbers of its English words, counted among the words in gaps.
    """

    parts: tuple[str, ...]
    groups: tuple[tuple[int, ...], ...]


class EnglishGrammar:
    """Recognizes English sentences of the training language.

    Args:
        patterns: how many sentences are drawn as patterns; with more of them, fewer sentences are not found.
    """

    def __init__(self, patterns: int = PATTERNS) -> None:
        rng = random.Random("patterns")
        drawn = [sample(rng) for _number in range(patterns)]
        pairs = [(one, translation) for one in drawn for translation in one.translations]
        self._known = {translation.words for _one, translation in pairs}
        self._open = _replaceable(translation for _one, translation in pairs)
        self._chinese: dict[Words, dict[str, None]] = defaultdict(dict)  # what English words can translate
        self._patterns: dict[Words, dict[Pattern, Words]] = defaultdict(dict)  # with the words of an example
        for one, translation in pairs:
            self._learn(one, translation)

    def accepts(self, words: Words) -> bool:
        """Whether a source was found that has this sentence as a translation."""
        return words in self._known or self.source(words) is not None

    def source(self, words: Words) -> str | None:
        """A source that has this sentence as a translation; None if none was found."""
        for source in itertools.islice(dict.fromkeys(self._sources(words)), MOST_TRIED):
            found = understand(source)
            if found is not None and any(words == translation.words for translation in found.translations):
                return source
        return None

    def _learn(self, one: Sentence, translation: Translation) -> None:
        content = [place for place, word in enumerate(translation.words) if word in self._open]
        groups: dict[At, list[int]] = {}
        for number, place in enumerate(content):
            groups.setdefault(tuple(sorted(translation.alignment[place])), []).append(number)
        spans = sorted(groups)
        whole = all(span == tuple(range(span[0], span[-1] + 1)) for span in spans)
        if not whole or any(left[-1] >= right[0] for left, right in itertools.pairwise(spans)):
            return  # a word that translates parts which are apart
        edges = [
            0,
            *itertools.chain.from_iterable((span[0], span[-1] + 1) for span in spans),
            len(one.source),
        ]
        parts = tuple(one.source[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))
        pattern = Pattern(parts, tuple(tuple(groups[span]) for span in spans))
        self._patterns[self._form(translation.words)].setdefault(pattern, translation.words)
        words = [translation.words[place] for place in content]
        for span in spans:
            chinese = one.source[span[0] : span[-1] + 1]
            self._chinese[tuple(words[number] for number in groups[span])][chinese] = None

    def _form(self, words: Words) -> Words:
        """The sentence with a gap for each content word."""
        return tuple(GAP if word in self._open else word for word in words)

    def _sources(self, words: Words) -> Iterator[str]:
        """Sources that may have this translation."""
        content = [word for word in words if word in self._open]
        patterns = self._patterns.get(self._form(words), {})

        def differences(pattern: Pattern) -> int:
            return sum(map(operator.ne, words, patterns[pattern]))

        for pattern in sorted(patterns, key=differences):
            filled = [
                self._chinese.get(tuple(content[number] for number in group), {}) for group in pattern.groups
            ]
            for chinese in itertools.product(*filled):
                yield "".join(itertools.chain.from_iterable(zip(pattern.parts, (*chinese, ""), strict=True)))


def _replaceable(translations: Iterator[Translation]) -> frozenset[str]:
    """The words that usually are content words, or the only ones that translate some characters."""
    occurrences, alone = Counter[str](), Counter[str]()
    for translation in translations:
        shared = Counter(translation.alignment)
        occurrences.update(translation.words)
        for word, at, content in zip(
            translation.words, translation.alignment, translation.content, strict=True
        ):
            alone[word] += content or shared[at] == 1
    return frozenset(word for word, count in alone.items() if 2 * count > occurrences[word])
