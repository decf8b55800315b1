"""What people, pets and machines do. Each entry also gives 看了书, 看过书, 看不看书 (`forms`)."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..english import NOTHING, At, English, either, name, say
from ..forms import action
from ..lexicon import ACTIVITIES
from ..predicates import Predicate, acts, perfect
from ..rules import SenselessError, one_of, rule
from ..settings import Place
from ..verbs import with_plain
from ..words import Bare, Phrase

GO, COME = "go", "come"


@action("verb:action.K! object.K", weight=5)
@action("verb:穿.cloth! object.cloth", "verb:借.book! object.book", weight=0.5)
@action("verb:event.K! object.K", plain="events", forms="了过")
@action("verb:machine.action.K! object.K", by="machine")
def with_object(verb: Predicate, object: Phrase) -> Predicate:
    """我看书 → i read books"""
    return verb.on(object)


@action("activity!", forms="了")
@action("activity:骑自行车.|说话.|笑.|走路.|看病.!", forms="了", weight=0.5)
@action("activity:machine.activity!", by="machine", forms="", weight=0.3)
@action("activity:睡觉.!", by="pet", forms="了", weight=0.5)
def alone(activity: Predicate) -> Predicate:
    """我跑步 → i run"""
    return activity


@action("verb:pet.chase.pet! object.pet", by="pet")
@action("verb:喝.drink! object:plain.水|plain.牛奶", by="pet", weight=0.5)
@action("verb:吃.meal! object:plain.鱼", by="pet", weight=0.5)
def what_pets_do(verb: Predicate, object: Phrase) -> Predicate:
    """猫喝牛奶 → the cat drinks milk"""
    return verb.on(object)


SEPARABLE = {"骑": "自行车", "打": "篮球", "踢": "足球", "开": "车", "跳": "舞", "游": "泳"}
"""Activities that 过 separates: 骑过自行车."""


def _separated(before: str, after: str) -> None:
    activity = next(one for one in ACTIVITIES if one.chinese == before + after)

    @rule("been.person", f"before:{before} 过 after:{after}", weight=0.1)
    def been(before: At, 过: At, after: At) -> Predicate:
        return perfect(过, Predicate(activity, before + after))


for _parts in SEPARABLE.items():
    _separated(*_parts)


# --- going and coming ----------------------------------------


@rule("going", "去 place:goal", "去:回 place:place.home")
def going(去: At, place: Place) -> tuple[At, English]:
    """去学校 → go to school"""
    return 去, place.to(去)


@rule("going", "去 errand")
def going_to_do(去: At, errand: tuple[Place, English]) -> tuple[At, English]:
    """去商店买书 → go to the shop to buy books"""
    goal, purpose = errand
    return 去, goal.to(去) + purpose


@action("去! place:goal", forms="了不", plain="moves", weight=1.5)
@action("去:回! place:place.home", forms="了不", plain="moves", weight=0.4)
def go(去: At, place: Place) -> Predicate:
    """我去学校 → i go to school"""
    return acts(GO, 去) + place.to(去)


@action("去!", forms="了", plain="moves", weight=0.4)
def just_go(去: At) -> Predicate:
    """他去了 → he went"""
    return acts(GO, 去)


@action("去 errand", forms="了", plain="moves", weight=0.8)
def go_to_do(去: At, errand: tuple[Place, English]) -> Predicate:
    """我去商店买书 → i go to the shop to buy books"""
    goal, purpose = errand
    return acts(GO, 去) + goal.to(去) + purpose


@action("来! place:goal?", forms="了不", plain="moves", weight=1)
def come(来: At, place: Place | None = None) -> Predicate:
    """他来学校 → he comes to school"""
    return acts(COME, 来) + (place.to(来) if place else NOTHING)


@rule("bedtime", "at:睡觉")
def go_to_bed(at: At) -> Predicate:
    """睡觉, at some time → go to bed"""
    return acts(GO, at) + say("to", at) + name("bed", at)


SPORTS = ("swim", "run", "travel")


ATTENDED = {"上班": "work", "上课": "class"}


def aim(purpose: Predicate, coming: bool = False) -> English:
    """After "go": swimming, to work, to buy fruit"""
    if purpose.heads[:1] and purpose.heads[0] in ATTENDED:
        return say("to", purpose.at) + name(ATTENDED[purpose.heads[0]], purpose.at)
    if purpose.verb.base in SPORTS and not coming:
        return purpose.progressive
    if purpose.verb.base == "go":
        return purpose.rest  # go to work, not "go to go to work"
    return say("to", purpose.at) + purpose.base


@action("去 purpose", forms="了", plain="moves", weight=0.6)
@action("来 purpose", forms="了", plain="moves", weight=0.3)
def go_and_do(purpose: Predicate, 去: At = (), 来: At = ()) -> Predicate:
    """我去买水果 → i go to buy fruit"""
    if 来:
        return acts(COME, 来) + aim(purpose, coming=True)
    return acts(GO, 去) + aim(purpose)


one_of(
    "purpose",
    {"上班.": 0.5, "上课.": 0.3, "bedtime": 0.5, "旅游.": 0.5, "游泳.": 0.5, "跑步.": 0.5, "吃饭.": 0.5},
)


LARGE = ("car", "furniture", "thing", "cloth")
"""Classes of things of which people go to buy one."""


@rule("purpose", "verb:买.K object:plain.K", weight=1)
@rule(
    "purpose",
    "verb:看.film object:plain.film",
    "verb:喝.drink object:plain.咖啡|plain.茶",
    "verb:吃.meal object:plain.饺子|plain.面条|plain.中国菜",
    "verb:吃.dinner object:plain.dinner",
)
def purpose(verb: Predicate, object: Phrase) -> Predicate:
    """买书 → buy books; 看电影 → watch a movie"""
    if isinstance(object, Bare) and (verb.verb.base == "watch" or object.nominal.noun.kind in LARGE):
        return verb + object.single
    return verb.on(object)


# --- with and for other people ----------------------------------------

one_of(
    "gifts",
    {
        f"{way}.{kind}": share
        for way, share in (("one", 1), ("counted", 0.35))
        for kind in ("book", "thing", "pen", "paper", "gift", "fruit", "drink")
    },
)
one_of("receiver", {"known": 5, "plain.孩子": 0.4, "plain.学生": 0.4, "plain.老师": 0.4, "plain.person": 0.1})


def two_orders(giving: English, whom: Phrase, 给: At, what: Phrase) -> English:
    """give the teacher a book, or give a book to the teacher"""
    return either(
        (0.6, giving + whom.definite + what.object),
        (0.4, giving + what.object + say("to", 给) + whom.definite),
    )


@action("给 whom:receiver 打电话!", forms="了", weight=0.5)
def call(给: At, whom: Phrase, 打电话: At) -> Predicate:
    """我给妈妈打电话 → i call mom"""
    return acts("call", 打电话) + whom.definite


@action("跟 whom:receiver 一起? activity:company", forms="", plain="there", weight=0.08)
@action("和 whom:receiver 一起 activity:company", forms="", plain="there", weight=0.08)
def together_with(whom: Phrase, activity: Predicate, 跟: At = (), 和: At = (), 一起: At = ()) -> Predicate:
    """我跟朋友一起吃饭 → i eat with a friend"""
    return activity + say("with", 跟 or 和) + whom.definite


@rule("company", *with_plain("看.film", "听.music", "喝.drink", "学.language", "学习.language"), weight=1.5)
def doing_together(verb: Predicate, object: Phrase) -> Predicate:
    """看电影 → watch movies"""
    return verb.on(object)


@rule("company", "去 purpose", weight=0.6)
def going_to_do_together(去: At, purpose: Predicate) -> Predicate:
    """去买水果 → go to buy fruit"""
    if purpose.verb.base == "have" or "bed" in purpose.words:
        raise SenselessError
    return acts(GO, 去) + aim(purpose)


@rule("company", "去", weight=0.4)
def just_going(去: At) -> Predicate:
    """去 → go"""
    return acts(GO, 去)


@rule("company", "去 place:goal", "去:回 place:place.home", weight=2)
def going_together(去: At, place: Place) -> Predicate:
    """去公园 → go to the park"""
    return acts(GO, 去) + place.to(去)


one_of(
    "company",
    dict.fromkeys(("学习.", "工作.", "吃饭.", "跳舞.", "唱歌.", "运动.", "打篮球.", "踢足球.", "旅游."), 1),
)
