"""The words of the training language as data, read from `tables`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from . import inflection
from .tables import nouns, numbers, verbs, world


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
    """A verb with its forms; `particle` is before its object (listen *to*). Persons do it; `doers` do, too."""

    chinese: str
    base: str
    third: str
    past: str
    participle: str
    progressive: str
    particle: str
    kind: str = "action"
    takes: tuple[str, ...] = ()
    doers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Adjective:
    """An adjective, its comparative and its superlative."""

    chinese: str
    english: str
    comparative: str
    superlative: str = ""


def _rows(table: str) -> Iterator[list[str]]:
    return (line.split() for line in table.strip().splitlines())


def _halves(table: str) -> Iterator[tuple[list[str], list[str]]]:
    for line in table.strip().splitlines():
        before, _, after = line.partition("|")
        yield before.split(), after.split()


def _entries(table: str) -> Iterator[list[str]]:
    return (entry.strip().split(" ", 1) for entry in table.strip().replace("\n", "·").split("·"))


def _noun(kind: str, chinese: str, english: str, measures: str, further: str = "") -> Noun:
    english = english.replace("_", " ")
    singular, plural = english.split("/") if "/" in english else (english, inflection.plural(english))
    adjectives = [*CLASSES[kind][0], *filter(None, further.split(","))]
    adjectives += [nouns.COLORS[color] for color in adjectives if color in nouns.COLORS]
    counted_by = tuple(filter(None, measures.strip("-").split(",")))
    return Noun(chinese, singular.strip("-"), plural.strip("-"), kind, counted_by, tuple(adjectives))


def _verb(chinese: str, english: str, kind: str, *takes: str) -> Verb:
    english, _, particle = english.partition("+")
    kind, _, doers = kind.partition(":")
    base, *irregular = english.split("/")
    past, participle = irregular or (inflection.past(base), inflection.past(base))
    third, progressive = inflection.third_person(base), inflection.progressive(base)
    return Verb(
        chinese,
        base,
        third,
        past,
        participle,
        progressive,
        particle.replace("+", " "),
        kind,
        takes,
        tuple(filter(None, doers.split(","))),
    )


CLASSES = {kind: (describing, predicates) for (kind, *describing), predicates in _halves(nouns.CLASSES)}
NOUNS = {row[1]: _noun(*row) for row in _rows(nouns.NOUNS)}
ADJECTIVES = {
    key: Adjective(
        key.rstrip("12"),
        english.replace("_", " "),
        inflection.comparative(english),
        inflection.superlative(english),
    )
    for key, english in _entries(nouns.ADJECTIVES)
}
VERBS = [_verb(*row) for row in _rows(verbs.VERBS)]


UNSPOKEN = frozenset(verbs.UNSPOKEN.split())
"""Forms that hardly any sentence has: is knowing, two girlfriends."""
OTHERS = {english.partition("/")[0]: _verb("", english, "action") for english in verbs.OTHERS.split()}
"""Verbs by their English, for patterns of their own: go, give, think, …"""
ACTIVITIES = [_verb(chinese, english, "activity") for chinese, english in _rows(verbs.ACTIVITIES)]
MACHINE_ACTIVITIES = [
    _verb(chinese, english, "activity") for chinese, english in _rows(verbs.MACHINE_ACTIVITIES)
]
TURNING = [_verb(chinese, english, "turning") for chinese, english in _rows(verbs.TURNING)]
PRONOUNS = {chinese: forms for chinese, *forms in _rows(world.PRONOUNS)}
PLACES = {
    chinese: (english.replace("_", " "), side, "".join(the))
    for chinese, english, side, *the in _rows(world.PLACES)
}
WHEREABOUTS = {
    chinese: (english, side.strip("-"), "".join(the))
    for chinese, english, side, *the in _rows(world.WHEREABOUTS)
}
SCENES = [(scene, places, doings) for (scene, *places), doings in _halves(world.SCENES)]
"""Each scene: its name, its places, and activities there."""
SIDES = [
    (chinese, english.replace("_", " "), people, things)
    for (chinese, english, *people), things in _halves(world.SIDES)
]
"""Each side of things: Chinese, English, things with people there, things with only pets and objects there."""


COURTESIES = [
    (chinese.split(), [(word, int(number)) for word, _, number in (each.partition(":") for each in english)])
    for chinese, english in (
        (" ".join(word for word in row if ":" not in word), [word for word in row if ":" in word])
        for row in _rows(world.COURTESIES)
    )
]
"""Fixed sentences: their Chinese words, and the English words with the number of the Chinese word."""


@cache
def of_class(kind: str) -> list[Noun]:
    """The nouns of a class; "people" are persons in general (我喜欢孩子)."""
    return [noun for noun in NOUNS.values() if noun.kind == ("person" if kind == "people" else kind)]


def glosses() -> Mapping[str, str]:
    """Every Chinese word with its English; several meanings are separated by commas."""
    pairs = [
        *((noun.chinese, noun.singular or noun.plural) for noun in NOUNS.values()),
        *(
            (verb.chinese, f"{verb.base} {verb.particle}".strip())
            for verb in (*VERBS, *TURNING, *ACTIVITIES, *MACHINE_ACTIVITIES)
        ),
        *((adjective.chinese, adjective.english) for adjective in ADJECTIVES.values()),
        *(
            (chinese, english)
            for chinese, (english, *_) in (PRONOUNS | PLACES | WHEREABOUTS | world.POINTERS).items()
        ),
        *((chinese, english) for times in world.TIMES.values() for chinese, english in times.items()),
        *(
            numbers.DIGITS | {"两": "two", "十": "ten", "百": "hundred", "千": "thousand", "零": "zero"}
        ).items(),
        *(
            world.NAMES | world.PET_NAMES | world.SURNAMES | world.FAMILY | world.GREETINGS | nouns.MEASURES
        ).items(),
        *((f"星期{day}", english) for day, english in world.WEEKDAYS.items()),
        *(
            (chinese, english)
            for times in (*world.TODAY.values(), world.PARTS_OF_DAY)
            for chinese, english in times.items()
        ),
        *((unit.removeprefix("个"), english) for unit, english in _rows(numbers.UNITS)),
        *((country, english) for country, english in world.NATIONS.items() if country not in PLACES),
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
        *nouns.MASS.values(),
        *(f"{measure} {inflection.plural(measure)}" for measure in nouns.MEASURES.values()),
        *(
            getattr(verb, form)
            for verb in (*VERBS, *TURNING, *ACTIVITIES, *MACHINE_ACTIVITIES)
            for form in verbs.FORMS[verb.kind]
        ),
        *(getattr(verb, form) for verb in OTHERS.values() for form in verbs.FORMS["action"]),
        *(adjective.english for adjective in ADJECTIVES.values()),
        *(ADJECTIVES[chinese].comparative for chinese in nouns.COMPARED),
        *(ADJECTIVES[chinese].superlative for chinese in nouns.COMPARED),
        *(" ".join(forms) for forms in (*PRONOUNS.values(), *world.POINTERS.values())),
        *(english for english, _, _ in (PLACES | WHEREABOUTS).values()),
        *(english for times in world.TIMES.values() for english in times.values()),
        *(
            world.NAMES
            | world.PET_NAMES
            | world.SURNAMES
            | world.TITLES
            | world.FAMILY
            | world.NATIONS
            | world.GREETINGS
        ).values(),
        *(word for _, words in COURTESIES for word, _ in words),
        *numbers.DIGITS.values(),
        *numbers.TEENS,
        *numbers.TENS,
        *numbers.ORDINALS,
        *(f"{unit} {inflection.plural(unit)}" for _, unit in _rows(numbers.UNITS)),
        *world.WEEKDAYS.values(),
        *world.MONTHS,
    ]
    return tuple(dict.fromkeys(word for text in texts for word in text.split()))
