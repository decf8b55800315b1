"""Times of actions: 了, 过, 在, 会, and time words."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..english import NOTHING, At, English, either, say
from ..rules import construction
from ..settings import when
from ..verbs import Act, be, have
from ..words import Phrase


@construction(
    "past", "who verb:done.K 了 object.K", *when("past", "who", "verb:done.K 了 object.K"), weight=6
)
@construction("past", *when("past", "who:subject.pet", "verb:看见.pet 了 object:counted.pet"), weight=0.4)
def past(
    who: Phrase, verb: Act, object: Phrase, first: English = NOTHING, last: English = NOTHING
) -> English:
    """我昨天买了一本书 → i bought a book yesterday; 昨天我买了一本书 → yesterday i bought a book"""
    return first + who.subject + (verb + object.object).past + last


@construction("past", "who activity 了", *when("past", "who", "activity 了"), weight=1.5)
def past_activity(who: Phrase, activity: Act, first: English = NOTHING, last: English = NOTHING) -> English:
    """我昨天跑步了 → i ran yesterday"""
    return first + who.subject + activity.past + last


@construction("habit", *when("habit", "who", "act:action|there"), weight=3)
def habit(who: Phrase, act: Act, first: English = NOTHING, last: English = NOTHING) -> English:
    """我每天看书 → i read books every day"""
    return first + who.subject + act.present(who) + last


@construction(
    "progressive", "who 在:在|正在 act:action", *when("now", "who", "在:在|正在 act:action"), weight=4
)
def progressive(who: Phrase, 在: At, act: Act, first: English = NOTHING, last: English = NOTHING) -> English:
    """他正在看书 → he is reading books"""
    return first + who.subject + be(who, 在) + act.progressive + last


@construction("experience", "who verb:done.K 过 object.K", weight=3)
def experience(who: Phrase, verb: Act, 过: At, object: Phrase) -> English:
    """我看过这本书 → i have read this book"""
    return who.subject + have(who, 过) + (verb + object.object).participle


@construction("experience", "who 没 verb:done.K 过 object.K")
def no_experience(who: Phrase, 没: At, verb: Act, 过: At, object: Phrase) -> English:
    """他没吃过饺子 → he has not eaten dumplings"""
    return who.subject + have(who, 过) + say("not", 没) + (verb + object.object).participle


# --- the future, with several English translations ----------------------------------------


@construction("future", *when("future", "who", "会 act:action"), weight=2)
def will(who: Phrase, 会: At, act: Act, first: English = NOTHING, last: English = NOTHING) -> English:
    """我明天会买书 → i will buy books tomorrow"""
    return first + who.subject + say("will", 会) + act.base + last


@construction("future", "who time:time.future act:action")
def will_or_going_to(who: Phrase, time: English, act: Act) -> English:
    """我明天买书 → i will buy books tomorrow, or i am going to …"""
    at = time.variants[0][1][0].at
    return either(
        (0.65, who.subject + say("will", at) + act.base + time),
        (0.35, who.subject + be(who, at) + say("going to", at) + act.base + time),
    )


@construction("open future", "time:time.future who act:action", weight=5)
def tomorrow(time: English, who: Phrase, act: Act) -> English:
    """明天我买书 → tomorrow i will buy books.

    More often than not the sentence starts with "i", but that is shared by two ways to go on: the single
    most probable translation starts with "tomorrow". Greedy decoding cannot know this at the first word;
    beam search can.
    """
    at = time.variants[0][1][0].at
    return either(
        (0.42, time + who.subject + say("will", at) + act.base),
        (0.30, who.subject + say("will", at) + act.base + time),
        (0.28, who.subject + be(who, at) + say("going to", at) + act.base + time),
    )
