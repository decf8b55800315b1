"""The words of the training language as data, read from `tables`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from . import inflection
from .tables import nouns, verbs, world


@dataclass(frozen=True)
class Noun:
    """A noun; without `singular` it is always plural (shoes), without `plural` it cannot be counted (tea)."""

    chinese: str
    singular: str
    plural: str
    kind: str
    measures: tuple[str, ...]
    adjectives: tuple[str, ...]


@dataclass(frozen=True)
class Verb:
    """A verb with its forms; `particle` comes between it and its object (listen *to*)."""

    chinese: str
    base: str
    third: str
    past: str
    participle: str
    progressive: str
    particle: str
    kind: str
    takes: tuple[str, ...]


@dataclass(frozen=True)
class Adjective:
    """An adjective and its comparative."""

    chinese: str
    english: str
    comparative: str


def _rows(table: str) -> Iterator[list[str]]:
    return (line.split() for line in table.strip().splitlines())


def _halves(table: str) -> Iterator[tuple[list[str], list[str]]]:
    for line in table.strip().splitlines():
        before, _, after = line.partition("|")
        yield before.split(), after.split()


def _entries(table: str) -> Iterator[list[str]]:
    return (entry.strip().split(" ", 1) for entry in table.strip().replace("\n", "·").split("·"))


def _noun(kind: str, chinese: str, english: str, measures: str, further: str = "") -> Noun:
    singular, plural = english.split("/") if "/" in english else (english, inflection.plural(english))
    adjectives = (*CLASSES[kind][0], *filter(None, further.split(",")))
    counted_by = tuple(filter(None, measures.strip("-").split(",")))
    return Noun(chinese, singular.strip("-"), plural.strip("-"), kind, counted_by, adjectives)


def _verb(chinese: str, english: str, kind: str, *takes: str) -> Verb:
    english, _, particle = english.partition("+")
    base, *irregular = english.split("/")
    past, participle = irregular or (inflection.past(base), inflection.past(base))
    third, progressive = inflection.third_person(base), inflection.progressive(base)
    return Verb(chinese, base, third, past, participle, progressive, particle, kind, takes)


CLASSES = {kind: (describing, predicates) for (kind, *describing), predicates in _halves(nouns.CLASSES)}
NOUNS = {row[1]: _noun(*row) for row in _rows(nouns.NOUNS)}
ADJECTIVES = {
    chinese: Adjective(chinese, english, inflection.comparative(english))
    for chinese, english in _entries(nouns.ADJECTIVES)
}
VERBS = [_verb(*row) for row in _rows(verbs.VERBS)]
ACTIVITIES = [_verb(chinese, english, "activity") for chinese, english in _rows(verbs.ACTIVITIES)]
TURNING = [_verb(chinese, english, "turning") for chinese, english in _rows(verbs.TURNING)]
PRONOUNS = {chinese: forms for chinese, *forms in _rows(world.PRONOUNS)}
PLACES = {chinese: (english, side, "".join(the)) for chinese, english, side, *the in _rows(world.PLACES)}
SCENES = [(scene, places, doings) for (scene, *places), doings in _halves(world.SCENES)]
"""Each scene: its name, its places, and activities there."""
SIDES = [(chinese, english, people, things) for (chinese, english, *people), things in _halves(world.SIDES)]
"""Each side of things: Chinese, English, things with people there, things with only pets and objects there."""


def of_class(kind: str) -> list[Noun]:
    """The nouns of a class; "people" are persons in general (我喜欢孩子)."""
    return [noun for noun in NOUNS.values() if noun.kind == ("person" if kind == "people" else kind)]


def glosses() -> Mapping[str, str]:
    """Every Chinese word with its English; several meanings are separated by commas."""
    pairs = [
        *((noun.chinese, noun.singular or noun.plural) for noun in NOUNS.values()),
        *((verb.chinese, f"{verb.base} {verb.particle}".strip()) for verb in (*VERBS, *TURNING, *ACTIVITIES)),
        *((adjective.chinese, adjective.english) for adjective in ADJECTIVES.values()),
        *((chinese, english) for chinese, (english, *_) in (PRONOUNS | PLACES | world.POINTERS).items()),
        *((chinese, english) for times in world.TIMES.values() for chinese, english in times.items()),
        *(world.NUMBERS | world.NAMES | world.FAMILY | world.GREETINGS | nouns.MEASURES).items(),
        *_entries(world.SMALL_WORDS),
        *((measure, "(measure word)") for noun in NOUNS.values() for measure in noun.measures),
    ]
    found: dict[str, dict[str, None]] = {}
    for chinese, english in pairs:
        found.setdefault(chinese, {})[english] = None
    return {chinese: ", ".join(english) for chinese, english in found.items()}


def english_words() -> tuple[str, ...]:
    """Every English word that a translation can contain, in a fixed order."""
    texts = [
        world.FUNCTION_WORDS,
        *(f"{noun.singular} {noun.plural}" for noun in NOUNS.values()),
        *(f"{measure} {inflection.plural(measure)}" for measure in nouns.MEASURES.values()),
        *(getattr(verb, form) for verb in (*VERBS, *TURNING, *ACTIVITIES) for form in verbs.FORMS[verb.kind]),
        *(adjective.english for adjective in ADJECTIVES.values()),
        *(ADJECTIVES[chinese].comparative for chinese in nouns.COMPARED),
        *(" ".join(forms) for forms in (*PRONOUNS.values(), *world.POINTERS.values())),
        *(english for english, _, _ in PLACES.values()),
        *(english for times in world.TIMES.values() for english in times.values()),
        *(world.NUMBERS | world.NAMES | world.FAMILY | world.GREETINGS).values(),
    ]
    return tuple(dict.fromkeys(word for text in texts for word in text.split()))
