"""Words in a sentence and their translations: pronouns, names, nouns, adjectives, numbers."""

from __future__ import annotations

from dataclasses import dataclass

from .english import NOTHING, At, English, article, name, say
from .lexicon import ADJECTIVES, CLASSES, NOUNS, PRONOUNS, Adjective, Noun
from .rules import rule
from .tables.nouns import COMPARED, MOODS, SHORT, TOO
from .tables.world import CALLED, FAMILY, NAMES, NUMBERS, POINTERS


@dataclass(frozen=True)
class Phrase:
    """A noun phrase. `person` is the pronoun that its verb agrees with: "i", "he" or "they"."""

    heads: tuple[str, ...]
    person: str
    english: English

    @property
    def words(self) -> list[str]:
        """The English words of the most probable translation."""
        return [token.word for token in self.english.variants[0][1]]

    @property
    def several(self) -> bool:
        """Whether it is plural."""
        return self.person == "they"

    @property
    def subject(self) -> English:
        """As a subject: i, the cat."""
        return self.english

    @property
    def definite(self) -> English:
        """In other positions, with a definite meaning: me, the cat."""
        return self.english

    @property
    def object(self) -> English:
        """As an object: me, cats."""
        return self.definite

    @property
    def single(self) -> English:
        """As the thing that exists or does not (there is a cat): a cat."""
        return self.definite


@dataclass(frozen=True)
class Pronoun(Phrase):
    """我: i, me, my."""

    oblique: English
    possessive: English
    many: bool

    @property
    def several(self) -> bool:
        return self.many

    @property
    def definite(self) -> English:
        return self.oblique


@dataclass(frozen=True)
class Quality:
    """An adjective in a sentence."""

    adjective: Adjective
    at: At

    @property
    def heads(self) -> tuple[str, ...]:
        return (self.adjective.chinese,)

    @property
    def english(self) -> English:
        return name(self.adjective.english, self.at)

    @property
    def comparative(self) -> English:
        return name(self.adjective.comparative, self.at)


@dataclass(frozen=True)
class Nominal:
    """A noun in a sentence, possibly with adjectives, without article or number."""

    noun: Noun
    at: At
    describing: English = NOTHING

    @property
    def heads(self) -> tuple[str, ...]:
        return (self.noun.chinese,)

    @property
    def person(self) -> str:
        return "he" if self.noun.singular else "they"

    @property
    def one(self) -> English:
        """cat, tea, shoes"""
        return self.describing + name(self.noun.singular or self.noun.plural, self.at)

    @property
    def many(self) -> English:
        """cats, tea, shoes"""
        return self.describing + name(self.noun.plural or self.noun.singular, self.at)

    @property
    def countable(self) -> bool:
        return bool(self.noun.singular and self.noun.plural)


@dataclass(frozen=True)
class Bare(Phrase):
    """A noun without article, number or owner: its meaning depends on its position."""

    nominal: Nominal

    @property
    def definite(self) -> English:
        return self.english

    @property
    def object(self) -> English:
        return self.nominal.many

    @property
    def single(self) -> English:
        return article(self.nominal.one, self.nominal.at) if self.nominal.countable else self.nominal.many


@dataclass(frozen=True)
class Word:
    """A number, a measure word or 这, 那, 哪."""

    chinese: str
    at: At


def _noun_rules(noun: Noun) -> None:
    for symbol in (f"noun.{noun.chinese}", f"noun.{noun.kind}"):
        rule(symbol, f"at:{noun.chinese}")(lambda at: Nominal(noun, at))
    for adjective in noun.adjectives:
        _adjective_rule(f"adjective.{noun.chinese}", adjective)
        if adjective in SHORT:
            _adjective_rule(f"short.{noun.chinese}", adjective)


def _adjective_rule(symbol: str, chinese: str) -> None:
    rule(symbol, f"at:{chinese}")(lambda at: Quality(ADJECTIVES[chinese], at))


def _pronoun_rule(chinese: str) -> None:
    subject, oblique, possessive = PRONOUNS[chinese]
    person = {"i": "i", "he": "he", "she": "he"}.get(subject, "they")
    several = chinese.endswith("们")
    symbols = {"pronoun": True, "several": several, "you": not chinese.startswith("我")}
    for symbol in (symbol for symbol, it_is in symbols.items() if it_is):
        rule(symbol, f"at:{chinese}", weight=0.5 if several else 2.0 if chinese == "你" else 1.0)(
            lambda at: Pronoun((), person, say(subject, at), say(oblique, at), say(possessive, at), several)
        )


def _name_rule(symbol: str, chinese: str, english: str) -> None:
    rule(symbol, f"at:{chinese}")(lambda at: Phrase((chinese,), "he", name(english, at)))


def _word_rule(symbol: str, chinese: str, weight: float = 1.0) -> None:
    rule(symbol, f"at:{chinese}", weight=weight)(lambda at: Word(chinese, at))


for _each in NOUNS.values():
    _noun_rules(_each)
for _kind, (_describing, _predicates) in CLASSES.items():
    for _chinese in (*_describing, *_predicates):
        _adjective_rule(f"adjective.{_kind}", _chinese)
        if _chinese in TOO:
            _adjective_rule(f"too.{_kind}", _chinese)
        if _chinese in MOODS:
            _adjective_rule(f"mood.{_kind}", _chinese)
        if _chinese in COMPARED:
            _adjective_rule(f"than.{_kind}", _chinese)
for _chinese in PRONOUNS:
    _pronoun_rule(_chinese)
for _chinese, _english in NAMES.items():
    _name_rule("name", _chinese, _english)
for _chinese, _english in FAMILY.items():
    _name_rule("family", _chinese, _english)
    _name_rule(f"family.{_chinese}", _chinese, _english)
    if _chinese in CALLED:
        _name_rule("called", _chinese, _english)
for _rank, _chinese in enumerate(NUMBERS, start=1):
    _word_rule("number", _chinese, weight=1 / _rank)
    _word_rule(f"number.{_chinese}", _chinese)
for _chinese in POINTERS:
    _word_rule("pointer", _chinese)
for _chinese in sorted({measure for noun in NOUNS.values() for measure in noun.measures if measure}):
    _word_rule(f"measure.{_chinese}", _chinese)
