"""Where things are and how to get there: 离, 从 … 到, 左边, 怎么走, 怎么去, 哪儿."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..english import NOTHING, At, English, article, name, say
from ..forms import clause
from ..lexicon import PLACES
from ..predicates import SHOULD, Clause, Predicate, acts, be, going_to, is_, modal, progressive, want, will
from ..rules import SenselessError, construction, distinct, one_of, rule
from ..settings import Place, Spot
from ..words import Nominal, Phrase, Pronoun, Quality, it, qualities

HERE = "|".join(f"place.{chinese}" for chinese in ("这儿", "这里"))
WHERE = "哪儿:哪儿|哪里"
BUILDINGS = tuple(
    place
    for place in PLACES
    if place not in ("家", "北京", "上海", "中国", "美国", "英国", "海边", "厨房", "教室", "花园")
)
INDOORS = ("教室", "图书馆", "商店", "超市", "饭店", "医院", "公园", "花园", "学校")


def _place_phrase(symbol: str, chinese: str) -> None:
    english, _, _ = PLACES[chinese]
    rule(symbol, f"at:{chinese}")(lambda at: Phrase((chinese,), "he", say("the", at) + name(english, at)))


def _inside(chinese: str) -> None:
    _place_phrase("indoors.building", chinese)


def _building(chinese: str) -> None:
    english, _, _ = PLACES[chinese]
    _place_phrase("building", chinese)
    if chinese in ("公园", "商店", "超市", "饭店", "宾馆", "医院", "学校", "图书馆", "大学"):
        rule("noun.building", f"at:{chinese}")(lambda at: (chinese, name(english, at)))
    if chinese in INDOORS:
        _inside(chinese)


for _chinese in BUILDINGS:
    _building(_chinese)
for _chinese in ("教室", "花园"):
    _inside(_chinese)
    _place_phrase("garden.building", _chinese)
one_of("landmark", {"building": 4, "home.mine": 1.5})

# --- 离: far and near ----------------------------------------


@rule("city", "place:distant|abroad")
def city(place: Place) -> Phrase:
    """北京 → beijing"""
    return place.subject


@rule("distant.city", "place:distant")
@rule("abroad.city", "place:abroad")
def city_of(place: Place) -> Phrase:
    """北京 → beijing"""
    return place.subject


@rule("from.here", f"place:{HERE}")
def from_here(place: Place) -> Phrase:
    """这儿 → here"""
    return Phrase((place.chinese,), "he", place.known)


@rule("from.home", "place:place.家")
def from_home(place: Place) -> Phrase:
    """家 → home"""
    return Phrase((place.chinese,), "he", place.known)


qualities("distance", "远", "近")
FROM = (
    "here:landmark 离 there:landmark|from.here {}",
    "here:building 离 there:from.home {}",
    "here:distant.city 离 there:distant.city {}",
    "here:abroad.city 离 there:abroad.city {}",
)
CITIES = ("北京", "上海", "中国", "美国", "英国")


def _far(
    here: Phrase, there: Phrase, 离: At, adjective: Quality, at: At, degree: English = NOTHING, no: At = ()
) -> Clause:
    distinct(here, there)
    if here.words == there.words:
        raise SenselessError
    if here.heads and here.heads[0] in CITIES and (no or adjective.adjective.chinese == "近"):
        raise SenselessError  # 北京离上海很近
    far, near = degree + adjective.english, adjective.adjective.chinese == "近"
    if not near:
        whole = be(at, far + say("from", 离) + there.definite)
        return Clause(here, whole.negated(no))
    if there.heads and there.heads[0] in ("这儿", "这里"):
        return Clause(
            here, be(at, degree + name("close", adjective.at) + say("to", 离) + there.definite).negated(no)
        )
    close = be(at, degree + name("close", adjective.at) + say("to", 离) + there.definite).negated(no)
    return Clause(here, be(at, far + there.definite).negated(no), others=((0.4, close),))


@clause("distance", *(way.format("很 adjective:distance") for way in FROM), weight=1, asked=0, opinion=0.3)
@clause("distance", *(way.format("不 adjective:distance") for way in FROM), weight=0.6, asked=0, opinion=0.3)
@clause("distance", *(way.format("非常 adjective:distance") for way in FROM), weight=0.3, asked=0)
@clause("distance", *(way.format("太 adjective:far 了") for way in FROM), weight=0.2, asked=0, opinion=0.3)
@clause("distance", *(way.format("不 太 adjective:far") for way in FROM), weight=0.2, asked=0)
def distance(
    here: Phrase,
    离: At,
    there: Phrase,
    adjective: Quality,
    很: At = (),
    不: At = (),
    非常: At = (),
    太: At = (),
) -> Clause:
    """学校离我家很远 → the school is far from my home; 公司离这儿不远 → the company is not far from here"""
    degree = say("too", 太) if 太 and not 不 else say("very", 非常 or 太) if 非常 or 太 else NOTHING
    return _far(here, there, 离, adjective, 很 or 非常 or 太 or 不, degree, 不)


qualities("far", "远")


@clause("distance", *(way.format("adjective:distance!") for way in FROM), weight=1, stated=False)
def is_it_far(here: Phrase, 离: At, there: Phrase, adjective: Quality) -> Clause:
    """学校离你家远吗 → is the school far from your home ?"""
    return _far(here, there, 离, adjective, adjective.at)


@construction(
    "distance",
    *(way.format("有 多 远") for way in FROM),
    *(way.format("多 远") for way in FROM[:2]),
    weight=0.4,
)
def how_far(here: Phrase, 离: At, there: Phrase, 多: At, 远: At, 有: At = ()) -> English:
    """学校离你家有多远 → how far is the school from your home ?"""
    distinct(here, there)
    far = be(有 or 多, say("from", 离) + there.definite)
    return Clause(here, far).asked(say("how", 多) + name("far", 远), 多)


# --- 从 … 到 … ----------------------------------------

SPAN = (
    "从 here:home.mine|from.here 到 there:building",
    "从 here:building 到 there:building|home.mine",
    "从 here:distant.city 到 there:distant.city",
)


def _between(从: At, here: Phrase, 到: At, there: Phrase) -> English:
    distinct(here, there)
    return say("from", 从) + here.definite + say("to", 到) + there.definite


@clause("distance", *(f"{way} 很|不 adjective:distance" for way in SPAN), weight=0.5, asked=0, opinion=0.3)
@clause("distance", *(f"{way} adjective:far!" for way in SPAN), weight=0.4, stated=False)
def it_is_far(
    从: At, here: Phrase, 到: At, there: Phrase, adjective: Quality, 很: At = (), 不: At = ()
) -> Clause:
    """从我家到学校很远 → it is far from my home to the school"""
    if adjective.adjective.chinese == "近":
        raise SenselessError
    at = 很 or 不 or adjective.at
    return Clause(it(at), is_(adjective, at).negated(不) + _between(从, here, 到, there))


TAKES = (
    (SPAN[0], "by:by.nearby", "minutes.nearby"),
    (SPAN[1], "by:by.nearby", "minutes.nearby"),
    ("从 here:distant.city 到 there:distant.city", "by:by.distant", "hours.distant"),
    ("从 here:abroad.city 到 there:abroad.city", "by:by.abroad", "hours.abroad"),
)


def _minutes(chinese: str, english: str) -> None:
    rule("minutes.nearby", f"many:{chinese} 分钟")(
        lambda many, 分钟: name(english, many) + name("minutes", 分钟)
    )


for _chinese, _english in {
    "五": "five",
    "十": "ten",
    "二十": "twenty",
    "三十": "thirty",
    "十五": "fifteen",
}.items():
    _minutes(_chinese, _english)


def _hours(symbol: str, chinese: str, english: str) -> None:
    rule(symbol, f"many:{chinese} 个? 小时")(
        lambda many, 小时, 个=(): name(english, many) + name("hours", 小时)
    )


for _chinese, _english in {"三": "three", "四": "four", "五": "five", "六": "six"}.items():
    _hours("hours.distant", _chinese, _english)
for _chinese, _english in {"九": "nine", "十": "ten", "十一": "eleven", "十二": "twelve"}.items():
    _hours("hours.abroad", _chinese, _english)


@rule("minutes.nearby", "一 个 小时", weight=0.5)
def one_hour(一: At, 小时: At) -> English:
    """一个小时 → an hour"""
    return say("an", 一) + name("hour", 小时)


@clause("distance", *(f"{way} 要 length:{time}" for way, _, time in TAKES), weight=0.6, asked=0.2)
@clause("distance", *(f"{way} {by} 要 length:{time}" for way, by, time in TAKES), weight=0.5, asked=0.2)
def it_takes(
    从: At, here: Phrase, 到: At, there: Phrase, 要: At, length: English, by: English = NOTHING
) -> Clause:
    """从北京到上海要五个小时 → it takes five hours to get from beijing to shanghai"""
    takes = acts("take", 要) + length + say("to get", 要) + _between(从, here, 到, there) + by
    return Clause(it(要), takes)


LONG = "要 long:多长时间|多久"


@construction("distance", *(f"{way} {LONG}" for way, _, _ in TAKES), weight=0.4)
@construction("distance", *(f"{way} 要 几 个? 小时" for way, _, _ in TAKES[2:]), weight=0.15)
@construction("distance", *(f"{way} {by} {LONG}" for way, by, _ in TAKES), weight=0.3)
def how_long_it_takes(
    从: At,
    here: Phrase,
    到: At,
    there: Phrase,
    要: At,
    long: At = (),
    几: At = (),
    小时: At = (),
    by: English = NOTHING,
) -> English:
    """从北京到上海要几个小时 → how many hours does it take to get from beijing to shanghai ?"""
    how = say("how", long) + name("long", long) if long else say("how many", 几) + name("hours", 小时)
    takes = acts("take", 要) + say("to get", 要) + _between(从, here, 到, there) + by
    return Clause(it(要), takes).asked(how, long or 几)


# --- where places are ----------------------------------------

RELATIONS = {
    "旁边": "beside",
    "后面": "behind",
    "前面": "in front of",
    "左边": "to the left of",
    "右边": "to the right of",
}


def _relation_rule(chinese: str, english: str) -> None:
    @rule("spot.place", f"ground:landmark 的? side:{chinese}")
    def spot(ground: Phrase, side: At, 的: At = ()) -> Spot:
        return Spot(ground.heads, say(english, side) + ground.definite)

    @rule(
        "spot.person",
        f"whom:pronoun|called|name|owned.朋友 side:{chinese}",
        f"whom:pronoun 的 side:{chinese}",
    )
    def next_to(whom: Phrase, side: At, 的: At = ()) -> Spot:
        return Spot(whom.heads, say(english, side) + whom.definite)


for _chinese, _english in RELATIONS.items():
    _relation_rule(_chinese, _english)


@rule("spot.in", "ground:indoors.building 里:里|里面", weight=3)
@rule("spot.in", "ground:plain.房间|pointed.房间|owned.房间 里:里|里面")
def inside(ground: Phrase, 里: At) -> Spot:
    """公园里 → in the park"""
    return Spot(ground.heads, say("in", 里) + ground.definite)


@rule("spot.away", "place:place.外面|place.前面|place.左边|place.右边")
@rule("spot.ahead", "place:place.前面|place.左边|place.右边")
@rule("spot.here", "place:place.这儿|place.这里|place.那儿|place.那里")
def away(place: Place) -> Spot:
    """外面 → outside"""
    return Spot((), place.there(place.at))


@clause("location", "what:landmark 在! spot:spot.place", weight=1.5)
@clause("location", "what:landmark 不 在 spot:spot.place", weight=0.4, asked=0)
@clause("location", "what:building 在! spot:spot.away|spot.here", weight=0.8)
@clause("location", "what:building 不 在 spot:spot.here", weight=0.2, asked=0)
@clause("location", "who 在! spot:spot.place|spot.in", weight=0.4)
@clause("location", "who 在! spot:spot.person", "what:subject.pet 在! spot:spot.person", weight=0.4)
@clause("location", "what:lying 不 在 spot:spot.here", weight=0.2, asked=0)
@clause("location", "what:subject.pet 在! spot:spot.away", "what:lying 在! spot:spot.here", weight=0.4)
def place_is_there(
    在: At, spot: Spot, what: Phrase | None = None, 不: At = (), who: Phrase | None = None
) -> Clause:
    """商店在学校旁边 → the shop is beside the school; 图书馆在前面 → the library is ahead"""
    subject = what or who
    assert subject
    if set(subject.heads) & set(spot.heads):
        raise SenselessError
    return Clause(subject, be(在, spot.english).negated(不))


@clause("location", "what:home.mine 不 在 place:place.city", weight=0.1, asked=0)
@clause("location", "owner:pronoun 的 company:school 在! place:distant", weight=0.3)
def home_is_there(
    在: At,
    place: Place,
    what: Phrase | None = None,
    owner: Pronoun | None = None,
    company: English = NOTHING,
    不: At = (),
) -> Clause:
    """我的学校在北京 → my school is in beijing"""
    if owner:
        what = Phrase((), "he", owner.possessive + company)
    assert what
    return Clause(what, be(在, place.there(在)).negated(不))


for _chinese in ("学校", "公司", "大学"):
    rule("school", f"at:{_chinese}")(lambda at, english=PLACES[_chinese][0]: name(english, at))


@clause("location", "place:distant 在 country:place.中国", weight=0.05)
def city_is_there(place: Place, 在: At, country: Place) -> Clause:
    """北京在中国 → beijing is in china"""
    return Clause(place.subject, be(在, country.there(在)))


@construction("where", f"what:landmark|garden.building 在 {WHERE}", weight=1.5)
@construction("where", f"owner:pronoun 的 company:school 在 {WHERE}", f"what:city 在 {WHERE}", weight=0.3)
def where_is_it(
    哪儿: At, 在: At, what: Phrase | None = None, owner: Pronoun | None = None, company: English = NOTHING
) -> English:
    """火车站在哪儿 → where is the train station ?"""
    if owner:
        what = Phrase((), "he", owner.possessive + company)
    assert what
    return Clause(what, be(在, NOTHING)).asked(say("where", 哪儿), 哪儿)


@construction("where", f"who:other last:time.did 在 {WHERE}", weight=0.4)
def where_was(who: Phrase, last: English, 在: At, 哪儿: At) -> English:
    """你昨天在哪儿 → where were you yesterday ?"""
    return Clause(who, be(在, NOTHING).did(), last=last).asked(say("where", 哪儿), 哪儿)


# --- what is there ----------------------------------------


@rule("one.building", "一 个|家 it:noun.building")
def one_building(it: tuple[str, English], 一: At, 家: At = ()) -> Phrase:
    """一个公园 → a park"""
    chinese, english = it
    if 家 and chinese not in ("商店", "超市", "饭店", "宾馆", "医院"):
        raise SenselessError
    return Phrase((chinese,), "he", article(english, 一))


@rule("some.building", "it:noun.building")
def some_building(it: tuple[str, English]) -> Phrase:
    """公园 → a park"""
    chinese, english = it
    return Phrase((chinese,), "he", article(english, english.variants[0][1][0].at))


EXISTING = "spot:spot.place|spot.ahead|spot.here"


@clause("existence", f"{EXISTING} 有 what:one.building", f"{EXISTING} 有! what:some.building", weight=1.2)
def building_there(spot: Spot, 有: At, what: Phrase) -> Clause:
    """我家旁边有一个公园 → there is a park beside my home; 这儿有饭店吗 → is there a restaurant here ?"""
    if set(what.heads) & set(spot.heads):
        raise SenselessError
    return Clause(Phrase((), "he", say("there", 有)), be(有, what.definite + spot.english))


@clause("absence", f"{EXISTING} 没有 it:noun.building", weight=0.6, asked=0.1)
def no_building(spot: Spot, 没有: At, it: tuple[str, English]) -> Clause:
    """这儿没有饭店 → there is no restaurant here"""
    chinese, english = it
    if chinese in spot.heads:
        raise SenselessError
    return Clause(Phrase((), "he", say("there", 没有)), be(没有, say("no", 没有) + english + spot.english))


@construction("where", f"{WHERE} 有 it:noun.building", weight=0.4)
def where_is_one(哪儿: At, 有: At, it: tuple[str, English]) -> English:
    """哪儿有饭店 → where is there a restaurant ?"""
    _, english = it
    a = article(english, english.variants[0][1][0].at)
    return say("where", 哪儿) + say("is there", 有) + a + say("?", 哪儿)


CROWD = "spot:spot.in|spot.away"


@rule("crowd", "很多 人", weight=2)
def many_people(很多: At, 人: At) -> Phrase:
    """很多人 → many people"""
    return Phrase((), "they", say("many", 很多) + name("people", 人))


@rule("crowd", "counted.学生|counted.孩子|counted.老师", weight=1)
def some_students(counted: Phrase) -> Phrase:
    """三个学生 → three students"""
    return counted


@clause("existence", f"{CROWD} 有 what:crowd", weight=0.7, asked=0.3)
@clause("existence", f"{CROWD} 有! what:anybody", weight=0.4, stated=False)
def people_there(spot: Spot, 有: At, what: Phrase) -> Clause:
    """教室里有很多学生 → there are many students in the classroom"""
    return Clause(Phrase((), what.person, say("there", 有)), be(有, what.definite + spot.english))


@rule("anybody", "人")
def anybody(人: At) -> Phrase:
    """人, in 有人吗 → anybody"""
    return Phrase((), "he", name("anybody", 人))


@clause("absence", f"{CROWD} 没有 人", weight=0.3, asked=0)
def nobody_there(spot: Spot, 没有: At, 人: At) -> Clause:
    """教室里没有人 → there is nobody in the classroom"""
    return Clause(Phrase((), "he", say("there", 没有)), be(没有, name("nobody", 没有 + 人) + spot.english))


@construction("who", "谁 在 spot:spot.in", "谁 在 spot:spot.person|spot.place", weight=0.2)
def who_is_there(谁: At, 在: At, spot: Spot) -> English:
    """谁在教室里 → who is in the classroom ?"""
    return say("who", 谁) + say("is", 在) + spot.english + say("?", 谁)


@construction("what", "spot:spot.place|spot.away 有 什么", weight=0.3)
def what_is_there(spot: Spot, 有: At, 什么: At) -> English:
    """学校旁边有什么 → what is beside the school ?"""
    return say("what", 什么) + say("is", 有) + spot.english + say("?", 什么)


@clause("identity", "place:place.左边|place.右边 是 what:owned.房间|owned.房子", weight=0.15)
@clause(
    "identity", "spot:spot.place|spot.person 是 what:owned.房间|family.mine|one.building", weight=0.2, asked=0
)
def on_the_left(是: At, what: Phrase, place: Place | None = None, spot: Spot | None = None) -> Clause:
    """左边是我的房间 → my room is on the left; 学校旁边是一个公园 → there is a park beside the school"""
    where = place.there(place.at) if place else spot.english if spot else NOTHING
    if spot and set(what.heads) & set(spot.heads):
        raise SenselessError
    if "a" in what.words:
        return Clause(Phrase((), "he", say("there", 是)), be(是, what.definite + where))
    return Clause(what, be(是, where))


rule("spot.people", "spot:spot.person", weight=3)(lambda spot: spot)

# --- how to get there ----------------------------------------


def _get_there(place: Phrase | Place, at: At) -> English:
    return place.to(at) if isinstance(place, Place) else say("to", at) + place.definite


def _someone(at: At) -> Phrase:
    return Phrase((), "i", say("i", at))


@construction("how", "place:nearby|home.mine 怎么走", "去:去|到 place:nearby|home.mine 怎么走", weight=1)
def how_to_get_there(place: Phrase | Place, 怎么走: At, 去: At = ()) -> English:
    """去火车站怎么走 → how do i get to the train station ?"""
    act = acts("get", 怎么走) + _get_there(place, 去 or 怎么走)
    return Clause(_someone(怎么走), act).asked(say("how", 怎么走), 怎么走)


@construction("how", "who:pronoun.我|pronoun.我们 怎么 去 place:nearby|distant|home.mine", weight=0.6)
@construction(
    "how",
    "who:pronoun.我|pronoun.我们 应该 怎么 去 place:nearby|distant",
    "who:pronoun.我|pronoun.我们 怎么 去",
    weight=0.2,
)
def how_do_i_get(
    who: Phrase, 怎么: At, 去: At, place: Phrase | Place | None = None, 应该: At = ()
) -> English:
    """我怎么去火车站 → how do i get to the train station ?"""
    act = acts("get", 去) + (_get_there(place, 去) if place else name("there", 去))
    return Clause(who, modal(SHOULD, 应该, act) if 应该 else act).asked(say("how", 怎么), 怎么)


@construction(
    "how",
    "who:other 怎么 去 place:nearby|distant|abroad",
    "who:other 怎么 来 place:place.学校|place.公司",
    weight=1,
)
@construction("how", "who:other 怎么 去:回 place:place.home", weight=0.2)
@construction(
    "how",
    "who:other 怎么 上班",
    "who:other 每天 怎么 上班",
    "who:other 每天 怎么 去 place:nearby",
    weight=0.4,
)
def how_does_one_go(
    who: Phrase,
    怎么: At,
    去: At = (),
    来: At = (),
    place: Place | None = None,
    上班: At = (),
    每天: At = (),
) -> English:
    """你怎么去学校 → how do you go to school ?, or how do you get to school ?"""
    last = name("every day", 每天) if 每天 else NOTHING
    if 上班:
        to = name("to work", 上班)
        clause_ = Clause(who, acts("go", 上班) + to, last=last, others=((0.4, acts("get", 上班) + to),))
    else:
        assert place
        go, get = (acts(verb, 去 or 来) + place.to(去 or 来) for verb in ("come" if 来 else "go", "get"))
        clause_ = Clause(who, go, last=last, others=((0.4, get),))
    return clause_.asked(say("how", 怎么), 怎么)


@construction("how", "who:pronoun.你|several last:time.will 怎么 去 place:nearby|distant|abroad?", weight=0.3)
def how_will_one_go(who: Phrase, last: English, 怎么: At, 去: At, place: Place | None = None) -> English:
    """你明天怎么去学校 → how will you go to school tomorrow ?"""
    act = acts("go", 去) + (place.to(去) if place else NOTHING)
    return Clause(who, will(怎么, act), last=last).asked(say("how", 怎么), 怎么)


@construction("request", "请? 往 前 走", weight=0.2)
def go_straight(往: At, 走: At, 前: At, 请: At = ()) -> English:
    """往前走 → go straight ahead"""
    please = say("please", 请) if 请 else NOTHING
    return please + name("go", 走) + name("straight ahead", 往 + 前)


def _turn_rule(chinese: str, english: str) -> None:
    @construction("request", f"请? 往 side:{chinese} 走", f"到 building 往 side:{chinese} 走", weight=0.2)
    def turn(往: At, side: At, 走: At, 请: At = (), 到: At = (), building: Phrase | None = None) -> English:
        """往左走 → go left; 到学校往右走 → go right at the school"""
        please = say("please", 请) if 请 else NOTHING
        where = say("at", 到) + building.definite if building else NOTHING
        return please + name("go", 走) + name(english, 往 + side) + where


for _chinese, _english in {"左": "left", "右": "right"}.items():
    _turn_rule(_chinese, _english)


# --- where somebody goes ----------------------------------------


@construction("where", f"who:other 去 {WHERE} 了", f"who:other last:time.did 去 {WHERE} 了", weight=0.8)
def where_did_one_go(who: Phrase, 去: At, 哪儿: At, 了: At, last: English = NOTHING) -> English:
    """你昨天去哪儿了 → where did you go yesterday ?"""
    return Clause(who, acts("go", 去).did(了), last=last).asked(say("where", 哪儿), 哪儿)


@construction(
    "where",
    f"who:other|pronoun.我们 last:time.will 去 {WHERE}",
    f"who:other last:time.will 想 去 {WHERE}",
    weight=0.5,
)
@construction("where", f"who:other 要 去 {WHERE}", weight=0.3)
def where_will_one_go(
    who: Phrase, 去: At, 哪儿: At, last: English = NOTHING, 想: At = (), 要: At = ()
) -> English:
    """你明天去哪儿 → where will you go tomorrow ?, or where are you going tomorrow ?"""
    go = acts("go", 去)
    if 想:
        return Clause(who, want(想, go), last=last).asked(say("where", 哪儿), 哪儿)
    going = progressive(要 or 去, go)
    if 要:
        return Clause(who, going, others=((0.4, want(要, go)),)).asked(say("where", 哪儿), 哪儿)
    return Clause(who, will(去, go), last=last, others=((0.45, going),)).asked(say("where", 哪儿), 哪儿)


DOING = "act:outing.meal|outing.plain"
one_of("outing.meal", {"吃饭.": 2})


@rule("outing.plain", "verb:买.K object:plain.K", weight=3)
def outing_deed(verb: Predicate, object: Phrase) -> Predicate:
    """买书 → buy books"""
    return verb.on(object)


one_of("outing.plain", dict.fromkeys(("旅游.", "游泳.", "跑步."), 1))


@construction("where", f"who:other|pronoun.我们 去 {WHERE} {DOING}", weight=0.8)
@construction("where", f"who:other 想 去 {WHERE} {DOING}", weight=0.5)
@construction("where", f"who:other|pronoun.我们 last:time.will 去 {WHERE} {DOING}", weight=0.3)
def where_to_do(
    who: Phrase, 哪儿: At, act: Predicate, 去: At, 想: At = (), last: English = NOTHING
) -> English:
    """我们去哪儿吃饭 → where are we going to eat ?; 你想去哪儿旅游 → where do you want to travel ?"""
    travel = act.heads == ("旅游",)
    plain = act if travel else acts("go", 去) + say("to", act.at) + act.base
    if 想:
        return Clause(who, want(想, plain)).asked(say("where", 哪儿), 哪儿)
    if last.variants[0][1]:
        return Clause(who, will(去, plain), last=last).asked(say("where", 哪儿), 哪儿)
    going = going_to(去, act) if travel else progressive(去, plain)
    return Clause(who, going, others=((0.35, plain),)).asked(say("where", 哪儿), 哪儿)


@construction("where", f"who:other 来自 {WHERE}", f"who:other 从 {WHERE} 来", weight=0.4)
def where_from(who: Phrase, 哪儿: At, 来自: At = (), 从: At = (), 来: At = ()) -> English:
    """你来自哪儿 → where do you come from ?"""
    come = acts("come", 来自 or 来) + say("from", 来自 or 从)
    return Clause(who, come).asked(say("where", 哪儿), 哪儿)


@construction("where", f"who:other 住 {WHERE}", weight=0.3)
def where_lives(who: Phrase, 住: At, 哪儿: At) -> English:
    """你住哪儿 → where do you live ?"""
    return Clause(who, acts("live", 住)).asked(say("where", 哪儿), 哪儿)


@construction("who", "who:other last:time.will 跟|和 谁 一起? act:company", weight=0.2)
def with_whom(
    who: Phrase, 谁: At, act: Predicate, 跟: At = (), 和: At = (), 一起: At = (), last: English = NOTHING
) -> English:
    """你和谁去公园 → who do you go to the park with ?"""
    whole = act + say("with", 跟 or 和)
    if last.variants[0][1]:
        whole = will(跟 or 和, whole)
    return Clause(who, whole, last=last).asked(say("who", 谁), 谁)


@construction("how", "who:other 坐 什么 去 place:nearby|distant|abroad", weight=0.3)
def by_what(who: Phrase, 坐: At, 什么: At, 去: At, place: Place) -> English:
    """你坐什么去北京 → how do you go to beijing ?, or how do you get to beijing ?"""
    go, get = (acts(verb, 去) + place.to(去) for verb in ("go", "get"))
    return Clause(who, go, others=((0.4, get),)).asked(say("how", 坐 + 什么), 什么)


@clause(
    "quality",
    "vehicle:taking 很|非常 adjective:fare",
    "vehicle:taking 太 adjective:fare.bad 了",
    weight=0.5,
    asked=0,
    opinion=0.7,
)
@clause("quality", "vehicle:taking adjective:fare!", weight=0.3, stated=False)
@clause("quality", "vehicle:taking 不 adjective:fare", weight=0.2, asked=0.3)
def taking_is(
    vehicle: Phrase, adjective: Quality, 很: At = (), 非常: At = (), 太: At = (), 不: At = ()
) -> Clause:
    """坐出租车太贵了 → taking a taxi is too expensive"""
    if vehicle.heads == ("飞机",) and adjective.adjective.chinese == "慢":
        raise SenselessError
    degree = say("very", 非常) if 非常 else say("too", 太) if 太 else NOTHING
    return Clause(vehicle, is_(adjective, 很 or 非常 or 太 or 不, degree).negated(不))


qualities("fare", "快", "慢", "贵", "便宜")
qualities("fare.bad", "慢", "贵")


@rule("taking", "坐 vehicle:noun.火车|noun.飞机|noun.公共汽车|noun.出租车")
def taking(坐: At, vehicle: Nominal) -> Phrase:
    """坐出租车 → taking a taxi"""
    a = (
        article(vehicle.one, vehicle.at)
        if vehicle.noun.chinese == "出租车"
        else say("the", vehicle.at) + vehicle.one
    )
    return Phrase(vehicle.heads, "he", name("taking", 坐) + a)


@construction("distance", "by:by.nearby|by.distant 要 多长时间:多长时间|多久", weight=0.15)
def how_long_by(by: English, 要: At, 多长时间: At) -> English:
    """坐公共汽车要多长时间 → how long does it take by bus ?"""
    takes = acts("take", 要) + by
    return Clause(it(要), takes).asked(say("how", 多长时间) + name("long", 多长时间), 多长时间)


@construction("suggestion", "who:pronoun.我们 by:by.nearby 去 place:nearby? 吧", weight=0.3)
def let_us_go_by(who: Phrase, by: English, 去: At, 吧: At, place: Place | None = None) -> English:
    """我们坐出租车去吧 → let us go by taxi"""
    there = place.to(去) if place else NOTHING
    return say("let", 吧) + say("us", who.english.variants[0][1][0].at) + name("go", 去) + there + by


@clause("identity", "place:place.前面 是 what:building", weight=0.15, asked=0.4)
def ahead_is(place: Place, 是: At, what: Phrase) -> Clause:
    """前面是学校 → the school is ahead"""
    return Clause(what, be(是, place.there(place.at)))


@rule("question", f"what:landmark 在 {WHERE}", weight=1.5)
def asked_where(what: Phrase, 在: At, 哪儿: At) -> English:
    """火车站在哪儿, after 请问 → where is the train station ?"""
    return where_is_it(哪儿, 在, what)


@rule("question", "place:nearby 怎么走", "去:去|到 place:nearby 怎么走", weight=1)
def asked_the_way(place: Place, 怎么走: At, 去: At = ()) -> English:
    """去机场怎么走, after 请问 → how do i get to the airport ?"""
    return how_to_get_there(place, 怎么走, 去)


@rule("question", f"{WHERE} 有 it:noun.building", weight=0.5)
def asked_where_one_is(哪儿: At, 有: At, it: tuple[str, English]) -> English:
    """哪儿有饭店, after 请问 → where is there a restaurant ?"""
    return where_is_one(哪儿, 有, it)


@clause(
    "modal", "who:pronoun 要! act:way.出去|way.回去", "who:pronoun 要! 回 place:distant|abroad", weight=0.15
)
def wants_back(
    who: Phrase, 要: At, act: Predicate | None = None, 回: At = (), place: Place | None = None
) -> Clause:
    """我要出去 → i want to go out; 我要回中国 → i want to go back to china"""
    if place:
        act = acts("go", 回) + name("back", 回) + place.to(回)
    assert act
    return Clause(who, want(要, act))


one_of("suggested", {"way.出去": 0.5, "way.回去": 0.3})
