"""Going by bus, back home, in and out; coming from somewhere, living here."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from dataclasses import replace

from ..amounts import Number
from ..english import NOTHING, At, English, article, name, say
from ..forms import action, clause, state
from ..phrases import counted
from ..predicates import Clause, Predicate, acts
from ..rules import SenselessError, one_of, rule
from ..settings import Place
from ..verbs import with_plain
from ..words import Counted, Nominal, Phrase, Pronoun, Word

one_of(
    "nearby", {f"place.{place}": 1 for place in ("学校", "公司", "公园", "图书馆", "商店", "超市", "医院")}
)
one_of("nearby", {f"place.{place}": 1 for place in ("饭店", "宾馆", "机场", "火车站", "海边")})
one_of("distant", {f"place.{place}": 1 for place in ("北京", "上海")})
one_of("abroad", {f"place.{place}": 1 for place in ("中国", "美国", "英国")})

# --- by bus ----------------------------------------


@rule("by.nearby", "坐 vehicle:noun.公共汽车|noun.出租车")
@rule("by.distant", "坐 vehicle:noun.火车|noun.飞机")
@rule("by.abroad", "坐 vehicle:noun.飞机")
def by_vehicle(坐: At, vehicle: Nominal) -> English:
    """坐公共汽车 → by bus"""
    return say("by", 坐) + vehicle.one


@rule("by.nearby", "骑 自行车", weight=0.5)
def by_bicycle(骑: At, 自行车: At) -> English:
    """骑自行车 → by bicycle"""
    return say("by", 骑) + name("bicycle", 自行车)


KINDS = ("nearby", "distant", "abroad")


@action(*(f"by:by.{kind} 去! place:{kind}" for kind in KINDS), forms="了", plain="moves", weight=1.2)
@action("by:by.nearby 来! place:place.学校|place.公司", forms="了", plain="moves", weight=0.4)
@action("by:by.nearby 去:回! place:place.home", forms="了", plain="moves", weight=0.3)
def go_by(by: English, place: Place, 去: At = (), 来: At = ()) -> Predicate:
    """我坐公共汽车去学校 → i go to school by bus"""
    return acts("go" if 去 else "come", 去 or 来) + place.to(去 or 来) + by


@action("从 start:distant by:by.distant 去! place:distant", forms="了", plain="moves", weight=0.2)
def go_from_by(从: At, start: Place, by: English, 去: At, place: Place) -> Predicate:
    """我从北京坐火车去上海 → i go from beijing to shanghai by train"""
    if start.chinese == place.chinese:
        raise SenselessError
    return acts("go", 去) + say("from", 从) + start.known + place.to(去) + by


@action("by:by.nearby 上班!", forms="了", plain="moves", weight=0.3)
def go_to_work_by(by: English, 上班: At) -> Predicate:
    """我坐公共汽车上班 → i go to work by bus"""
    return acts("go", 上班) + name("to work", 上班) + by


@action("开车 去! place:nearby", forms="了", plain="moves", weight=0.5)
@action("走路 去! place:nearby", "走路 回! place:place.home", forms="了", plain="moves", weight=0.5)
def drive_or_walk(place: Place, 开车: At = (), 走路: At = (), 去: At = (), 回: At = ()) -> Predicate:
    """他开车去公司 → he drives to the company; 我走路去学校 → i walk to school"""
    return acts("drive" if 开车 else "walk", 开车 or 走路) + place.to(去 or 回)


@action("坐! vehicle:noun.火车|noun.飞机|noun.公共汽车|noun.出租车", weight=0.5)
def take(坐: At, vehicle: Nominal) -> Predicate:
    """我坐火车 → i take the train"""
    if vehicle.noun.chinese == "出租车":
        return acts("take", 坐) + article(vehicle.one, vehicle.at)
    return acts("take", 坐) + say("the", vehicle.at) + vehicle.one


# --- back, in and out ----------------------------------------


@action(
    "回! place:distant|abroad",
    "回! place:place.学校|place.公司|place.宾馆",
    forms="了",
    plain="moves",
    weight=0.5,
)
def go_back(回: At, place: Place) -> Predicate:
    """我回北京 → i go back to beijing"""
    return acts("go", 回) + name("back", 回) + place.to(回)


WAYS = {
    "回来": "come back",
    "回去": "go back",
    "出去": "go out",
    "出来": "come out",
    "进去": "go in",
    "进来": "come in",
}


def _way_rule(chinese: str, english: str) -> None:
    verb, where = english.split()
    rule("way", f"at:{chinese}")(lambda at: acts(verb, at) + name(where, at))
    rule(f"way.{chinese}", f"at:{chinese}")(lambda at: acts(verb, at) + name(where, at))


for _chinese, _english in WAYS.items():
    _way_rule(_chinese, _english)


@action("way!", forms="了", plain="moves", weight=1.2)
def back_in_out(way: Predicate) -> Predicate:
    """他出去了 → he went out; 他回来了 → he came back"""
    return way


@action("way:way.出去 act:outing.deed", forms="了", plain="moves", weight=0.3)
def go_out_to_do(way: Predicate, act: Predicate) -> Predicate:
    """我们出去吃饭 → we go out to eat"""
    return way + say("to", act.at) + act.base


one_of("outing.deed", dict.fromkeys(("吃饭.", "玩.", "跑步.", "运动."), 1))


@rule("outing.deed", *with_plain("买.fruit", "买.drink", "买.book", "买.cloth"))
def shopping(verb: Predicate, object: Phrase) -> Predicate:
    """买水果 → buy fruit"""
    return verb.on(object)


@action("回家 act:homely", forms="了", plain="moves", weight=0.4)
def go_home_to_do(回家: At, act: Predicate) -> Predicate:
    """我回家吃饭 → i go home to eat"""
    return acts("go", 回家) + name("home", 回家) + say("to", act.at) + act.base


one_of("homely", dict.fromkeys(("吃饭.", "休息.", "睡觉.", "做饭.", "看电视.", "学习."), 1))


@action(
    "进! place:place.教室|place.商店|place.图书馆|place.饭店|place.超市",
    forms="了",
    plain="events",
    weight=0.6,
)
def enter(进: At, place: Place) -> Predicate:
    """他进教室了 → he entered the classroom"""
    return acts("enter", 进) + place.known


@action("进! room:plain.房间|pointed.房间|owned.房间", forms="了", plain="events", weight=0.2)
def enter_room(进: At, room: Phrase) -> Predicate:
    """他进房间了 → he entered the room"""
    return acts("enter", 进) + room.definite


# --- to somebody's home ----------------------------------------


@rule("home.mine", "owner:pronoun 家", weight=3)
@rule("home.mine", "owner:name 家", "owner:plain.老师 家", weight=0.3)
def my_home(owner: Phrase, 家: At) -> Phrase:
    """我家 → my home; 老师家 → the teacher 's home"""
    whose = owner.possessive if isinstance(owner, Pronoun) else owner.subject + say("'s", 家)
    return Phrase(("家",), "he", whose + name("home", 家))


@action("去! home:home.mine", "来! home:home.mine", forms="了", plain="moves", weight=0.5)
def visit(home: Phrase, 去: At = (), 来: At = ()) -> Predicate:
    """他来我家 → he comes to my home"""
    return acts("go" if 去 else "come", 去 or 来) + say("to", 去 or 来) + home.definite


# --- from somewhere, living somewhere ----------------------------------------


@clause("statement", "who 也? 来自 place:abroad|distant", "who 从 place:abroad|distant 来", weight=0.6)
def come_from(who: Phrase, place: Place, 也: At = (), 来自: At = (), 从: At = (), 来: At = ()) -> Clause:
    """我来自中国 → i come from china"""
    come = acts("come", 来自 or 来) + say("from", 来自 or 从) + place.known
    return Clause(who, come.also(say("also", 也) if 也 else NOTHING))


@action(
    "从 place:distant|abroad 回来!",
    "从 place:place.学校|place.公司 回来!",
    forms="了",
    plain="moves",
    weight=0.2,
)
def come_back_from(从: At, place: Place, 回来: At) -> Predicate:
    """他从北京回来了 → he came back from beijing"""
    return acts("come", 回来) + name("back", 回来) + say("from", 从) + place.known


@state(
    "住 place:distant",
    "住 在 place:place.学校|place.宾馆",
    "住! 在 place:place.这儿|place.这里|place.那儿|place.那里",
    weight=0.3,
)
def live(住: At, place: Place, 在: At = ()) -> Predicate:
    """我住北京 → i live in beijing; 我住在这儿 → i live here"""
    return acts("live", 住) + place.there(在 or 住)


@state("verb:喜欢.book! place:abroad|distant", weight=0.3)
def like_place(verb: Predicate, place: Place) -> Predicate:
    """我喜欢中国 → i like china"""
    return verb + place.known


# --- tickets and rooms ----------------------------------------


@rule(
    "counted.票",
    "number:number.一|number.两 measure:measure.张 去 place:distant|abroad 的 noun:noun.票|noun.火车票",
    weight=0.5,
)
def ticket_to(number: Number, measure: Word, 去: At, place: Place, noun: Nominal) -> Counted:
    """一张去北京的票 → a ticket to beijing"""
    tickets = counted(number, measure, noun)
    return replace(tickets, english=tickets.english + place.to(去))
