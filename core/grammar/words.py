"""Words in a sentence and their translations: pronouns, names, nouns, adjectives."""

from __future__ import annotations

from dataclasses import dataclass

from .english import NOTHING, At, English, article, name, say
from .lexicon import ADJECTIVES, CLASSES, NOUNS, PRONOUNS, Adjective, Noun
from .rules import SenselessError, rule
from .tables.nouns import ATTRIBUTIVE, COLORS, COMPARED, INCLUDED, MOODS, SHORT, TOO
from .tables.world import (
    CALLED,
    FAMILY,
    MALE,
    MASCULINE,
    NAMES,
    PET_NAMES,
    POINTERS,
    SPOUSES,
    SURNAMES,
    TITLES,
)


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
class Counted(Phrase):
    """三只猫: a number of things, which nobody usually denies (我不买三只猫)."""


@dataclass(frozen=True)
class Pointed(Phrase):
    """这只猫: a certain thing, which is rarely bought every day."""


@dataclass(frozen=True)
class Owned(Phrase):
    """老师的猫: somebody's thing."""


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
    asking: At = ()

    @property
    def heads(self) -> tuple[str, ...]:
        return (self.adjective.chinese,)

    @property
    def english(self) -> English:
        return name(self.adjective.english, self.at)

    @property
    def comparative(self) -> English:
        return name(self.adjective.comparative, self.at)

    @property
    def superlative(self) -> English:
        return name(self.adjective.superlative, self.at)


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
    def in_pieces(self) -> bool:
        """Whether people have some of it: they eat watermelon, but apples."""
        return self.noun.chinese in ("西瓜",)

    @property
    def general(self) -> English:
        """cats, tea, watermelon"""
        return self.one if self.in_pieces else self.many

    @property
    def countable(self) -> bool:
        return bool(self.noun.singular and self.noun.plural)


@dataclass(frozen=True)
class Bare(Phrase):
    """A noun without article, number or owner: its meaning depends on its position."""

    nominal: Nominal

    @property
    def described(self) -> bool:
        """Whether it has an adjective."""
        return self.nominal.describing is not NOTHING

    @property
    def definite(self) -> English:
        return self.single if self.words[:1] == ["my"] else self.english

    @property
    def object(self) -> English:
        return self.nominal.general

    @property
    def single(self) -> English:
        return article(self.nominal.one, self.nominal.at) if self.nominal.countable else self.nominal.many


def suits(who: Phrase, quality: Quality) -> None:
    """Raise SenselessError for a beautiful man."""
    if quality.adjective.chinese == "漂亮" and (who.words == ["he"] or set(who.heads) & set(MASCULINE)):
        raise SenselessError


def comparable(one: Nominal, other: Nominal) -> None:
    """Raise SenselessError for two words with one meaning (中文和汉语), or of which one includes the other."""
    words = {one.noun.chinese, other.noun.chinese}
    same = (one.noun.singular, one.noun.plural) == (other.noun.singular, other.noun.plural)
    if same or any(general in words and words & set(INCLUDED[general]) for general in INCLUDED):
        raise SenselessError


@dataclass(frozen=True)
class Pair(Phrase):
    """Two persons: mom and i, as an object mom and me."""

    left: Phrase
    right: Phrase
    at: At

    @property
    def definite(self) -> English:
        return self.left.definite + say("and", self.at) + self.right.definite

    def neither(self, at: At) -> Phrase:
        """neither mom nor i"""
        both = say("neither", at) + self.left.subject + say("nor", self.at) + self.right.subject
        return Phrase(self.heads, self.right.person, both)


def pair_of(left: Phrase, at: At, right: Phrase) -> Pair:
    """mom and i; `at` are the positions of 和"""
    english = left.subject + say("and", at) + right.subject
    return Pair((*left.heads, *right.heads), "they", english, left, right, at)


def genitive(owner: Phrase, at: At) -> English:
    """my; mary 's; the child 's friend 's, not "the friend of the child 's"."""
    if isinstance(owner, Pronoun):
        return owner.possessive
    ways = [way for way in owner.subject.variants if all(token.word != "of" for token in way[1])]
    whole = sum(share for share, _ in ways)
    return English(*[(share / whole, tokens) for share, tokens in ways]) + say("'s", at)


def unshared(phrase: Phrase) -> None:
    """Raise SenselessError for the second of two (我和玛丽的妈妈) if its owner can be both of them."""
    if "'s" in phrase.words:
        raise SenselessError


@dataclass(frozen=True)
class Word:
    """A measure word or 这, 那, 哪."""

    chinese: str
    at: At


def it(at: At) -> Phrase:
    """The "it" of the weather, the time and of what is being talked about, which Chinese leaves out."""
    return Phrase((), "he", say("it", at))


def this(pointer: Word, measure: At = ()) -> Phrase:
    """这, 这个 → this"""
    return Phrase((), "he", say(POINTERS[pointer.chinese][0], pointer.at + measure))


def _noun_rules(noun: Noun) -> None:
    for symbol in (f"noun.{noun.chinese}", f"noun.{noun.kind}"):
        rule(symbol, f"at:{noun.chinese}")(lambda at: Nominal(noun, at))
    for adjective in noun.adjectives:
        if adjective not in COLORS.values():
            _adjective_rule(f"adjective.{noun.chinese}", adjective)
        if adjective in SHORT:
            _adjective_rule(f"short.{noun.chinese}", adjective)


def _adjective_rule(symbol: str, key: str) -> None:
    adjective = ADJECTIVES[key]
    chinese = adjective.chinese
    rule(symbol, f"at:{chinese}")(lambda at: Quality(adjective, at))
    if chinese.startswith("有"):
        return  # its negation is not 不有意思
    rule(f"choice.{symbol}", f"at:{chinese} asking:不{chinese}")(
        lambda at, asking: Quality(adjective, at, asking)
    )
    if len(chinese) > 1:
        rule(f"choice.{symbol}", f"asking:{chinese[0]}不 at:{chinese}")(
            lambda at, asking: Quality(adjective, at, asking)
        )


def qualities(symbol: str, *adjectives: str) -> None:
    """Let the symbol be any of these adjectives; `choice.symbol` is 大不大."""
    for adjective in adjectives:
        _adjective_rule(symbol, adjective)


def _pronoun_rule(chinese: str) -> None:
    subject, oblique, possessive = PRONOUNS[chinese]
    person = {"i": "i", "he": "he", "she": "he"}.get(subject, "they")
    several = chinese.endswith("们")
    polite = chinese == "您"
    symbols = {
        "pronoun": True,
        f"pronoun.{chinese}": True,
        "several": several,
        "you": not chinese.startswith("我"),
        "not.you": chinese[0] not in "你您",
    }
    for symbol in (symbol for symbol, it_is in symbols.items() if it_is):
        rule(symbol, f"at:{chinese}", weight=0.5 if several or polite else 2.0 if chinese == "你" else 1.0)(
            lambda at: Pronoun((), person, say(subject, at), say(oblique, at), say(possessive, at), several)
        )


def _thing_rule(chinese: str, subject: str, oblique: str, possessive: str) -> None:
    person = "he" if subject == "it" else "they"
    rule("it", f"at:{chinese}", weight=1.0 if subject == "it" else 0.3)(
        lambda at: Pronoun(
            (), person, say(subject, at), say(oblique, at), say(possessive, at), person == "they"
        )
    )


def _name_rule(symbol: str, chinese: str, english: str) -> None:
    rule(symbol, f"at:{chinese}")(lambda at: Phrase((chinese,), "he", name(english, at)))


def _word_rule(symbol: str, chinese: str, weight: float = 1.0) -> None:
    rule(symbol, f"at:{chinese}", weight=weight)(lambda at: Word(chinese, at))


for _each in NOUNS.values():
    _noun_rules(_each)
for _kind, (_describing, _predicates) in CLASSES.items():
    for _chinese in (*_describing, *_predicates):
        if _chinese in ATTRIBUTIVE.get(_kind, ()):
            continue
        _adjective_rule(f"adjective.{_kind}", _chinese)
        if _chinese in TOO:
            _adjective_rule(f"too.{_kind}", _chinese)
        if _chinese in MOODS:
            _adjective_rule(f"mood.{_kind}", _chinese)
        if _chinese in COMPARED:
            _adjective_rule(f"than.{_kind}", _chinese)
for _chinese in PRONOUNS:
    _pronoun_rule(_chinese)
for _chinese, _english in (("它", "it it its"), ("它们", "they them their")):
    _thing_rule(_chinese, *_english.split())
for _chinese, _english in NAMES.items():
    _name_rule("name", _chinese, _english)
    _name_rule("given", _chinese, _english)
    _name_rule("given.male" if _chinese in MALE else "given.female", _chinese, _english)
for _chinese, _english in FAMILY.items():
    if _chinese not in SPOUSES:
        _name_rule("family", _chinese, _english)
    _name_rule(f"family.{_chinese}", _chinese, _english)
    if _chinese in CALLED:
        _name_rule("called", _chinese, _english)


@rule("name", "surname title", weight=1.5)
def titled(surname: Phrase, title: Phrase) -> Phrase:
    """王老师 → teacher wang"""
    return Phrase((*surname.heads, *title.heads), "he", title.english + surname.english)


for _chinese, _english in PET_NAMES.items():
    _name_rule("pet.name", _chinese, _english)
for _chinese, _english in SURNAMES.items():
    _name_rule("surname", _chinese, _english)
for _chinese, _english in TITLES.items():
    _name_rule("title", _chinese, _english)
for _chinese in POINTERS:
    _word_rule("pointer", _chinese)
for _chinese in sorted({measure for noun in NOUNS.values() for measure in noun.measures if measure}):
    _word_rule(f"measure.{_chinese}", _chinese)
