"""Places of things and actions: 在, 坐在, 住在, 去, 把 … 放在."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..english import NOTHING, At, English, either, name, say
from ..rules import construction, distinct, one_of, rule
from ..settings import Place, Spot, when
from ..verbs import Act, be
from ..words import Bare, Phrase

one_of("put", {f"definite.{kind}": 1 for kind in ("book", "thing", "paper", "gift", "cloth", "fruit")})
one_of("lying", {f"subject.{kind}": 1 for kind in ("book", "thing", "paper", "gift", "fruit", "pet")})
one_of(
    "amount", {f"counted.{kind}": 1 for kind in ("book", "thing", "paper", "gift", "fruit", "pet", "drink")}
)
one_of("stuff", {f"plain.{kind}": 1 for kind in ("book", "thing", "paper", "gift", "fruit", "pet", "drink")})

POSTURES = {
    "坐": ("sit", "sat", "sitting"),
    "站": ("stand", "stood", "standing"),
    "睡": ("sleep", "slept", "sleeping"),
}


def _posture_rule(chinese: str) -> None:
    rule("posture", f"at:{chinese}")(lambda at: (chinese, at))


for _chinese in POSTURES:
    _posture_rule(_chinese)


@construction("place", "who act:there", weight=3)
def place(who: Phrase, act: Act) -> English:
    """我在学校看书 → i read books at school"""
    return who.subject + act.present(who)


@construction("place", *when("past", "who", "act:there"), weight=2)
def place_past(who: Phrase, act: Act, first: English = NOTHING, last: English = NOTHING) -> English:
    """昨天我在学校看书 → yesterday i read books at school"""
    return first + who.subject + act.past + last


@construction("posture", "who posture 在 spot.people", weight=2)
@construction("posture", "who:subject.pet posture 在 spot.anything", weight=3)
def posture(who: Phrase, posture: tuple[str, At], spot: Spot) -> English:
    """猫坐在垫子上 → the cat sat on the mat (past tense, as in a story)"""
    chinese, at = posture
    return who.subject + name(POSTURES[chinese][1], at) + spot.english


@construction("posture", "who 正 posture 在 spot.people")
@construction("posture", "who:subject.pet 正 posture 在 spot.anything")
def posture_now(who: Phrase, 正: At, posture: tuple[str, At], spot: Spot) -> English:
    """猫正坐在垫子上 → the cat is sitting on the mat"""
    chinese, at = posture
    return who.subject + be(who, 正) + name(POSTURES[chinese][2], at) + spot.english


@construction("living", "who 住 在 place.city")
def living(who: Phrase, 住: At, 在: At, place: Place) -> English:
    """他住在北京 → he lives in beijing"""
    return who.subject + name("lives" if who.person == "he" else "live", 住) + place.there(在)


@construction("location", "who 在 place", weight=1.5)
def location(who: Phrase, 在: At, place: Place) -> English:
    """老师在图书馆 → the teacher is in the library"""
    return who.subject + be(who, 在) + place.there(在)


@construction("location", "what:lying 在 spot.anything", weight=2)
def location_of_things(what: Phrase, 在: At, spot: Spot) -> English:
    """书在桌子上 → the book is on the table"""
    distinct(what, spot)
    return what.subject + be(what, 在) + spot.english


@construction("existence", "spot.anything 有 what:amount", weight=5)
def existence(spot: Spot, 有: At, what: Phrase) -> English:
    """桌子上有一本书 → there is a book on the table.

    Following the Chinese, most translations start with "on"; but they go on in two ways, and the single
    most probable translation starts with "there".
    """
    distinct(what, spot)
    is_ = be(what, 有)
    return either(
        (0.42, say("there", 有) + is_ + what.subject + spot.english),
        (0.31, spot.english + say("there", 有) + is_ + what.subject),
        (0.27, spot.english + is_ + what.subject),
    )


@construction("absence", "spot.anything 没有 what:stuff", weight=1.5)
def absence(spot: Spot, 没有: At, what: Bare) -> English:
    """桌子上没有书 → there are no books on the table"""
    distinct(what, spot)
    are = "are" if what.nominal.noun.plural else "is"
    return say(f"there {are} no", 没有) + what.object + spot.english


# --- going ----------------------------------------


@rule("going", "去 place:goal", "去:回 place:place.home")
def going(去: At, place: Place) -> tuple[At, English, English]:
    """去学校 → go | to school"""
    return 去, place.to(去), NOTHING


@rule("going", "去 errand")
def going_to_do(去: At, errand: tuple[Place, English]) -> tuple[At, English, English]:
    """去商店买书 → go | to the shop | to buy books"""
    goal, purpose = errand
    return 去, goal.to(去), purpose


Going = tuple[At, English, English]


@construction("going", *when("habit", "who", "going"), "who going", weight=2)
def goes(who: Phrase, going: Going, first: English = NOTHING, last: English = NOTHING) -> English:
    """他每天去学校 → he goes to school every day"""
    at, goal, purpose = going
    return first + who.subject + name("goes" if who.person == "he" else "go", at) + goal + purpose + last


@construction("going", *when("past", "who", "去 了 goal"), "who 去 了 goal", weight=1.5)
def went(who: Phrase, 去: At, goal: Place, first: English = NOTHING, last: English = NOTHING) -> English:
    """他昨天去了北京 → he went to beijing yesterday"""
    return first + who.subject + name("went", 去) + goal.to(去) + last


@construction("going", *when("future", "who", "会 going"), weight=1.5)
def will_go(who: Phrase, 会: At, going: Going, first: English = NOTHING, last: English = NOTHING) -> English:
    """我明天会去北京 → i will go to beijing tomorrow"""
    at, goal, purpose = going
    return first + who.subject + say("will", 会) + name("go", at) + goal + purpose + last


@construction("going", "who 想 going")
def want_to_go(who: Phrase, 想: At, going: Going) -> English:
    """我想去公园跑步 → i want to go to the park to run"""
    at, goal, purpose = going
    wants = name("wants" if who.person == "he" else "want", 想) + say("to", 想)
    return who.subject + wants + name("go", at) + goal + purpose


@construction("experience", "who 去 过 goal")
def has_been(who: Phrase, 去: At, 过: At, goal: Place) -> English:
    """我去过北京 → i have been to beijing"""
    return who.subject + say("has" if who.person == "he" else "have", 过) + name("been", 去) + goal.to(去)


# --- 把 ----------------------------------------


@construction("把", "who 把 what:put 放 在 spot.anything", weight=3)
def put(who: Phrase, 放: At, what: Phrase, spot: Spot) -> English:
    """我把书放在桌子上 → i put the book on the table"""
    distinct(what, spot)
    return who.subject + name("put", 放) + what.definite + spot.english


@construction("request", "请 把 what:put 放 在 spot.anything")
def please_put(请: At, 放: At, what: Phrase, spot: Spot) -> English:
    """请把书放在桌子上 → please put the book on the table"""
    distinct(what, spot)
    return say("please", 请) + name("put", 放) + what.definite + spot.english


@construction("把", "who 把 object:definite.K verb:finishing.K 了", weight=3)
def finish(who: Phrase, object: Phrase, verb: Act) -> English:
    """他把苹果吃了 → he ate the apple"""
    return who.subject + (verb + object.definite).past


@construction("把", "who 把 object:definite.opening verb:turning 了")
def turn(who: Phrase, object: Phrase, verb: Act) -> English:
    """他把门打开了 → he opened the door"""
    return who.subject + (verb + object.definite).past


@construction("request", "请 把 object:definite.opening verb:turning")
def please_turn(请: At, object: Phrase, verb: Act) -> English:
    """请把门打开 → please open the door"""
    return say("please", 请) + (verb + object.definite).base


@construction("request", "请 act:action", weight=1.5)
def please(请: At, act: Act) -> English:
    """请等我 → please wait for me"""
    return say("please", 请) + act.base


@construction("request", "请 不 要 act:action")
def please_do_not(请: At, 不: At, 要: At, act: Act) -> English:
    """请不要看电视 → please do not watch tv"""
    return say("please", 请) + say("do not", 不 + 要) + act.base
