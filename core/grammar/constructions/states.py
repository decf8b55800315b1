"""What holds of people, pets and machines: liking, knowing, living, being somewhere, being able. Negated with 不."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..english import At
from ..forms import state
from ..predicates import Predicate, acts
from ..rules import one_of, rule
from ..settings import Place
from ..verbs import with_plain
from ..words import Nominal, Phrase


@state("verb:state.K! object:liked.K", "verb:wish.K! object.K", weight=5)
@state("verb:machine.state.K! object:liked.K", by="machine", weight=1)
@state("verb:喜欢.pet! object:liked.pet|liked.beast|known|plain.fruit", by="pet", weight=2)
def with_object(verb: Predicate, object: Phrase) -> Predicate:
    """我喜欢猫 → i like cats"""
    return verb.on(object)


@state("verb:喜欢.book! act:pastime", weight=0.8)
def like_doing(verb: Predicate, act: Predicate) -> Predicate:
    """我喜欢游泳 → i like swimming"""
    return verb + act.progressive


one_of("color.liked", {f"noun.{color}": 1 for color in ("红色", "白色", "黑色", "蓝色", "绿色")})


@state("喜欢! noun:color.liked", weight=0.15)
def like_color(喜欢: At, noun: Nominal) -> Predicate:
    """我喜欢黑色 → i like black"""
    return acts("like", 喜欢) + noun.one


@rule(
    "pastime",
    *with_plain("看.tale", "看.film", "喝.drink", "听.song", "听.music", "学.language", "学.field"),
    "verb:看.book object:plain.书|plain.小说|plain.报纸",
    weight=3,
)
def pastime(verb: Predicate, object: Phrase) -> Predicate:
    """看书 → read books"""
    return verb.on(object)


one_of(
    "pastime",
    dict.fromkeys(("游泳.", "跳舞.", "唱歌.", "跑步.", "做饭.", "旅游.", "运动.", "打篮球.", "踢足球."), 0.4),
)


@state("住 在 place:place.city", weight=0.5)
def live(住: At, 在: At, place: Place) -> Predicate:
    """他住在北京 → he lives in beijing"""
    return acts("live", 住) + place.there(在)
