"""Everyday subjects: 我很喜欢, 这儿人很多, 我们学校, 我是来学习的, 我想当老师, 你去不去, 猫在椅子下睡觉, 机器学汉语."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from dataclasses import dataclass, replace

from ..amounts import hour, hour_of
from ..english import NOTHING, At, English, name, say
from ..forms import action, clause
from ..predicates import CAN, Clause, Predicate, acts, be, is_, modal, perfect, progressive, want, will
from ..rules import SenselessError, construction, one_of, rule
from ..settings import Place, Spot
from ..tables.world import PARTS_OF_DAY, POINTERS
from ..verbs import with_plain
from ..words import Counted, Nominal, Phrase, Pronoun, Quality, Word, it, qualities, suits
from .kinds import SORTING
from .naming import role_of
from .sentences import at_place
from .weather import the_weather

# --- this school, our school ----------------------------------------


@dataclass(frozen=True)
class CertainPlace(Place):
    """这家饭店, 我们学校: a place that is pointed at, or somebody's."""

    determiner: English = NOTHING

    @property
    def known(self) -> English:
        """this restaurant, our school"""
        return self.determiner + name(_ENGLISH[self.chinese], self.at)

    @property
    def subject(self) -> Phrase:
        return Phrase((self.chinese,), "he", self.known)


_ENGLISH = {
    "学校": "school",
    "公司": "company",
    "饭店": "restaurant",
    "商店": "shop",
    "超市": "supermarket",
    "宾馆": "hotel",
    "公园": "park",
    "图书馆": "library",
}
_MEASURES = {"学校": "个", "公园": "个", "图书馆": "个"}


def _certain_rule(chinese: str) -> None:
    @rule("place.certain", f"pointer measure:{_MEASURES.get(chinese, '家')} at:{chinese}")
    @rule(f"certain.{chinese}", f"pointer measure:{_MEASURES.get(chinese, '家')} at:{chinese}")
    def certain(pointer: Word, at: At) -> Place:
        """这家饭店 → this restaurant"""
        return CertainPlace(chinese, at, say(POINTERS[pointer.chinese][0], pointer.at))


def _own_rule(chinese: str) -> None:
    @rule("place.own", f"owner:pronoun 的 at:{chinese}", f"owner:several at:{chinese}")
    def own(owner: Pronoun, at: At) -> Place:
        """我们学校 → our school"""
        return CertainPlace(chinese, at, owner.possessive)


for _chinese in _ENGLISH:
    _certain_rule(_chinese)
for _chinese in ("学校", "公司"):
    _own_rule(_chinese)
one_of("goal", {"place.certain": 1})


@rule("place.subject", "place:place.own", weight=3)
def own_place(place: Place) -> Phrase:
    """我们学校 → our school"""
    return place.subject


@action(
    "在 place:certain.公司|certain.商店|certain.饭店|certain.学校 activity:工作.!",
    "在 place:certain.学校|certain.图书馆 activity:学习.!",
    "在 place:certain.饭店 activity:吃饭.!",
    forms="了过",
    plain="there",
    weight=0.1,
)
def work_there(在: At, place: Place, activity: Predicate) -> Predicate:
    """他在这家公司工作 → he works at this company"""
    return activity + place.there(在)


@construction("identity", "pointer 是 place:place.own", weight=0.15)
def this_is_our_school(pointer: Word, 是: At, place: Place) -> English:
    """那是我的学校 → that is my school"""
    return say(POINTERS[pointer.chinese][0], pointer.at) + say("is", 是) + place.known


# --- people somewhere ----------------------------------------

one_of("busy.place", {f"place.{place}": 1 for place in ("医院", "机场", "火车站", "北京", "上海")})
one_of("busy.place", {f"place.{place}": 1 for place in ("这儿", "这里", "那儿", "外面")})
one_of(
    "crowded",
    {"busy.place": 3} | {f"place.{place}": 0.4 for place in ("商店", "公园", "超市", "饭店", "中国")},
)


@clause(
    "existence",
    "place:busy.place 人 很|非常 多",
    "place:crowded 人 太 多 了",
    "place:busy.place 人 不 多",
    weight=0.3,
    asked=0,
)
@clause("existence", "place:crowded 人 多!", weight=0.15, stated=False)
def are_many(place: Place, 人: At, 多: At, 很: At = (), 非常: At = (), 太: At = (), 不: At = ()) -> Clause:
    """这儿人很多 → there are many people here"""
    degree = say("very", 非常) if 非常 else say("too", 太) if 太 else NOTHING
    there = Phrase((), "they", say("there", 人))
    many = say("a lot of", 非常 + 多) if 非常 else degree + say("many", 多)
    people = many + name("people", 人)
    return Clause(there, be(很 or 不 or 多, people + place.there(多)).negated(不))


one_of("unoccupied", {f"place.{place}": 1 for place in ("这儿", "这里", "那儿", "那里")})


@clause("everyone", "place:unoccupied 没有 人", weight=0.1, asked=0)
def nobody_there(place: Place, 没有: At, 人: At) -> Clause:
    """这里没有人 → there is nobody here"""
    there = Phrase((), "he", say("there", 没有))
    return Clause(there, be(没有, name("nobody", 人) + place.there(没有)))


@construction("everyone", "place:unoccupied 有 人 吗", weight=0.1)
def anybody_there(place: Place, 有: At, 人: At, 吗: At) -> English:
    """这儿有人吗 → is there anybody here ?"""
    return say("is there", 有) + name("anybody", 人) + place.there(有) + say("?", 吗)


@clause("past", "last:time.lately? 来 了 what:comers", weight=0.3, asked=0.2)
def came_many(来: At, 了: At, what: Phrase, last: English = NOTHING) -> Clause:
    """今天来了很多人 → many people came today"""
    if "good" in what.words:
        raise SenselessError
    return Clause(what, acts("come", 来).did(了), last=last)


one_of("comers", {"counted.human": 1, "counted.学生": 0.4, "counted.朋友": 0.4})


@construction("who", "谁 在:在|正在 act:deeds.person 呢?", weight=0.5)
def who_is_doing(谁: At, 在: At, act: Predicate) -> English:
    """谁在开车 → who is driving ?"""
    return say("who", 谁) + Clause(_WHO, progressive(在, act)).statement + say("?", 谁)


_WHO = Phrase((), "he", NOTHING)


@clause(
    "identity",
    "who:pronoun.我 就 是 whom:name",
    "who:pronoun.他 就 是 whom:given.male",
    "who:pronoun.她 就 是 whom:given.female",
    weight=0.1,
    asked=0,
)
@clause("identity", "who:several 不 都 是 role", weight=0.1, asked=0)
def is_just(
    who: Phrase,
    是: At,
    就: At = (),
    whom: Phrase | None = None,
    不: At = (),
    都: At = (),
    role: Nominal | None = None,
) -> Clause:
    """他就是大卫 → he is david; 我们不都是学生 → we are not all students"""
    if role:
        return Clause(who, be(是, role.many).also(say("all", 都)).negated(不))
    assert whom
    return Clause(who, be(就 + 是, whom.definite))


one_of("career", {f"noun.{who}": 1 for who in ("老师", "医生", "歌手", "厨师")})


@clause("modal", "who 想! 当 role:career", weight=0.3)
@clause("modal", "who 不 想 当 role:career", weight=0.1, asked=0)
def wants_to_be(who: Phrase, 想: At, 当: At, role: Nominal, 不: At = ()) -> Clause:
    """我想当老师 → i want to be a teacher"""
    return Clause(who, want(想, be(当, role_of(who, role))).negated(不))


qualities("good.looks", "高", "漂亮", "可爱")


@clause("manner", "noun:who 长 得 很|非常|真 adjective:good.looks", weight=0.3, asked=0)
def looks(
    noun: Phrase, 长: At, 得: At, adjective: Quality, 很: At = (), 非常: At = (), 真: At = ()
) -> Clause:
    """他长得很高 → he is tall"""
    suits(noun, adjective)
    degree = say("very", 非常) if 非常 else say("really", 真) if 真 else NOTHING
    return Clause(noun, is_(adjective, 长 + 得 + 很, degree))


@clause("feeling", "who:simple 很|非常 喜欢", "who:simple 不 太 喜欢", weight=0.1, asked=0)
def likes_it(who: Phrase, 喜欢: At, 很: At = (), 非常: At = (), 不: At = (), 太: At = ()) -> Clause:
    """我很喜欢 → i like it very much"""
    act = acts("like", 喜欢) + say("it", 喜欢) + say("very much", 很 or 非常 or 太)
    return Clause(who, act.negated(不))


# --- going and coming ----------------------------------------


@action("by:by.nearby 去!", forms="了", plain="moves", weight=0.15)
def go_by(by: English, 去: At) -> Predicate:
    """我坐出租车去 → i go by taxi"""
    return acts("go", 去) + by


@action("开车 上班!", "走路 上班!", forms="了", plain="moves", weight=0.2)
def drive_to_work(上班: At, 开车: At = (), 走路: At = ()) -> Predicate:
    """我开车上班 → i drive to work"""
    return acts("drive" if 开车 else "walk", 开车 or 走路) + name("to work", 上班)


@rule("purpose", "看 whom:known", weight=0.5)
def see_somebody(看: At, whom: Phrase) -> Predicate:
    """看他, after 去 → see him"""
    return acts("see", 看) + whom.definite


@rule("purpose", "看 医生", weight=0.15)
def see_a_doctor(看: At, 医生: At) -> Predicate:
    """看医生, after 去 → see a doctor"""
    return acts("see", 看) + say("a", 医生) + name("doctor", 医生)


@action("来 place:abroad|distant act:study.aim", forms="", plain="moves", weight=0.3)
def come_to_do(来: At, place: Place, act: Predicate) -> Predicate:
    """她来中国学汉语 → she comes to china to learn chinese"""
    return acts("come", 来) + place.to(来) + say("to", act.at) + act.base


one_of("study.aim", dict.fromkeys(("学习.", "工作.", "旅游."), 1))


@rule("study.aim", *with_plain("学.language"), weight=1.5)
def studies(verb: Predicate, object: Phrase) -> Predicate:
    """学中文 → learn chinese"""
    return verb.on(object)


@clause("emphasis", "who 是 来 act:study.aim 的", "who 不 是 来 act:study.aim 的", weight=0.3)
def came_to(who: Phrase, 来: At, act: Predicate, 的: At, 不: At = ()) -> Clause:
    """我是来学习的 → i came to study"""
    return Clause(who, (acts("come", 来) + say("to", act.at) + act.base).did(的).negated(不))


@clause("emphasis", "who:simple 是 在 place:meeting.place 认识 whom:known 的", weight=0.3, asked=0)
def met_there(who: Phrase, 在: At, place: Place, 认识: At, whom: Phrase, 的: At) -> Clause:
    """我是在北京认识他的 → i met him in beijing"""
    return Clause(who, (acts("meet", 认识) + whom.definite + place.there(在)).did(的))


@construction("emphasis", "who:you 是 在 哪儿:哪儿|哪里 认识 whom:known 的", weight=0.1)
def met_where(who: Phrase, 哪儿: At, 认识: At, whom: Phrase, 的: At) -> English:
    """你是在哪儿认识他的 → where did you meet him ?"""
    return Clause(who, (acts("meet", 认识) + whom.definite).did(的)).asked(say("where", 哪儿), 哪儿)


one_of("meeting.place", {f"place.{place}": 1 for place in ("北京", "上海", "中国", "学校", "大学", "图书馆")})


@construction(
    "emphasis",
    "who:other 是? 在 哪儿:哪儿|哪里 verb:买.thing|学.language|吃.meal 的",
    "who:other 是? 什么时候 verb:买.thing|学.language 的",
    weight=0.3,
)
def where_did_one(who: Phrase, verb: Predicate, 的: At, 哪儿: At = (), 什么时候: At = ()) -> English:
    """你是在哪儿买的 → where did you buy it ?"""
    act = (verb + say("it", 的)).did(的)
    return Clause(who, act).asked(say("where" if 哪儿 else "when", 哪儿 or 什么时候), 哪儿 or 什么时候)


@construction("A-not-A question", "who:other last:time.future? 去:去不去", weight=0.15)
@construction("A-not-A question", "who:you 要:要不要 act:offered", weight=0.3)
def does_one_want(
    who: Phrase, 去: At = (), 要: At = (), act: Predicate | None = None, last: English = NOTHING
) -> English:
    """你去不去 → are you going ?; 你要不要喝水 → do you want to drink water ?"""
    if act:
        return Clause(who, want(要, act)).question(要)
    return Clause(who, progressive(去, acts("go", 去)), last=last).question(去)


one_of("offered", {"休息.": 1, "看电视.": 0.5})


@rule("offered", *with_plain("喝.drink", "吃.fruit", "吃.meal", "看.film"), weight=3)
def offered(verb: Predicate, object: Phrase) -> Predicate:
    """喝水 → drink water"""
    return verb.on(object)


@construction("request", "请 再 来", "你 last:time.future 再 来 吧", "欢迎 再 来", weight=0.1)
def come_again(再: At, 来: At, 请: At = (), 欢迎: At = (), last: English = NOTHING) -> English:
    """请再来 → please come again; 你明天再来吧 → come again tomorrow"""
    please = say("please", 请 or 欢迎) if 请 or 欢迎 else NOTHING
    return please + name("come", 来) + say("again", 再) + last


@construction(
    "greeting", "欢迎 你|你们|您|大家 来 place:abroad|distant", "欢迎 来 place:abroad|distant", weight=0.2
)
def welcome_to(欢迎: At, 来: At, place: Place) -> English:
    """欢迎你来中国 → welcome to china"""
    return name("welcome", 欢迎) + say("to", 来) + place.known


@rule("company", "去 place:place.shop 看看", weight=0.2)
@rule("chore", "去 place:place.shop 看看", weight=0.3)
@rule("act.modal", "去 place:place.shop 看看", weight=0.1)
def look_around(去: At, place: Place, 看看: At) -> Predicate:
    """去商店看看 → go to the shop to take a look"""
    return acts("go", 去) + place.to(去) + say("to", 看看) + name("take a look", 看看)


@clause("schedule", "who:simple hour act:coming|just.go", weight=0.3, asked=0)
def will_at(who: Phrase, hour: English, act: Predicate) -> Clause:
    """我三点去 → i will go at three o'clock"""
    (_, tokens) = hour.variants[0]
    at = NOTHING if tokens[0].word in ("at", "in") else say("at", tokens[-1].at)
    return Clause(who, will(tokens[-1].at, act), last=at + hour)


# --- at places and times ----------------------------------------


@clause("negation", "who 不 act:there.person", weight=0.5, asked=0)
def not_there(who: Phrase, 不: At, act: Predicate) -> Clause:
    """他不在北京工作 → he does not work in beijing; 他不在家休息 → he is not resting at home"""
    return Clause(who, at_place(who, act).predicate.negated(不))


SPOTS = (
    ("树", "下", "under", "看书. 休息. 吃饭. 玩."),
    ("房间", "里", "in", "看书. 学习. 睡觉. 休息. 工作. 打电话."),
    ("沙发", "上", "on", "看书. 看电视. 睡觉. 休息."),
    ("床", "上", "on", "看书. 睡觉. 休息."),
    ("车", "里", "in", "睡觉. 休息. 等."),
)
one_of("看书.", {"reading.": 1})


@rule("等.", "verb:等.person object:pronoun|name")
def waiting(verb: Predicate, object: Phrase) -> Predicate:
    """等你 → wait for you"""
    return verb + object.definite


def _spot_rule(ground: str, chinese: str, english: str, doings: str) -> None:
    one_of(f"at.{ground}", dict.fromkeys(doings.split(), 1))

    @action(
        f"在 ground:plain.{ground} side:{chinese} act:at.{ground}",
        forms="",
        plain="there",
        weight=0.12,
    )
    def do_at_spot(在: At, ground: Phrase, side: At, act: Predicate) -> Predicate:
        """他在树下看书 → he reads books under the tree"""
        if chinese == "上" and ground.heads == ("床",):
            return (
                act
                + say("in", side)
                + name("bed", ground.english.variants[0][1][-1].at if ground.words else ())
            )
        return act + say(english, side) + ground.definite


for _spot in SPOTS:
    _spot_rule(*_spot)


@action("在 building 旁边|前面|后面 act:等.", forms="", plain="there", weight=0.15)
def wait_beside(
    在: At, building: Phrase, act: Predicate, 旁边: At = (), 前面: At = (), 后面: At = ()
) -> Predicate:
    """我在公司旁边等你 → i wait for you beside the company"""
    side = say("beside", 旁边) if 旁边 else say("in front of", 前面) if 前面 else say("behind", 后面)
    return act + side + building.definite


@clause("progressive", "who:subject.pet 在 spot.anything activity:睡觉.|玩.", weight=0.4, asked=0.3)
def pet_at_spot(who: Phrase, 在: At, spot: Spot, activity: Predicate) -> Clause:
    """猫在椅子下睡觉 → the cat is sleeping under the chair"""
    return Clause(who, progressive(在, activity) + spot.english)


@rule("daily.there", "在 place:place.家 act:学习.|休息.|看电视.|做饭.|reading.", weight=2)
@rule("daily.there", "在 place:place.学校|place.图书馆 act:学习.|reading.", "在 place:place.公司 act:工作.")
@rule("daily.there", "在 place:place.公园 act:跑步.|运动.", weight=0.5)
def daily_there(在: At, place: Place, act: Predicate) -> Predicate:
    """在家看书 → read books at home"""
    return act + place.there(在)


@rule("lunch.there", "在 place:place.饭店|place.学校|place.家|place.公司 act:吃饭.")
def lunch_there(在: At, place: Place, act: Predicate) -> Predicate:
    """在饭店吃饭 → eat at the restaurant"""
    return act + place.there(在)


def _part_rule(symbol: str, chinese: str, english: str) -> None:
    rule(symbol, f"at:{chinese}")(lambda at: name(english, at))


for _chinese, _english in PARTS_OF_DAY.items():
    if _chinese != "中午":
        _part_rule("part.of.day", _chinese, _english)
    if _chinese in ("中午", "晚上"):
        _part_rule("meal.time", _chinese, _english)


@clause(
    "habit",
    "who:simple last:part.of.day act:daily.there",
    "first:part.of.day who:simple act:daily.there",
    "who:simple last:meal.time act:lunch.there",
    weight=0.6,
    asked=0.2,
)
def in_the_evening(who: Phrase, act: Predicate, first: English = NOTHING, last: English = NOTHING) -> Clause:
    """我们中午在饭店吃饭 → we eat at the restaurant at noon"""
    return Clause(who, act, first, last)


@action("坐 place:sitting.here!", forms="", plain="moves", weight=0.15)
def sit_here(坐: At, place: Place) -> Predicate:
    """我坐这儿 → i sit here"""
    return acts("sit", 坐) + place.known


@construction("request", "请 坐 place:sitting.here", weight=0.1)
def please_sit_here(请: At, 坐: At, place: Place) -> English:
    """请坐这儿 → please sit here"""
    return say("please", 请) + name("sit", 坐) + place.known


one_of("sitting.here", {f"place.{place}": 1 for place in ("这儿", "这里", "那儿", "那里")})


@construction("A-not-A question", "place:sitting.here 可以 坐 吗", weight=0.05)
def can_one_sit(place: Place, 可以: At, 坐: At, 吗: At) -> English:
    """这儿可以坐吗 → can i sit here ?"""
    return say("can i", 可以) + name("sit", 坐) + place.known + say("?", 吗)


# --- questions ----------------------------------------


@construction("which", f"who:other 在:在|正在 {SORTING} what:what.K 呢?", weight=0.4)
@construction("which", "who:other 有 什么 noun:noun.问题", weight=0.1)
def what_sort(
    who: Phrase,
    在: At = (),
    verb: Predicate | None = None,
    what: tuple[English, At] | None = None,
    有: At = (),
    什么: At = (),
    noun: Nominal | None = None,
) -> English:
    """他在看什么书 → what book is he reading ?; 你有什么问题 → what questions do you have ?"""
    if noun:
        return Clause(who, acts("have", 有)).asked(say("what", 什么) + noun.many, 什么)
    assert verb and what
    asked, at = what
    return Clause(who, progressive(在, verb)).asked(asked, at)


@construction("where", "owner:pronoun 的 noun:own.thing|own.book|own.pen|own.pet|own.paper 呢", weight=0.4)
def where_is_mine(owner: Pronoun, noun: Nominal, 呢: At) -> English:
    """你的书呢 → where is your book ?"""
    are = "is" if noun.person == "he" else "are"
    return say("where", 呢) + say(are, 呢) + owner.possessive + noun.one + say("?", 呢)


@construction("where", "pointer 是 哪儿:哪儿|哪里", "洗手间 在 哪儿:哪儿|哪里", weight=0.15)
def where_is_this(
    哪儿: At, pointer: Word | None = None, 是: At = (), 洗手间: At = (), 在: At = ()
) -> English:
    """这是哪儿 → where is this ?; 洗手间在哪儿 → where is the restroom ?"""
    what = (
        say(POINTERS[pointer.chinese][0], pointer.at)
        if pointer
        else say("the", 洗手间) + name("restroom", 洗手间)
    )
    return say("where", 哪儿) + say("is", 是 or 在) + what + say("?", 哪儿)


@rule("act.modal", "去 洗手间", weight=0.05)
def go_to_restroom(去: At, 洗手间: At) -> Predicate:
    """去洗手间 → go to the restroom"""
    return acts("go", 去) + say("to", 去) + say("the", 洗手间) + name("restroom", 洗手间)


@construction("age", "who:other 多 高", weight=0.1)
def how_tall(who: Phrase, 多: At, 高: At) -> English:
    """你多高 → how tall are you ?"""
    return Clause(who, be(高, NOTHING)).asked(say("how", 多) + name("tall", 高), 多)


@construction(
    "price", "what:pointed.fruit|pointed.cloth|pointed.thing|pointed.meal|this.one 怎么 卖", weight=0.2
)
@construction("price", "noun:noun.fruit 怎么 卖", weight=0.1)
def how_sold(怎么: At, 卖: At, what: Phrase | None = None, noun: Nominal | None = None) -> English:
    """这个怎么卖 → how much is this one ?; 苹果怎么卖 → how much are the apples ?"""
    if noun:
        what = Phrase((), "they" if noun.countable else "he", say("the", noun.at) + noun.many)
    assert what
    return Clause(what, be(卖, NOTHING)).asked(say("how much", 怎么), 怎么)


@construction("name", "owner:you|name 的 手机 号 是 多少", "owner:you 手机 号 是 多少", weight=0.15)
def phone_number(owner: Phrase, 手机: At, 号: At, 是: At, 多少: At, 的: At = ()) -> English:
    """你的手机号是多少 → what is your phone number ?"""
    whose = owner.possessive if isinstance(owner, Pronoun) else owner.subject + say("'s", 的)
    number = name("phone", 手机) + name("number", 号)
    return say("what", 多少) + say("is", 是) + whose + number + say("?", 多少)


@construction("how", "tongue 怎么 说", weight=0.1)
def how_to_say(tongue: English, 怎么: At, 说: At) -> English:
    """中文怎么说 → how do you say it in chinese ?"""
    ask = say("how", 怎么) + say("do you", 怎么) + name("say", 说) + say("it", 说)
    return ask + say("in", tongue.variants[0][1][0].at) + tongue + say("?", 怎么)


@construction(
    "yes-no question",
    "who:you 看见:看见|看到 what:owned.thing|owned.pen|owned.paper|plain.钥匙 了 吗",
    weight=0.3,
)
def seen_my_phone(who: Phrase, 看见: At, what: Phrase, 了: At, 吗: At) -> English:
    """你看见我的手机了吗 → did you see my phone ?, or have you seen my phone ?"""
    see = acts("see", 看见) + what.definite
    return Clause(who, perfect(了, see), others=((0.4, see.did(了)),)).question(吗)


@clause("result", "who:simple 听 不 见", "who:simple 看 不 见", weight=0.1, asked=0.5)
def cannot_hear(who: Phrase, 不: At, 见: At, 听: At = (), 看: At = ()) -> Clause:
    """我听不见 → i cannot hear"""
    return Clause(who, modal(CAN, 不, acts("hear" if 听 else "see", (听 or 看) + 见)).negated(不))


# --- feelings, weather, time ----------------------------------------


qualities("felt.now", "冷", "热", "饿", "渴", "累")


@clause("thinking", "who:simple 觉得 有点儿 adjective:felt.now", weight=0.3, asked=0)
@clause("thinking", "who:simple 不 觉得 adjective:felt.now", weight=0.1, asked=0)
def feels_a_little(who: Phrase, 觉得: At, adjective: Quality, 有点儿: At = (), 不: At = ()) -> Clause:
    """我觉得有点儿冷 → i feel a little cold"""
    degree = say("a little", 有点儿) if 有点儿 else NOTHING
    return Clause(who, (acts("feel", 觉得) + degree + adjective.english).negated(不))


@clause("weather", "今天? 天气 有点儿 adjective:cold", "外面 有点儿 adjective:cold", weight=0.3, asked=0)
def a_little_cold(有点儿: At, adjective: Quality, 今天: At = (), 天气: At = (), 外面: At = ()) -> Clause:
    """今天天气有点儿冷 → the weather is a little cold today"""
    last = name("today", 今天) if 今天 else name("outside", 外面) if 外面 else NOTHING
    subject = the_weather(天气) if 天气 else it(有点儿)
    return Clause(subject, is_(adjective, 有点儿, say("a little", 有点儿)), last=last)


@clause("weather", "天 晴 了", weight=0.05, asked=0.5)
def clearing_up(天: At, 晴: At, 了: At) -> Clause:
    """天晴了 → it is sunny now"""
    return Clause(it(天), be(晴, name("sunny", 晴) + say("now", 了)))


@construction("change", "现在? 快 clock 了", weight=0.15)
def almost(快: At, clock: English, 了: At, 现在: At = ()) -> English:
    """快八点了 → it is almost eight o'clock"""
    now = name("now", 现在) if 现在 else NOTHING
    return say("it is", 了) + say("almost", 快) + clock + now


@clause("duration", "who:simple 病 了 how:duration.long 了", weight=0.1, asked=0.3)
def sick_for(who: Phrase, 病: At, 了: At, how: English) -> Clause:
    """他病了三天了 → he has been sick for three days"""
    if how.variants[0][1][-1].word in ("year", "years"):
        raise SenselessError
    act = perfect(了, be(病, name("sick", 病)))
    return Clause(who, act + say("for", how.variants[0][1][0].at) + how)


# --- things ----------------------------------------


@construction(
    "degree",
    "noun:this.one 真|非常 adjective:one.quality",
    weight=0.3,
)
def this_one_is(noun: Phrase, adjective: Quality, 真: At = (), 非常: At = ()) -> English:
    """这个真漂亮 → this one is really beautiful"""
    degree = say("really", 真) if 真 else say("very", 非常)
    return Clause(noun, is_(adjective, 真 or 非常, degree)).statement


qualities("one.quality", "大", "小", "漂亮", "便宜", "贵", "好", "重")


@clause(
    "relative clause",
    "pointer 是! what:relative.book|relative.meal|relative.cloth|relative.gift|relative.thing|relative.paper",
    weight=0.5,
)
def this_is_what_i_bought(pointer: Word, 是: At, what: Phrase) -> Clause:
    """这是我买的书 → this is the book that i bought"""
    this, these = POINTERS[pointer.chinese]
    return Clause(
        Phrase((), what.person, say(these if what.several else this, pointer.at)), be(是, what.definite)
    )


@clause("the one", "who:chooser 买 what:the.one", "who:chooser 不 买 what:the.one", weight=0.2, asked=0.2)
def buys_the_one(who: Phrase, 买: At, what: Phrase, 不: At = ()) -> Clause:
    """我买红色的 → i will buy the red one"""
    act = acts("buy", 买) + what.definite
    return Clause(who, progressive(买, act).negated(不) if 不 else will(买, act))


@rule("possessions", "很多 adjective:nationality noun:noun.朋友", weight=0.3)
def many_friends(很多: At, adjective: Quality, noun: Nominal) -> Phrase:
    """很多中国朋友 → many chinese friends"""
    return Phrase(noun.heads, "they", say("many", 很多) + adjective.english + noun.many)


@rule(
    "healthy",
    "多 verb:喝.drink object:plain.水",
    "多 verb:吃.fruit object:plain.水果",
    "多 verb:运动.|休息.",
    weight=1,
)
def doing_more(多: At, verb: Predicate, object: Phrase | None = None) -> Phrase:
    """多喝水 → drinking more water"""
    rest = say("more", 多) + object.object if object else say("more", 多)
    return Phrase((), "he", (verb + rest).progressive)


VEHICLES = (
    ("飞机", "火车", "快|贵"),
    ("火车", "飞机", "慢|便宜"),
    ("出租车", "公共汽车", "快|贵"),
    ("公共汽车", "出租车", "慢|便宜"),
)


def _vehicle_rule(one: str, other: str, how: str) -> None:
    symbol = f"how.{one}.{other}"
    qualities(symbol, *how.split("|"))

    @clause(
        "comparison",
        f"坐 fast:noun.{one} 比 再:坐 slow:noun.{other} adjective:{symbol}",
        weight=0.06,
        asked=0.3,
        opinion=0.5,
    )
    def compare(坐: At, fast: Nominal, 比: At, 再: At, slow: Nominal, adjective: Quality) -> Clause:
        """坐飞机比坐火车快 → taking the plane is faster than taking the train"""
        first = name("taking", 坐) + say("the", fast.at) + fast.one
        second = say("than", 比) + name("taking", 再) + say("the", slow.at) + slow.one
        return Clause(Phrase((), "he", first), be(adjective.at, adjective.comparative + second))


for _vehicle in VEHICLES:
    _vehicle_rule(*_vehicle)


# --- learners and machines ----------------------------------------


@rule("skill.person", "verb:说.language little:一点儿|点儿 object:plain.language", weight=0.6)
def speak_a_little(verb: Predicate, object: Phrase, little: At) -> Predicate:
    """说一点儿汉语 → speak a little chinese; not denied, as an amount"""
    return replace(verb + say("a little", little) + object.object, of=Counted)


@clause("modal", "who:subject.machine 能|可以 act:skill.machine", weight=0.5, asked=0)
@clause(
    "modal",
    "who:subject.machine 能! act:skill.machine",
    "who:subject.machine 可以! act:skill.machine",
    weight=0.4,
    stated=False,
)
@clause("modal", "who:subject.machine 不 能 act:skill.machine", weight=0.2, asked=0)
def machine_can(who: Phrase, act: Predicate, 能: At = (), 可以: At = (), 不: At = ()) -> Clause:
    """这个模型能翻译句子 → this model can translate sentences"""
    return Clause(who, modal(CAN, 能 or 可以, act).negated(不))


@rule("skill.machine", "verb:学习.language object:plain.language", weight=0.3)
def machine_skill(verb: Predicate, object: Phrase) -> Predicate:
    """学习汉语 → study chinese"""
    return acts("learn", verb.at) + object.object


@action("教 whom:receiver object:plain.机器学习|plain.深度学习|plain.数学", forms="了", weight=0.1)
def teach_field(教: At, whom: Phrase, object: Phrase) -> Predicate:
    """老师教我们机器学习 → the teacher teaches us machine learning"""
    return acts("teach", 教) + whom.definite + object.object


@rule("inner", "who:subject.machine 怎么 act:deeds.machine", weight=0.5)
def how_it_learns(who: Phrase, 怎么: At, act: Predicate) -> English:
    """模型怎么学习 → how the model learns"""
    return say("how", 怎么) + Clause(who, act).statement


@construction("how many", "ground:pointed.句子 里 有 几 many:many.词|many.字|many.汉字", weight=0.2)
def how_many_words(ground: Phrase, 有: At, 几: At, many: Phrase, 里: At) -> English:
    """这个句子里有几个词 → how many words are there in this sentence ?"""
    asked = say("how many", 几) + many.object
    return asked + say("are there", 有) + say("in", 里) + ground.definite + say("?", 几)


one_of("pastime", {"学习.": 0.5, "开车.": 0.2, "走路.": 0.2})


@clause("feeling", "who 很|非常 verb:喜欢.book place:abroad|distant", weight=0.2, asked=0, opinion=0.3)
def likes_place_much(who: Phrase, verb: Predicate, place: Place, 很: At = (), 非常: At = ()) -> Clause:
    """我很喜欢中国 → i like china very much, or i really like china"""
    at = 很 or 非常
    act = verb + place.known
    return Clause(who, act + say("very much", at), others=((0.4, act.also(say("really", at))),))


@construction("request", "一直 往 前 走", weight=0.03)
def straight_ahead(一直: At, 往: At, 前: At, 走: At) -> English:
    """一直往前走 → go straight ahead"""
    return name("go", 走) + say("straight", 一直) + say("ahead", 往 + 前)


@construction("suggestion", "再 吃 一点儿:一点儿|点儿 吧", weight=0.05)
@construction(
    "suggestion",
    "多 verb:吃.fruit little:点儿|一点儿 object:plain.水果 吧?",
    "多 verb:喝.drink little:点儿|一点儿 object:plain.水 吧?",
    weight=0.1,
)
def a_little_more(
    吃: At = (),
    一点儿: At = (),
    再: At = (),
    多: At = (),
    verb: Predicate | None = None,
    little: At = (),
    object: Phrase | None = None,
) -> English:
    """多吃点儿水果 → eat more fruit"""
    if verb and object:
        return verb.base + say("more", 多 + little) + object.object
    return name("eat", 吃) + say("a little", 一点儿) + say("more", 再)


@construction("how many", "who:several 几 个 人", weight=0.03)
def how_many_of_you(who: Phrase, 几: At, 个: At, 人: At) -> English:
    """你们几个人 → how many of you are there ?"""
    return say("how many", 几) + say("of", 个) + who.definite + say("are there ?", 几)


@construction("where", "who:other 在 哪儿:哪儿|哪里 呢", weight=0.1)
def where_is_one(who: Phrase, 在: At, 哪儿: At) -> English:
    """你在哪儿呢 → where are you ?"""
    return Clause(who, be(在, NOTHING)).asked(say("where", 哪儿), 哪儿)


@construction("why", "who:other 为什么 不 act:moves.person|states.person 呢", weight=0.15)
def why_not(who: Phrase, 为什么: At, 不: At, act: Predicate) -> English:
    """你为什么不来呢 → why do you not come ?"""
    return Clause(who, act.negated(不)).asked(say("why", 为什么), 为什么)


for _chinese, _english in (("上午", "in the morning"), ("下午", "in the afternoon")):
    _part_rule("part.of.class", _chinese, _english)


@rule("hour.of.class", "part:part.of.class clock", weight=2)
@rule("hour.of.class", "clock")
def class_hour(clock: English, part: English = NOTHING) -> English:
    """下午两点 → at two o'clock in the afternoon"""
    hours = range(1, 6) if part is NOTHING else range(1, 13)
    if hour_of(clock) not in hours or (hour_of(clock) in (6, 7) and part is not NOTHING):
        raise SenselessError
    return hour(clock, part)


@clause("habit", "who:simple last:hour.of.class act:上课.|考试.|下课.", weight=0.3, asked=0.2)
def class_at(who: Phrase, last: English, act: Predicate) -> Clause:
    """我们下午两点上课 → we have class at two o'clock in the afternoon"""
    return Clause(who, act, last=last)
