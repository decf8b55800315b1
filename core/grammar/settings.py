"""Times and places: 昨天, 在图书馆, 桌子上; and activities at places, so that nobody swims in the kitchen."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from dataclasses import dataclass

from .english import NOTHING, At, English, name, say
from .lexicon import NOUNS, PLACES, SCENES, SIDES, Noun
from .phrases import group
from .rules import any_of, rule
from .tables.world import TIMES
from .verbs import Act
from .words import Phrase


def when(kind: str, before: str, after: str) -> tuple[str, str]:
    """The two positions of a time word: 我昨天… (`last` in English) and 昨天我… (`first`)."""
    return f"{before} last:time.{kind} {after}", f"first:time.{kind} {before} {after}"


@dataclass(frozen=True)
class Place:
    """A place to be at and to go to."""

    chinese: str
    at: At

    @property
    def known(self) -> English:
        """the park, beijing, school"""
        english, _, the = PLACES[self.chinese]
        return (say(the, self.at) if the else NOTHING) + name(english, self.at)

    @property
    def subject(self) -> Phrase:
        """As the subject of a sentence: the park, the school, beijing."""
        english, side, the = PLACES[self.chinese]
        definite = the or side == "at"
        return Phrase(
            (self.chinese,), "he", (say("the", self.at) if definite else NOTHING) + name(english, self.at)
        )

    def there(self, 在: At) -> English:
        """at school, in beijing"""
        return say(PLACES[self.chinese][1], 在) + self.known

    def to(self, 去: At) -> English:
        """to school, to beijing; but home"""
        return (NOTHING if self.chinese == "家" else say("to", 去)) + self.known


def _time_rule(kind: str, chinese: str, english: str) -> None:
    rule(f"time.{kind}", f"at:{chinese}")(lambda at: name(english, at))


def _place_rule(symbol: str, chinese: str) -> None:
    rule(symbol, f"at:{chinese}")(lambda at: Place(chinese, at))


for _kind, _times in TIMES.items():
    for _chinese, _english in _times.items():
        _time_rule(_kind, _chinese, _english)
for _chinese in PLACES:
    _place_rule("place", _chinese)
    if _chinese != "家":
        _place_rule("goal", _chinese)


# --- activities at places ----------------------------------------


def do_there(在: At, place: Place, verb: Act, object: Phrase) -> Act:
    """在学校看书 → read books at school"""
    return verb + object.object + place.there(在)


def be_active_there(在: At, place: Place, activity: Act) -> Act:
    """在公园跑步 → run in the park"""
    return activity + place.there(在)


def go_to_do(place: Place, verb: Act, object: Phrase) -> tuple[Place, English]:
    """商店买书 → to the shop, to buy books (after 去)"""
    return place, say("to", verb.at) + (verb + object.object).base


def go_to_be_active(place: Place, activity: Act) -> tuple[Place, English]:
    """公园跑步 → to the park, to run (after 去)"""
    return place, say("to", activity.at) + activity.base


for _scene, _places, _doings in SCENES:
    for _chinese in _places:
        _place_rule(f"place.{_scene}", _chinese)
    for _doing in _doings:
        _chinese, _, _kind = _doing.partition(":")
        _weight = 1.0 * len(_places)
        if _kind:
            rule("there", f"在 place.{_scene} verb:{_chinese}.{_kind} object.{_kind}", weight=_weight)(
                do_there
            )
            if _scene != "home":
                rule("errand", f"place.{_scene} verb:{_chinese}.{_kind} object.{_kind}", weight=_weight)(
                    go_to_do
                )
        else:
            rule("there", f"在 place.{_scene} activity:{_chinese}.", weight=_weight)(be_active_there)
            if _scene != "home":
                rule("errand", f"place.{_scene} activity:{_chinese}.", weight=_weight)(go_to_be_active)


# --- on, in and under things ----------------------------------------


@dataclass(frozen=True)
class Spot:
    """A side of a thing: 桌子上."""

    heads: tuple[str, ...]
    english: English


def _spot_rules(chinese: str, english: str, people: list[str], things: list[str]) -> None:
    for symbol, nouns in (("people", people), ("anything", people + things)):
        chosen: list[Noun] = [NOUNS[noun] for noun in nouns]
        group(f"{symbol}.{chinese}", chosen)
        place = f"{symbol}.{chinese}"
        any_of(
            f"ground.{place}",
            {f"plain.{place}": 6, f"pointed.{place}": 1, f"rich.{place}": 1, f"owned.{place}": 1},
        )

        @rule(f"spot.{symbol}", f"ground.{place} side:{chinese}", weight=len(nouns))
        def spot(ground: Phrase, side: At) -> Spot:
            return Spot(ground.heads, say(english, side) + ground.definite)


for _chinese, _english, _people, _things in SIDES:
    _spot_rules(_chinese, _english, _people, _things)
