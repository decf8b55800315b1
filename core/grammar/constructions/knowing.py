"""Questions inside sentences, opinions and ways: 我不知道他在哪儿, 你觉得怎么样, 这个字怎么写, 为什么, 怎么了."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from dataclasses import replace

from ..english import NOTHING, At, English, either, name, say
from ..forms import clause
from ..predicates import (
    CAN,
    SHOULD,
    Clause,
    Predicate,
    acts,
    be,
    is_,
    modal,
    perfect,
    progressive,
    under_way,
    want,
    will,
)
from ..rules import RULES, SenselessError, construction, one_of, rule
from ..settings import Place
from ..tables.world import POINTERS
from ..words import Nominal, Phrase, Pronoun, Quality, Word, qualities
from .aspects import happening

WHERE = "哪儿:哪儿|哪里"

# --- questions that somebody knows the answer to ----------------------------------------

one_of(
    "known.about",
    {"pronoun.他": 3, "pronoun.她": 3, "name": 2, "called": 0.7, "owned.朋友": 1, "pronoun.他们": 0.7},
)


@rule("inner", f"who:known.about|lying.own|landmark 在 {WHERE}", weight=3)
@rule("inner", f"who:known.about 住 在 {WHERE}", f"who:known.about 去 {WHERE} 了", weight=1)
def where_he_is(who: Phrase, 哪儿: At, 在: At = (), 住: At = (), 去: At = (), 了: At = ()) -> English:
    """他在哪儿 → where he is"""
    act = acts("live", 住) if 住 else acts("go", 去).did(了) if 去 else be(在, NOTHING)
    return say("where", 哪儿) + Clause(who, act).statement


one_of(
    "lying.own",
    {f"owned.{thing}": 1 for thing in ("手机", "书", "猫", "笔", "雨伞", "衣服")}
    | {"plain.钥匙": 1, "plain.书": 0.3},
)


@rule("inner", "who:pronoun.他|pronoun.她|pointed.person 是 谁", weight=1.5)
def who_he_is(who: Phrase, 是: At, 谁: At) -> English:
    """他是谁 → who he is"""
    return say("who", 谁) + Clause(who, be(是, NOTHING)).statement


@rule("inner", "pointer 是 什么", "pointer 是 什么 意思", weight=1)
def what_this_is(pointer: Word, 是: At, 什么: At, 意思: At = ()) -> English:
    """这是什么 → what this is; 这是什么意思 → what this means"""
    this = Phrase((), "he", say(POINTERS[pointer.chinese][0], pointer.at))
    act = acts("mean", 意思) if 意思 else be(是, NOTHING)
    return say("what", 什么) + Clause(this, act).statement


@rule("inner", "what:pointed.词|pointed.字|pointed.句子 是? 什么 意思", weight=1)
def what_it_means(what: Phrase, 什么: At, 意思: At, 是: At = ()) -> English:
    """这个词是什么意思 → what this word means"""
    return say("what", 什么) + Clause(what, acts("mean", 意思)).statement


@rule("inner", "who:pronoun.他|pronoun.她 叫 什么 名字", weight=0.7)
def what_his_name_is(who: Pronoun, 叫: At, 什么: At, 名字: At) -> English:
    """他叫什么名字 → what his name is"""
    return say("what", 什么) + who.possessive + name("name", 名字) + say("is", 叫)


@rule("inner", "现在? 几点 了", "现在 几点", weight=0.4)
def what_time_it_is(几点: At, 现在: At = (), 了: At = ()) -> English:
    """几点了 → what time it is"""
    now = name("now", 现在) if 现在 else NOTHING
    return say("what", 几点) + name("time", 几点) + say("it is", 了 or 几点) + now


@rule("inner", "pointer 是 谁 的 noun:noun.书|noun.手机|noun.笔|noun.雨伞|noun.猫|noun.车", weight=0.7)
def whose_it_is(pointer: Word, 是: At, 谁: At, 的: At, noun: Nominal) -> English:
    """这是谁的书 → whose book this is"""
    this = Phrase((), "he", say(POINTERS[pointer.chinese][0], pointer.at))
    return say("whose", 谁 + 的) + noun.one + Clause(this, be(是, NOTHING)).statement


@rule("coming", "来", "回来:回来", "去 place:goal", "走", "回家")
def coming(
    来: At = (), 回来: At = (), 去: At = (), 走: At = (), 回家: At = (), place: Place | None = None
) -> Predicate:
    """来 → come; 去学校 → go to school"""
    if place:
        return acts("go", 去) + place.to(去)
    if 回家:
        return acts("go", 回家) + name("home", 回家)
    if 走:
        return acts("leave", 走)
    return acts("come", 来 or 回来) + (name("back", 回来) if 回来 else NOTHING)


@rule("inner", "who:known.about 什么时候 act:coming", weight=1.5)
@rule("inner", *(way.replace("what:", "who:") for way in happening("什么时候", "")), weight=0.7)
def when_he_comes(who: Phrase, 什么时候: At, act: Predicate) -> English:
    """他什么时候来 → when he will come, or when he is coming"""
    will_, does = (Clause(who, way).statement for way in (will(什么时候, act), under_way(act)))
    return say("when", 什么时候) + either((0.65, will_), (0.35, does))


@rule("inner", "who:known.about 为什么 没 act:coming", "who:known.about 为什么 不 act:coming", weight=1)
@rule("inner", "who:known.about 为什么 不 adjective:glad", weight=0.4)
def why_he_did_not(
    who: Phrase,
    为什么: At,
    act: Predicate | None = None,
    没: At = (),
    不: At = (),
    adjective: Quality | None = None,
) -> English:
    """他为什么没来 → why he did not come"""
    act = is_(adjective, 不) if adjective else act
    assert act
    return (
        say("why", 为什么)
        + Clause(who, act.did(没).negated(没) if 没 else under_way(act).negated(不)).statement
    )


@rule(
    "inner",
    "who:known.about 喜欢 什么",
    "who:known.about 想 act:asked 什么",
    "who:known.about 在 act:asked 什么",
    weight=1,
)
def what_he_likes(
    who: Phrase, 什么: At, act: Predicate | None = None, 喜欢: At = (), 想: At = (), 在: At = ()
) -> English:
    """他喜欢什么 → what he likes"""
    if 喜欢:
        said = acts("like", 喜欢)
    else:
        assert act
        said = want(想, act) if 想 else progressive(在, act)
    return say("what", 什么) + Clause(who, said).statement


@rule("inner.to", "怎么 去 place:nearby|home.mine", "怎么 去", weight=1.5)
def how_to_get(怎么: At, 去: At, place: Place | Phrase | None = None) -> English:
    """怎么去火车站 → how to get to the train station"""
    if place is None:
        return say("how to", 怎么) + name("get there", 去)
    there = place.to(去) if isinstance(place, Place) else say("to", 去) + place.definite
    return say("how to", 怎么) + name("get", 去) + there


@rule("inner.to", "怎么 act:method", weight=1.5)
def how_to_do(怎么: At, act: Predicate) -> English:
    """怎么做饺子 → how to make dumplings"""
    return say("how to", 怎么) + act.base


@rule("inner.to", "怎么 说|做|写", weight=0.7)
def how_to_say(怎么: At, 说: At = (), 做: At = (), 写: At = ()) -> English:
    """怎么说 → how to say it"""
    verb = "say" if 说 else "do" if 做 else "write"
    return say("how to", 怎么) + name(verb, 说 or 做 or 写) + say("it", 怎么)


@rule(
    "method",
    "verb:做.meal object:plain.饺子|plain.面条|plain.蛋糕|plain.菜",
    "verb:写.word object:pointed.字|pointed.汉字|plain.汉字",
)
@rule(
    "method",
    "verb:回答.question object:pointed.问题",
    "verb:学.language object:plain.中文|plain.汉语",
)
@rule("method", "verb:翻译.word object:pointed.句子|pointed.词", "verb:读.word object:pointed.字|pointed.词")
def method(verb: Predicate, object: Phrase) -> Predicate:
    """做饺子 → make dumplings"""
    return verb.on(object)


one_of("method", {"做饭.": 0.4})


KNOWING = "think.knowing"


@rule(KNOWING, "知道")
@rule(KNOWING, "不 知道", weight=3)
@rule(KNOWING, "想 知道", weight=0.7)
def knowing(知道: At, 不: At = (), 想: At = ()) -> Predicate:
    """不知道 → not know"""
    know = acts("know", 知道)
    return want(想, know) if 想 else know.negated(不)


@clause("indirect question", f"who:simple know:{KNOWING} inner", weight=2.5, asked=0, embedded=0)
@clause("indirect question", f"who:simple know:{KNOWING} how:inner.to", weight=0.8, asked=0, embedded=0)
def knows_what(who: Phrase, know: Predicate, inner: English = NOTHING, how: English = NOTHING) -> Clause:
    """我不知道他在哪儿 → i do not know where he is; 我不知道怎么去 → i do not know how to get there"""
    asked = inner + how
    if who.heads and who.words[-1] in {token.word for token in asked.variants[0][1]}:
        raise SenselessError  # dad does not know where dad is
    return Clause(who, replace(know, complement=asked))


@construction("indirect question", "who:you|name|plain.老师|called 知道 inner 吗", weight=1.2)
@construction("indirect question", "who:you|name|plain.老师|called 知道 how:inner.to 吗", weight=0.4)
@construction(
    "indirect question", "who:you 知 asking:不知道 inner", "who:you 知道 asking:不知道 inner", weight=0.2
)
def does_one_know(
    who: Phrase,
    知道: At = (),
    知: At = (),
    inner: English = NOTHING,
    how: English = NOTHING,
    吗: At = (),
    asking: At = (),
) -> English:
    """你知道他是谁吗 → do you know who he is ?"""
    return Clause(who, replace(acts("know", 知道 or 知), complement=inner + how)).question(吗 or asking)


@construction("indirect question", "请? 告诉 whom:pronoun.我|pronoun.我们 inner", weight=0.4)
@construction("indirect question", "请? 告诉 whom:pronoun.我|pronoun.我们 how:inner.to", weight=0.3)
def tell_me(告诉: At, whom: Phrase, 请: At = (), inner: English = NOTHING, how: English = NOTHING) -> English:
    """请告诉我他在哪儿 → please tell me where he is"""
    please = say("please", 请) if 请 else NOTHING
    return please + name("tell", 告诉) + whom.definite + inner + how


@clause("change", "who:pronoun 懂 了", "who:pronoun 明白 了", weight=0.3, embedded=0)
def i_see(who: Phrase, 了: At, 懂: At = (), 明白: At = ()) -> Clause:
    """我懂了 → i understand now, or i understand"""
    understand = acts("understand", 懂 or 明白)
    return Clause(who, understand + say("now", 了), others=((0.4, understand),))


# --- what somebody thinks ----------------------------------------


@construction("thinking", "who:other 觉得 怎么样", "who:you 觉得 怎么样:呢", weight=0.3)
@construction("thinking", "who:other 觉得 what:judged 怎么样", weight=0.7)
def what_do_you_think(who: Phrase, 觉得: At, 怎么样: At, what: Phrase | None = None) -> English:
    """你觉得这本书怎么样 → what do you think of this book ?"""
    think = acts("think", 觉得) + (say("of", 觉得) + what.definite if what else NOTHING)
    return Clause(who, think).asked(say("what", 怎么样), 怎么样)


one_of(
    "judged",
    {f"pointed.{kind}": 1 for kind in ("book", "film", "cloth", "car", "song", "meal", "room")}
    | {"owned.cloth": 0.5, "owned.room": 0.5, "city": 0.7, "plain.中文": 0.5, "plain.机器学习": 0.3},
)


@clause(
    "thinking",
    "who 觉得 很|非常 adjective:felt.inside",
    "who 觉得 太 adjective:felt.inside 了",
    weight=0.5,
    asked=0,
)
@clause("thinking", "who 觉得 adjective:felt.inside!", weight=0.2, stated=False)
def feels(who: Phrase, 觉得: At, adjective: Quality, 很: At = (), 非常: At = (), 太: At = ()) -> Clause:
    """我觉得很累 → i feel tired; 我觉得太累了 → i feel so tired"""
    degree = say("very", 非常) if 非常 else say("so", 太) if 太 else NOTHING
    return Clause(who, acts("feel", 觉得) + degree + adjective.english)


qualities("felt.inside", "累", "冷", "热", "饿", "高兴")


@clause(
    "thinking",
    "who:pronoun 觉得 很|非常 adjective:praise",
    "who:pronoun 觉得 不 adjective:praise",
    weight=0.3,
    asked=0,
)
def thinks_it_good(
    who: Phrase, 觉得: At, adjective: Quality, 很: At = (), 非常: At = (), 不: At = ()
) -> Clause:
    """我觉得很好 → i think it is good"""
    if 不 and adjective.adjective.chinese.startswith("有"):
        raise SenselessError
    at = 很 or 非常 or 不
    good = Clause(
        Phrase((), "he", say("it", at)),
        is_(adjective, at, say("very", 非常) if 非常 else NOTHING).negated(不),
    )
    return Clause(who, replace(acts("think", 觉得), complement=good.statement))


qualities("praise", "好", "难", "贵", "有意思", "漂亮", "简单", "好吃")


@construction("thinking", "who:you|name|called 觉得 clause:opinion.asked 吗", weight=1)
def do_you_think(who: Phrase, 觉得: At, clause: Clause, 吗: At) -> English:
    """你觉得中文难吗 → do you think chinese is difficult ?"""
    return Clause(who, replace(acts("think", 觉得), complement=clause.statement)).question(吗)


@rule(
    "opinion.asked",
    *(
        f"noun:pointed.{kind}{f'|owned.{kind}' if f'owned.{kind}' in RULES else ''} adjective.{kind}"
        for kind in ("book", "film", "song", "cloth", "thing", "car", "room", "question", "lesson", "job")
    ),
    weight=3,
)
@rule("opinion.asked", "noun:plain.language|plain.field adjective:adjective.language", weight=1)
@rule("opinion.asked", "noun:name adjective:adjective.person", weight=1)
def asked_opinion(noun: Phrase, adjective: Quality) -> Clause:
    """中文难, in 你觉得中文难吗 → chinese is difficult"""
    return Clause(noun, is_(adjective))


@rule("opinion", "who:known.about 会|不会 act:coming", weight=1)
@rule("opinion", "明天 会|不会 下雨", weight=0.3)
def he_will(
    who: Phrase | None = None,
    act: Predicate | None = None,
    会: At = (),
    不会: At = (),
    明天: At = (),
    下雨: At = (),
) -> Clause:
    """他会来 → he will come"""
    at = 会 or 不会[1:]
    if 下雨:
        return Clause(
            Phrase((), "he", say("it", 下雨)),
            will(at, acts("rain", 下雨)).negated(不会[:1]),
            last=name("tomorrow", 明天),
        )
    assert who and act
    return Clause(who, will(at, act).negated(不会[:1]))


# --- why ----------------------------------------


@construction(
    "why", "who:other 为什么 想|要 act:act.modal", "who:other 为什么 不 想 act:act.modal", weight=0.8
)
@construction("why", "who:other 为什么 不 能 act:act.modal", weight=0.2)
def why_want(
    who: Phrase, 为什么: At, act: Predicate, 想: At = (), 要: At = (), 能: At = (), 不: At = ()
) -> English:
    """你为什么想学中文 → why do you want to learn chinese ?"""
    said = modal(CAN, 能, act) if 能 else want(想 or 要, act)
    return Clause(who, said.negated(不)).asked(say("why", 为什么), 为什么)


@construction("why", "who:other last:time.did 为什么 没:没|没有 act:acts.person", weight=0.6)
@construction("why", "who:other last:time.will 为什么 不 act:acts.person", weight=0.3)
def why_not_then(who: Phrase, last: English, 为什么: At, act: Predicate, 没: At = (), 不: At = ()) -> English:
    """你昨天为什么没来 → why did you not come yesterday ?"""
    said = act.did(没).negated(没) if 没 else will(不, act).negated(不)
    return Clause(who, said, last=last).asked(say("why", 为什么), 为什么)


@construction(
    "why",
    "who:other 怎么 不 act:acts.person",
    "who:other 怎么 没:没|没有 act:acts.person",
    "who:other 怎么 还 没 act:coming",
    weight=0.7,
)
def how_come_not(who: Phrase, 怎么: At, act: Predicate, 不: At = (), 没: At = (), 还: At = ()) -> English:
    """你怎么没来 → why did you not come ?"""
    if 还:
        return Clause(who, perfect(没, act).negated(没) + say("yet", 还)).asked(say("why", 怎么), 怎么)
    return Clause(who, act.did(没).negated(没) if 没 else act.negated(不)).asked(say("why", 怎么), 怎么)


@construction("why", "who:other 怎么|为什么 不 吃|喝", weight=0.15)
def why_not(who: Phrase, 不: At, 怎么: At = (), 为什么: At = (), 吃: At = (), 喝: At = ()) -> English:
    """你怎么不吃 → why do you not eat ?"""
    act = acts("eat" if 吃 else "drink", 吃 or 喝)
    return Clause(who, act.negated(不)).asked(say("why", 怎么 or 为什么), 怎么 or 为什么)


@construction(
    "why", "who:other 为什么 不 adjective:glad", "who:other 为什么 这么 adjective:mooded", weight=0.6
)
@construction("why", "noun:plain.中文|plain.汉字|pointed.question 为什么 这么 adjective:hard", weight=0.2)
@construction(
    "why", "noun:pointed.cloth|pointed.thing|pointed.car|pointed.book 为什么 这么 adjective:dear", weight=0.2
)
def why_is(
    为什么: At,
    adjective: Quality,
    who: Phrase | None = None,
    noun: Phrase | None = None,
    不: At = (),
    这么: At = (),
) -> English:
    """你为什么不高兴 → why are you not happy ?"""
    subject = who or noun
    assert subject
    degree = say("so", 这么) if 这么 else NOTHING
    is_it = is_(adjective, 不 or 这么, degree).negated(不)
    return Clause(subject, is_it).asked(say("why", 为什么), 为什么)


qualities("mooded", "高兴", "忙", "累")


@construction("why", "为什么", "为什么 不", weight=0.05)
def just_why(为什么: At, 不: At = ()) -> English:
    """为什么 → why ?"""
    return say("why", 为什么) + (say("not", 不) if 不 else NOTHING) + say("?", 为什么)


@construction("why", "who:other 为什么 verb:买.K|卖.K 了 object:pointed.K", weight=0.2)
@construction("why", "who:other 为什么 在 place:place", "who:other 为什么 去 了 place:goal", weight=0.2)
def why_did(
    who: Phrase,
    为什么: At,
    verb: Predicate | None = None,
    object: Phrase | None = None,
    了: At = (),
    在: At = (),
    去: At = (),
    place: Place | None = None,
) -> English:
    """你为什么买了这本书 → why did you buy this book ?"""
    if place:
        said = be(在, place.there(在)) if 在 else (acts("go", 去) + place.to(去)).did(了)
    else:
        assert verb and object
        said = verb.on(object).did(了)
    return Clause(who, said).asked(say("why", 为什么), 为什么)


# --- how ----------------------------------------


def _you(at: At) -> Phrase:
    return Phrase((), "they", say("you", at))


@construction(
    "how",
    "object:pointed.字|pointed.汉字|pointed.词|pointed.句子 怎么 verb:写.word|读.word|翻译.word",
    weight=1.2,
)
@construction("how", "object:plain.饺子|plain.面条|plain.蛋糕|pointed.菜 怎么 verb:做.meal", weight=0.4)
@construction("how", "object:pointed.问题 怎么 verb:回答.question", weight=0.3)
def how_is_it_done(object: Phrase, 怎么: At, verb: Predicate) -> English:
    """这个字怎么写 → how do you write this character ?"""
    return Clause(_you(怎么), verb + object.object).asked(say("how", 怎么), 怎么)


@construction("how", "object:pointed.词|pointed.句子|this.it 怎么 说", weight=0.5)
@construction(
    "how",
    "object:pointed.词|pointed.句子|this.it 用? language:plain.中文|plain.英语|plain.英文|plain.汉语 怎么 说",
    weight=1,
)
@construction("how", "object:pointed.题|this.it 怎么 做", weight=0.4)
def how_do_you_say(
    object: Phrase, 怎么: At, 说: At = (), 用: At = (), 做: At = (), language: Phrase | None = None
) -> English:
    """这个词用中文怎么说 → how do you say this word in chinese ?"""
    said = acts("do" if 做 else "say", 说 or 做) + object.object
    if language:
        said += say("in", 用 or 怎么) + language.object
    return Clause(_you(怎么), said).asked(say("how", 怎么), 怎么)


@rule("this.it", "这", "这 个", "那 个")
def this(这: At = (), 那: At = (), 个: At = ()) -> Phrase:
    """这个 → this"""
    return Phrase((), "he", say("this" if 这 else "that", 这 + 那 + 个))


@construction("how", "who:other 怎么 act:method", weight=0.8)
@construction("how", "who:pronoun.我 应该? 怎么 act:method", weight=0.4)
@construction("how", "who:pronoun.我|pronoun.我们 应该? 怎么 做:做", weight=0.3)
def how_does_one(who: Phrase, 怎么: At, act: Predicate | None = None, 应该: At = (), 做: At = ()) -> English:
    """你怎么学中文 → how do you learn chinese ?"""
    if 做:
        return Clause(who, modal(SHOULD, 应该 or 怎么, acts("do", 做))).asked(say("what", 怎么), 怎么)
    assert act
    return Clause(who, modal(SHOULD, 应该, act) if 应该 else act).asked(say("how", 怎么), 怎么)


@construction("how", "怎么 做|说|写|读", weight=0.15)
def how_is_that(怎么: At, 做: At = (), 说: At = (), 写: At = (), 读: At = ()) -> English:
    """怎么做 → how do you do it ?"""
    verb = "do" if 做 else "say" if 说 else "write" if 写 else "read"
    said = acts(verb, 做 or 说 or 写 or 读) + say("it", 怎么)
    return Clause(_you(怎么), said).asked(say("how", 怎么), 怎么)


@construction("how", "who:you 怎么 知道", "who:other 想 怎么 去 place:nearby|distant|abroad", weight=0.3)
@construction("how", "who:you|name|owned.朋友 怎么 来 的", weight=0.2)
def how_do_you_know(
    who: Phrase,
    怎么: At,
    知道: At = (),
    想: At = (),
    去: At = (),
    place: Place | None = None,
    来: At = (),
    的: At = (),
) -> English:
    """你怎么知道 → how do you know ?; 你想怎么去北京 → how do you want to go to beijing ?"""
    if place:
        said = want(想, acts("go", 去) + place.to(去))
    else:
        said = acts("know", 知道) if 知道 else acts("come", 来).did(的)
    return Clause(who, said).asked(say("how", 怎么), 怎么)


@construction("how", "怎么 办", "who:pronoun.我|pronoun.我们 怎么 办", weight=0.3)
def what_to_do(怎么: At, 办: At, who: Phrase | None = None) -> English:
    """怎么办 → what should i do ?"""
    me = who or Phrase((), "i", say("i", 怎么))
    return Clause(me, modal(SHOULD, 怎么, acts("do", 办))).asked(say("what", 怎么), 怎么)


@construction("how", "who:other 怎么 了", weight=0.6)
@construction("how", "怎么 了", weight=0.05)
def what_is_wrong(怎么: At, 了: At, who: Phrase | None = None) -> English:
    """你怎么了 → what is wrong with you ?, or what is the matter with you ?; 怎么了 → what is wrong ?"""
    whom = say("with", 了) + who.definite if who else NOTHING
    wrong = name("wrong", 怎么), say("the", 怎么) + name("matter", 怎么)
    is_ = say("what", 怎么) + say("is", 了)
    end = whom + say("?", 怎么)
    return either((0.6, is_ + wrong[0] + end), (0.4, is_ + wrong[1] + end))


# --- how it is ----------------------------------------


@construction("how", "what:city 怎么样", weight=0.2)
def how_is(what: Phrase, 怎么样: At) -> English:
    """北京怎么样 → how is beijing ?"""
    return Clause(what, be(怎么样, NOTHING)).asked(say("how", 怎么样), 怎么样)


@construction("suggestion", "who:pronoun.我们 act:suggested.idea 怎么样", weight=0.4)
@construction(
    "suggestion", "who:pronoun.我们 last:weather.day|today.will act:suggested.idea 怎么样", weight=0.4
)
def how_about(who: Phrase, act: Predicate, 怎么样: At, last: English = NOTHING) -> English:
    """我们去看电影怎么样 → how about we go to watch a movie ?"""
    return say("how about", 怎么样) + Clause(who, act, last=last).statement + say("?", 怎么样)


one_of("suggested.idea", {"company": 1})

# --- when ----------------------------------------


TRAINS = ("what:subject.transport {} act:transit", "what:leaver {} act:departure")


@construction("when", *(train.format("什么时候") for train in TRAINS), weight=0.7)
def when_does_it(what: Phrase, 什么时候: At, act: Predicate) -> English:
    """火车什么时候来 → when does the train come ?, or when will the train come ?"""
    return Clause(what, act, others=((0.35, will(什么时候, act)),)).asked(say("when", 什么时候), 什么时候)


@construction("when", "考试 是 什么时候", "什么时候 考试", "什么时候 开始", weight=0.2)
def when_is_it(什么时候: At, 考试: At = (), 是: At = (), 开始: At = ()) -> English:
    """考试是什么时候 → when is the exam ?"""
    if 开始:
        said = Clause(Phrase((), "he", say("it", 开始)), acts("start", 开始))
    else:
        exam = Phrase(("考试",), "he", say("the", 考试) + name("exam", 考试))
        said = Clause(exam, be(是 or 什么时候, NOTHING))
    return said.asked(say("when", 什么时候), 什么时候)


one_of("when.act", {f"{act}.": 1 for act in ("吃饭", "休息", "学习", "打电话")})


@construction(
    "when",
    "who:other 什么时候 想 act:coming|when.act",
    "who:other 什么时候 能 act:coming|when.act",
    weight=0.3,
)
@construction("when", "who:other 什么时候 有 时间:时间|空", weight=0.1)
def when_want(
    who: Phrase,
    什么时候: At,
    act: Predicate | None = None,
    想: At = (),
    能: At = (),
    有: At = (),
    时间: At = (),
) -> English:
    """你什么时候能来 → when can you come ?"""
    if 有:
        said = acts("have", 有) + name("time", 时间)
    else:
        assert act
        said = want(想, act) if 想 else modal(CAN, 能, act)
    return Clause(who, said).asked(say("when", 什么时候), 什么时候)
