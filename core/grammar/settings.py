"""Places: 在图书馆, 桌子上; and activities at places, so that nobody swims in the kitchen."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .english import NOTHING, At, English, name, say
from .forms import action
from .lexicon import NOUNS, PLACES, SCENES, SIDES, WHEREABOUTS, Noun
from .phrases import group
from .predicates import Predicate
from .rules import Meaning, any_of, one_of, rule
from .words import Phrase

_KNOWN = PLACES | WHEREABOUTS


@dataclass(frozen=True)
class Place:
    """A place to be at and to go to: a place with a name (学校), or where it is from here (外面)."""

    chinese: str
    at: At

    @property
    def known(self) -> English:
        """the park, beijing, school"""
        english, _, the = _KNOWN[self.chinese]
        return (say(the, self.at) if the else NOTHING) + name(english, self.at)

    @property
    def subject(self) -> Phrase:
        """As the subject of a sentence: the park, the school, beijing."""
        english, side, the = _KNOWN[self.chinese]
        definite = the or side == "at"
        return Phrase(
            (self.chinese,), "he", (say("the", self.at) if definite else NOTHING) + name(english, self.at)
        )

    def there(self, 在: At) -> English:
        """at school, in beijing, outside"""
        side = _KNOWN[self.chinese][1]
        return (say(side, 在) if side else NOTHING) + self.known

    def to(self, 去: At) -> English:
        """to school, to beijing; but home, there"""
        alone = self.chinese == "家" or not _KNOWN[self.chinese][1]
        return (NOTHING if alone else say("to", 去)) + self.known


def _place_rule(symbol: str, chinese: str, weight: float = 1.0) -> None:
    rule(symbol, f"at:{chinese}", weight=weight)(lambda at: Place(chinese, at))


for _chinese in PLACES:
    _place_rule("place", _chinese)
    _place_rule(f"place.{_chinese}", _chinese)
    if _chinese not in ("家", "厨房", "花园"):
        _place_rule("goal", _chinese)
for _chinese in WHEREABOUTS:
    _place_rule("place", _chinese, 0.3)
    _place_rule(f"place.{_chinese}", _chinese)


@rule("place.subject", "place:goal")
def place_as_subject(place: Place) -> Phrase:
    """公园 → the park, as a subject"""
    return place.subject


# --- activities at places ----------------------------------------


def do_there(在: At, place: Place, verb: Predicate, object: Phrase) -> Predicate:
    """我在学校看书 → i read books at school"""
    return verb.on(object) + place.there(在)


def be_active_there(在: At, place: Place, activity: Predicate) -> Predicate:
    """我在公园跑步 → i run in the park"""
    return activity + place.there(在)


def go_to_do(place: Place, verb: Predicate, object: Phrase) -> tuple[Place, English]:
    """商店买书 → to the shop, to buy books (after 去)"""
    return place, say("to", verb.at) + (verb.on(object)).base


def go_to_be_active(place: Place, activity: Predicate) -> tuple[Place, English]:
    """公园跑步 → to the park, to run (after 去)"""
    return place, say("to", activity.at) + activity.base


for _kind in ("book", "film", "music", "song", "drink", "meal", "tale", "language", "field"):
    any_of(f"there.object.{_kind}", {f"plain.{_kind}": 5, f"rich.{_kind}": 1, f"one.{_kind}": 0.7})
for _kind in ("fruit", "cloth", "thing", "stuff", "gift", "pet"):
    any_of(f"there.object.{_kind}", {f"plain.{_kind}": 4, f"rich.{_kind}": 1, f"counted.{_kind}": 1})
one_of("there.object.person", {"object.person": 1})


SEPARABLE = (
    *("睡觉", "做饭", "吃饭", "看电视", "打电话", "跑步", "跳舞", "唱歌", "游泳", "上课", "画画"),
    *("打篮球", "踢足球", "说话", "看病"),
)
"""Activities that 过 comes into (打过电话), not after."""


def _scene_rule(
    scene: str, head: str, weight: float, at: Callable[..., Meaning], to: Callable[..., Meaning]
) -> None:
    forms = "了" if head.removeprefix("activity:").rstrip(".!") in SEPARABLE else "了过"
    action(f"在 place.{scene} {head}", weight=weight, forms=forms, plain="there")(at)
    if scene not in ("home", "sleep", "here"):
        rule("errand", f"place.{scene} {head.replace('!', '')}", weight=weight)(to)


for _scene, _places, _doings in SCENES:
    for _chinese in _places:
        _place_rule(f"place.{_scene}", _chinese)
    for _doing in _doings:
        _chinese, _, _kind = _doing.partition(":")
        _weight = 0.02 * len(_places)
        if _kind:
            _scene_rule(
                _scene, f"verb:{_chinese}.{_kind}! object:there.object.{_kind}", _weight, do_there, go_to_do
            )
        else:
            _scene_rule(_scene, f"activity:{_chinese}.!", _weight, be_active_there, go_to_be_active)


# --- on, in and under things ----------------------------------------


@dataclass(frozen=True)
class Spot:
    """A side of a thing: 桌子上."""

    heads: tuple[str, ...]
    english: English
    side: str = ""


def _spot_rules(chinese: str, english: str, people: list[str], things: list[str]) -> None:
    for symbol, nouns in (("people", people), ("anything", people + things)):
        chosen: list[Noun] = [NOUNS[noun] for noun in nouns]
        group(f"{symbol}.{chinese}", chosen)
        place = f"{symbol}.{chinese}"
        any_of(
            f"ground.{place}",
            {f"plain.{place}": 6, f"pointed.{place}": 1, f"rich.{place}": 0.2, f"owned.{place}": 1},
        )

        longer = f"的? side:{chinese}面" if len(chinese) == 1 else f"的 side:{chinese}"

        @rule(f"spot.{symbol}", f"ground.{place} side:{chinese}", weight=len(nouns))
        @rule(f"spot.{symbol}", f"ground.{place} {longer}", weight=len(nouns) * 0.15)
        def spot(ground: Phrase, side: At) -> Spot:
            return Spot(ground.heads, say(english, side) + ground.definite, chinese)


for _chinese, _english, _people, _things in SIDES:
    _spot_rules(_chinese, _english, _people, _things)
