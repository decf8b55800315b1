"""Sentences about what somebody does: statements, negation, times, modals, adverbs.

Each of these also has its questions (你喜欢茶吗, 你喜欢不喜欢茶) and can be embedded (我觉得 …).
"""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..english import NOTHING, At, English, either, say
from ..forms import clause
from ..lexicon import Verb
from ..predicates import (
    CAN,
    MAY,
    SHOULD,
    Clause,
    Predicate,
    acts,
    going_to,
    modal,
    perfect,
    progressive,
    under_way,
    want,
    will,
)
from ..rules import SenselessError, any_of, construction, one_of, rule
from ..times import when
from ..words import Counted, Phrase, Pronoun

for _doer in ("person", "pet", "machine"):
    any_of(f"acts.{_doer}", {f"deeds.{_doer}": 3, f"moves.{_doer}": 1})
    any_of(f"choice.acts.{_doer}", {f"choice.deeds.{_doer}": 3, f"choice.moves.{_doer}": 1})
    any_of(f"does.{_doer}", {f"acts.{_doer}": 3, f"states.{_doer}": 2})
    any_of(f"choice.does.{_doer}", {f"choice.acts.{_doer}": 3, f"choice.states.{_doer}": 2})


@clause("statement", "who.S act:does.S!", weight=8)
def statement(who: Phrase, act: Predicate) -> Clause:
    """我爱你 → i love you; 我找手机 → i am looking for a phone"""
    if isinstance(act.verb, Verb) and act.verb.base in ("look", "wait") and act.verb.particle:
        act = progressive(act.at, act)
    going = under_way(act)
    if "by" in act.words or (isinstance(act.verb, Verb) and act.verb.base in ("drive", "walk")):
        return Clause(who, act, others=((0.4, going),))  # i go to school by bus
    if going is act and act.heads and act.heads[0] in ("买", *PUNCTUAL):
        buying = progressive(act.at, act)
        return Clause(who, act, others=((0.4, buying),), asked_as=buying)
    return Clause(who, act) if going is act else Clause(who, going, others=((0.15, act),), asked_as=going)


@clause("negation", "who.S 不 act:does.S", weight=4, asked=0.1)
def negation(who: Phrase, 不: At, act: Predicate) -> Clause:
    """我不喝茶 → i do not drink tea"""
    return Clause(who, under_way(act).negated(不))


@rule("diet", "verb:吃.K|喝.K object:plain.K")
def eat_or_drink(verb: Predicate, object: Phrase) -> Predicate:
    """喝茶 → drink tea"""
    return verb.on(object)


@clause("negation", "who 不 act:diet", weight=0.5, asked=0)
def not_in_the_diet(who: Phrase, 不: At, act: Predicate) -> Clause:
    """我不喝茶 → i do not drink tea"""
    return Clause(who, act.negated(不))


PUNCTUAL = ("起床", "下班", "下课")

LASTING = ("work", "study", "learn", "teach", "live", "sell")
"""What people do at a place for years."""


@clause("place", "who act:there.person", weight=2)
def place(who: Phrase, act: Predicate) -> Clause:
    """我在学校看书 → i read books at school, or i am reading books at school"""
    return at_place(who, act)


def at_place(who: Phrase, act: Predicate) -> Clause:
    """Somebody works, reads or is resting at a place."""
    if act.verb.base in LASTING:
        return Clause(who, act)
    now = progressive(act.at, act)
    if act.verb.base == "read" and act.of is not Counted:
        return Clause(who, act, others=((0.4, now),))
    return Clause(who, now, others=((0.1, act),))


@clause("place", *when("past", "who", "act:there.person"), weight=2)
def place_past(who: Phrase, act: Predicate, first: English = NOTHING, last: English = NOTHING) -> Clause:
    """昨天我在学校看书 → yesterday i read books at school"""
    return Clause(who, act.did(), first, last)


# --- the past ----------------------------------------


@clause("past", "who.S act:did.S", *when("did", "who.S", "act:did.S"), weight=6)
def past(who: Phrase, act: Predicate, first: English = NOTHING, last: English = NOTHING) -> Clause:
    """我昨天买了一本书 → i bought a book yesterday; 他睡觉了 → he has gone to sleep"""
    if act.words == ["to", "sleep"] and act.past and first is last is NOTHING:
        act = perfect(act.past, act)
    return Clause(who, act, first, last)


@clause("past negation", "who.S 没:没|没有 act:acts.S|events.S|there.S", weight=3)
@clause("past negation", *when("did", "who.S", "没:没|没有 act:acts.S|events.S|there.S"), weight=0.7)
def past_negation(
    who: Phrase, 没: At, act: Predicate, first: English = NOTHING, last: English = NOTHING
) -> Clause:
    """我没看书 → i did not read books"""
    return Clause(who, act.did(没).negated(没), first, last)


@clause("experience", "who.S act:been.S", weight=7)
@clause("experience", "who.S 没:没|没有 act:been.S", weight=3)
def experience(who: Phrase, act: Predicate, 没: At = ()) -> Clause:
    """我看过这本书 → i have read this book"""
    return Clause(who, act.negated(没))


@clause("already", "who.S 已经 act:did.S", weight=1, asked=0.2)
def already(who: Phrase, 已经: At, act: Predicate) -> Clause:
    """我已经吃了药 → i have already taken medicine"""
    return Clause(who, perfect(act.past or 已经, act).also(say("already", 已经)))


# --- the present ----------------------------------------


one_of(
    "routine",
    dict.fromkeys(
        (
            "起床.",
            "bedtime",
            "吃饭.",
            "上班.",
            "上课.",
            "学习.",
            "工作.",
            "跑步.",
            "运动.",
            "看电视.",
            "下班.",
            "下课.",
        ),
        1,
    ),
)


one_of("routine.early", dict.fromkeys(("起床.", "上班.", "上课.", "跑步.", "吃饭.", "学习."), 1))
one_of("routine.late", dict.fromkeys(("bedtime", "吃饭.", "看电视.", "休息.", "学习.", "运动."), 1))


@rule("routine.early", "verb:吃.dinner object:plain.早饭", "verb:喝.drink object:plain.咖啡")
@rule("routine.late", "verb:吃.dinner object:plain.晚饭", "verb:看.book object:plain.书")
@rule("routine", "verb:喝.drink object:plain.咖啡|plain.茶", "verb:看.book object:plain.书", weight=2)
def routine(verb: Predicate, object: Phrase) -> Predicate:
    """喝咖啡 → drink coffee"""
    return verb.on(object)


@clause(
    "habit",
    *when("early", "who", "act:routine.early"),
    *when("late", "who", "act:routine.late"),
    weight=1.5,
)
@clause("habit", *when("habit", "who", "act:acts.person|there.person"), weight=3)
@clause("habit", "who last:time.habit 都 act:acts.person|there.person", weight=0.5)
def habit(who: Phrase, act: Predicate, first: English = NOTHING, last: English = NOTHING) -> Clause:
    """我每天看书 → i read books every day"""
    return Clause(who, act.daily, first, last)


@clause("progressive", "who.S 在:在|正在 act:deeds.S 呢?", weight=3)
@clause("progressive", *when("now", "who", "在:在|正在 act:deeds.person"), weight=1)
def progressive_(
    who: Phrase, 在: At, act: Predicate, first: English = NOTHING, last: English = NOTHING
) -> Clause:
    """她正在看书 → she is reading books; 他正在穿鞋 → he is putting on shoes"""
    if act.heads and act.heads[0] in PUNCTUAL:
        raise SenselessError  # 我在起床 is rare
    if act.heads == ("穿",):
        act = acts("put", act.at) + say("on", act.at) + act.rest
    return Clause(who, progressive(在, act), first, last)


@clause("progressive", "who 在:在|正在 act:起床.|下班.|下课. 呢?", weight=0.03, asked=0.2)
def briefly(who: Phrase, 在: At, act: Predicate) -> Clause:
    """他在起床 → he is getting up"""
    return Clause(who, progressive(在, act))


# --- the future, with several English translations ----------------------------------------


@clause("future", *when("will", "who.S", "会 act:acts.S|there.S"), weight=2)
def will_do(who: Phrase, 会: At, act: Predicate, first: English = NOTHING, last: English = NOTHING) -> Clause:
    """我明天会买书 → i will buy books tomorrow"""
    return Clause(who, will(会, act), first, last)


@clause("future", "who last:time.will act:acts.person!", "who last:time.will act:there.person")
def will_or_going_to(who: Phrase, last: English, act: Predicate) -> Clause:
    """我明天买书 → i will buy books tomorrow, or i am going to …"""
    at = last.variants[0][1][-1].at
    return Clause(who, will(at, act), last=last, others=((0.35, going_to(at, act)),))


@construction("open future", "time:time.future who act:acts.person", weight=4)
def tomorrow(time: English, who: Phrase, act: Predicate) -> English:
    """明天我买书 → tomorrow i will buy books.

    More often than not the sentence starts with "i", but that is shared by two ways to go on: the single
    most probable translation starts with "tomorrow". Greedy decoding cannot know this at the first word;
    beam search can.
    """
    at = time.variants[0][1][-1].at
    i_will = Clause(who, will(at, act)).statement
    return either(
        (0.42, time + i_will),
        (0.30, i_will + time),
        (0.28, Clause(who, going_to(at, act)).statement + time),
    )


# --- adverbs ----------------------------------------


@clause("adverb", "who.S 也 act:does.S", weight=1.5, asked=0.3)
def also(who: Phrase, 也: At, act: Predicate) -> Clause:
    """我也喜欢猫 → i also like cats"""
    return Clause(who, under_way(act).also(say("also", 也)))


@clause("adverb", "who 常常:常常|经常 act:acts.person|there.person", asked=0.2)
def often(who: Phrase, 常常: At, act: Predicate) -> Clause:
    """我常常看书 → i often read books"""
    return Clause(who, act.usually(say("often", 常常)))


@clause("adverb", "who 总是 act:acts.person", asked=0)
def always(who: Phrase, 总是: At, act: Predicate) -> Clause:
    """我总是喝茶 → i always drink tea"""
    return Clause(who, act.usually(say("always", 总是)))


@clause("adverb", "who 从来不 act:acts.person", asked=0)
def never(who: Phrase, 从来不: At, act: Predicate) -> Clause:
    """他从来不喝咖啡 → he never drinks coffee"""
    return Clause(who, act.usually(say("never", 从来不)))


@clause("adverb", "who:several 都 act:does.person", asked=0)
def all_of(who: Pronoun, 都: At, act: Predicate) -> Clause:
    """我们都喜欢猫 → we all like cats"""
    return Clause(who, under_way(act).also(say("all", 都)))


@clause("adverb", "who:several 都 不 act:does.person", weight=0.5, asked=0)
def none_of(who: Pronoun, 都: At, 不: At, act: Predicate) -> Clause:
    """我们都不喝咖啡 → none of us drink coffee"""
    act.negated(不)  # nobody denies a number of things
    none = Phrase((), "they", say("none of", 都 + 不) + who.definite)
    return Clause(none, under_way(act))


# --- modals ----------------------------------------


@rule(
    "skill.person",
    "verb:说.language object.language",
    "verb:唱.song object:plain.song",
    "verb:画.pet object:plain.pet",
    "verb:写.word object:plain.汉字",
)
@rule("skill.machine", "verb:machine.action.K object:plain.K")
def skill(verb: Predicate, object: Phrase) -> Predicate:
    """说中文 → speak chinese"""
    return verb.on(object)


one_of(
    "skill.person", dict.fromkeys(("游泳.", "跳舞.", "唱歌.", "做饭.", "开车.", "打篮球.", "踢足球."), 0.7)
)
one_of("skill.machine", {"machine.activity": 1})
one_of("act.modal", {"acts.person": 4, "there.person": 1})


@clause("modal", "who 想! act:act.modal", weight=1.5)
@clause("modal", "who 不 想 act:act.modal", weight=0.7)
def want_(who: Phrase, 想: At, act: Predicate, 不: At = ()) -> Clause:
    """我想喝茶 → i want to drink tea"""
    return Clause(who, want(想, act).negated(不))


@clause("modal", "who.S 会! act:skill.S", weight=1.3)
@clause("modal", "who.S 不 会 act:skill.S", weight=0.7)
@clause("modal", "who 能! act:act.modal", weight=0.7)
@clause("modal", "who 不 能 act:act.modal", weight=0.7)
def can(who: Phrase, act: Predicate, 会: At = (), 能: At = (), 不: At = ()) -> Clause:
    """我会游泳 → i can swim"""
    return Clause(who, modal(CAN, 会 or 能, act).negated(不))


@clause("modal", "who:pronoun 可以 act:act.modal", weight=0.7, asked=0)
@clause("modal", "who:pronoun.我|pronoun.我们 可以! act:act.modal", weight=0.6, stated=False)
def may(who: Phrase, 可以: At, act: Predicate) -> Clause:
    """你可以休息 → you can rest, or you may rest"""
    return Clause(who, modal(CAN, 可以, act), others=((0.4, modal(MAY, 可以, act)),))


@clause("modal", "who:you 可以! act:act.modal", weight=0.4, stated=False)
def can_you(who: Phrase, 可以: At, act: Predicate) -> Clause:
    """你可以休息吗 → can you rest ?"""
    return Clause(who, modal(CAN, 可以, act))


one_of("free.to", {"走.": 2, "回家.": 1, "休息.": 0.7, "吃饭.": 0.7, "下班.": 0.5})


@clause("modal", "who:you 可以 act:free.to 了", weight=0.25, asked=0, embedded=0)
@clause(
    "modal", "who:pronoun.我|pronoun.我们 可以 act:free.to 了", weight=0.1, stated=False, asked=1, embedded=0
)
def may_now(who: Phrase, 可以: At, act: Predicate, 了: At) -> Clause:
    """你可以走了 → you can leave now, or you may leave now"""
    others = ((0.4, modal(MAY, 可以, act)),)
    return Clause(who, modal(CAN, 可以, act), last=say("now", 了), others=others)


@clause("modal", "who 应该! act:act.modal", weight=0.7)
def should(who: Phrase, 应该: At, act: Predicate) -> Clause:
    """你应该睡觉 → you should sleep"""
    return Clause(who, modal(SHOULD, 应该, act))
