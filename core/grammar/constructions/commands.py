"""Commands and suggestions: 别, 不要, 请, 快, 吧, 让我; and 得懂, 不懂."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..english import NOTHING, At, English, either, name, say
from ..forms import clause
from ..predicates import CAN, PERFECT, SHOULD, Clause, Predicate, acts, be, is_, modal, want, will
from ..rules import SenselessError, any_of, construction, one_of, rule
from ..settings import Place
from ..verbs import with_plain
from ..words import Counted, Nominal, Phrase, Quality
from .aspects import MOVING
from .naming import role_of

# --- requests ----------------------------------------

POLITE = {
    "进": "come in",
    "坐": "sit down",
    "说": "speak",
    "看": "look",
    "听": "listen",
    "写": "write",
    "读": "read",
    "吃": "eat",
    "喝": "drink",
}
"""What guests and students are asked to do: 请进."""


def _polite_rule(chinese: str, english: str) -> None:
    rule("polite", f"at:{chinese}")(lambda at: name(english, at))


for _chinese, _english in POLITE.items():
    _polite_rule(_chinese, _english)


@construction("request", "请 polite", weight=0.4)
def please_come_in(请: At, polite: English) -> English:
    """请进 → please come in"""
    return say("please", 请) + polite


@construction("request", "请 再 说 一次:一次|一遍", "请 再 说 一下:一下", weight=0.05)
def please_say_again(请: At, 再: At, 说: At, 一次: At = (), 一下: At = ()) -> English:
    """请再说一次 → please say it again"""
    return say("please", 请) + name("say", 说) + say("it", 说) + say("again", 再 + 一次 + 一下)


@construction("request", "请 再 verb:读.book|写.word 一次:一次|一遍", weight=0.15)
def please_again(请: At, 再: At, verb: Predicate, 一次: At) -> English:
    """请再写一次 → please write it again"""
    return say("please", 请) + verb.base + say("it", verb.at) + say("again", 再 + 一次)


@construction("request", "快 act:hurried 吧?", weight=0.5)
def quickly(快: At, act: Predicate, 吧: At = ()) -> English:
    """快来 → come quickly; 快起床 → hurry up and get up"""
    if act.verb.base == "come":
        return act.base + say("quickly", 快)
    return say("hurry up and", 快) + act.base


one_of("hurried", dict.fromkeys(("来.", "走.", "回家.", "起床.", "bedtime", "吃饭."), 1))


@construction("request", "quick", weight=0.3)
def for_a_moment(quick: Predicate) -> English:
    """等一下 → wait a moment"""
    return quick.base


@clause("future", "who:pronoun.我|pronoun.我们 act:quick", weight=0.3, asked=0)
def i_will(who: Phrase, act: Predicate) -> Clause:
    """我看一下 → i will take a look"""
    return Clause(who, will(act.at, act))


@construction("request", "请 等 length:duration.short", weight=0.2)
def please_wait_for(请: At, 等: At, length: English) -> English:
    """请等十分钟 → please wait for ten minutes"""
    if {"hours", "long"} & {token.word for token in length.variants[0][1]}:
        raise SenselessError
    at = length.variants[0][1][-1].at
    return say("please", 请) + name("wait", 等) + say("for", at) + length


@construction("request", "请 quick", weight=0.3)
def please_for_a_moment(请: At, quick: Predicate) -> English:
    """请等一下 → please wait a moment"""
    words = {token.word for token in quick.base.variants[0][1]}
    if {"ask", "walk"} & words:
        raise SenselessError  # 请问一下 is "excuse me"
    return say("please", 请) + quick.base


@clause("modal", "who 想 act:quick", "who:pronoun 可以! act:quick", weight=0.4, asked=0.7)
def wants_a_moment(who: Phrase, act: Predicate, 想: At = (), 可以: At = ()) -> Clause:
    """我想休息一下 → i want to rest for a while; 我可以看一下吗 → can i take a look ?"""
    if 想 and act.verb.base == "think":
        raise SenselessError
    return Clause(who, want(想, act) if 想 else modal(CAN, 可以, act))


# --- 别, 不要 ----------------------------------------


one_of("discouraged", {"forbidden": 4, "phone.": 1, "走.": 0.5, "just.go": 0.4, "bothering": 1.5})
one_of("discouraged", dict.fromkeys(("睡觉.", "笑.", "跑步.", "吃饭."), 0.3))


@rule(
    "bothering",
    "verb:等.person|问.person|帮助.person object:pronoun.我|pronoun.他|pronoun.她|pronoun.他们",
    "verb:看.book object:pointed.书|pointed.小说",
    "verb:买.K object:pointed.dear.K",
)
def bothering(verb: Predicate, object: Phrase) -> Predicate:
    """等我 → wait for me"""
    return verb.on(object)


for _kind in ("cloth", "thing", "book", "car"):
    one_of(f"pointed.dear.{_kind}", {f"pointed.{_kind}": 1})


@construction("request", "别:别|不要 act:discouraged", weight=1.5)
@construction("request", "请 别 act:discouraged", weight=0.3)
@construction("request", "who:pronoun.你|pronoun.你们 别 act:discouraged", weight=0.3)
@construction("request", "last:background 的时候 别:别|不要 act:disturbing", weight=0.4)
def do_not(
    别: At,
    act: Predicate,
    请: At = (),
    who: Phrase | None = None,
    last: Predicate | None = None,
    的时候: At = (),
) -> English:
    """别说话 → do not talk; 吃饭的时候别说话 → do not talk while eating"""
    if act.of is Counted or (last and _starts(last) == _starts(act)):
        raise SenselessError
    please = say("please", 请) if 请 else NOTHING
    while_ = say("while", 的时候) + last.progressive if last else NOTHING
    return please + say("do not", 别) + act.denied.base + while_


def _starts(act: Predicate) -> str:
    return act.base.variants[0][1][0].word


@construction("request", "别:别|不要 act:discouraged|speaking. 了", weight=0.6)
def stop(别: At, act: Predicate, 了: At) -> English:
    """别说话了 → stop talking, or do not talk anymore; 别走了 → do not leave"""
    do_not = say("do not", 别) + act.base
    if act.verb.base in MOVING:
        return do_not
    return either((0.5, say("stop", 别 + 了) + act.progressive), (0.5, do_not + say("anymore", 了)))


# --- 吧 ----------------------------------------

one_of(
    "suggested",
    {"chore": 4, "learning.": 0.5, "quick": 1, "going.": 1.2, "beginning.": 0.3},
)


@rule("going.", "at:走")
def going(at: At) -> Predicate:
    """走, in 走吧 → go"""
    return acts("go", at)


@rule("beginning.", "at:开始")
def beginning(at: At) -> Predicate:
    """开始 → start"""
    return acts("start", at)


def _let(whom: English, 吧: At, act: Predicate) -> English:
    if act.verb.base in ("leave", "come") or act.of is Counted:
        raise SenselessError  # 走吧 is "let us go"
    return say("let", 吧) + whom + act.base


@construction(
    "suggestion",
    "who:pronoun.我们 act:suggested 吧",
    "who:pronoun.我们 一起 act:company|going. 吧",
    weight=1.5,
)
@construction("suggestion", "who:pronoun.我们 last:day.soon act:chore 吧", weight=0.5)
@construction("suggestion", "who:pronoun.我们 last:day.soon 再 act:go.there|just.go 吧", weight=0.2)
@construction("suggestion", "who:pronoun.我们 先 act:suggested 吧", weight=0.2)
def let_us(
    who: Phrase, act: Predicate, 吧: At, 一起: At = (), last: English = NOTHING, 先: At = (), 再: At = ()
) -> English:
    """我们走吧 → let us go; 我们一起吃饭吧 → let us eat together"""
    together = (
        say("together", 一起) if 一起 else say("first", 先) if 先 else say("again", 再) if 再 else NOTHING
    )
    return _let(who.definite, 吧, act + together) + last


@construction("suggestion", "act:suggested|来. 吧", weight=0.7)
def let_us_or_do(act: Predicate, 吧: At) -> English:
    """走吧 → let us go; 来吧 → come"""
    if act.verb.base == "come":
        return act.base
    return _let(say("us", 吧), 吧, act)


@rule("reading.", "verb:看.book object:plain.书")
def reading(verb: Predicate, object: Phrase) -> Predicate:
    """看书 → read books"""
    return verb.on(object)


@rule("phone.", "看手机")
def phone(看手机: At) -> Predicate:
    """看手机 → look at the phone"""
    return acts("look", 看手机[:1]) + say("at the", 看手机[:1]) + name("phone", 看手机[1:])


@rule("speaking.", "at:说")
def speaking(at: At) -> Predicate:
    """说, in 别说了 → talk"""
    return acts("talk", at)


@construction("suggestion", "who:pronoun.你|pronoun.您|pronoun.你们 先 act:advised|eating. 吧", weight=0.3)
def you_first(who: Phrase, 先: At, act: Predicate, 吧: At) -> English:
    """你先走吧 → you leave first"""
    return Clause(who, act + say("first", 先)).statement


@rule("eating.", "at:吃")
def eating(at: At) -> Predicate:
    """吃 → eat"""
    return acts("eat", at)


@construction(
    "suggestion",
    "who:pronoun.你|pronoun.您|pronoun.你们 跟|和 whom:pronoun.我|pronoun.我们 一起 act:company 吧",
    weight=0.3,
)
def come_along(
    who: Phrase, whom: Phrase, act: Predicate, 吧: At, 跟: At = (), 和: At = (), 一起: At = ()
) -> English:
    """你跟我一起去吧 → go with me"""
    return act.base + say("with", 跟 or 和) + whom.definite


@construction("suggestion", "first:day.soon 我们 act:chore|just.go 吧", weight=0.4)
@construction("suggestion", "我们 first:day.soon act:just.go 吧", weight=0.1)
def let_us_then(first: English, 我们: At, act: Predicate, 吧: At) -> English:
    """今天我们吃饺子吧 → let us eat dumplings today"""
    return _let(say("us", 我们), 吧, act) + first


@construction("suggestion", "好吧", weight=0.03)
def all_right(好吧: At) -> English:
    """好吧 → all right"""
    return name("all right", 好吧)


@construction("request", "别:别|不要 忘 了", weight=0.05)
def do_not_forget(别: At, 忘: At, 了: At) -> English:
    """别忘了 → do not forget"""
    return say("do not", 别) + name("forget", 忘 + 了)


@clause(
    "again",
    "who 想 再 act:one.of.these 一次:一次|一遍",
    "who 又 act:one.of.these 了 一次:一次|一遍",
    weight=0.3,
)
def once_more(
    who: Phrase, act: Predicate, 一次: At, 想: At = (), 再: At = (), 又: At = (), 了: At = ()
) -> Clause:
    """我想再听一次 → i want to listen to it again; 我又写了一次 → i wrote it again"""
    it = act + say("it", act.at) + say("again", 再 + 又 + 一次)
    return Clause(who, want(想, it) if 想 else it.did(了))


one_of("one.of.these", {"听.song": 1, "写.word": 1, "看.film": 1})


@clause("past", "who 忘 了", weight=0.15)
def forgot(who: Phrase, 忘: At, 了: At) -> Clause:
    """我忘了 → i forgot"""
    return Clause(who, acts("forget", 忘).did(了))


@construction("suggestion", "再 verb:吃.K|喝.K object:another.K 吧", weight=0.2)
def have_another(再: At, verb: Predicate, object: Phrase, 吧: At) -> English:
    """再喝一杯茶吧 → drink another cup of tea"""
    return (verb + object.object).base


@construction(
    "request",
    "听 我 说",
    "快一点儿:快点儿|快一点儿|快一点|快点",
    "慢一点儿:慢点儿|慢一点儿|慢一点",
    weight=0.3,
)
def listen(听: At = (), 我: At = (), 说: At = (), 快一点儿: At = (), 慢一点儿: At = ()) -> English:
    """听我说 → listen to me; 快一点儿 → hurry up; 慢一点儿 → slow down"""
    if 听:
        return name("listen", 听 + 说) + say("to me", 我)
    return name("hurry up", 快一点儿) if 快一点儿 else name("slow down", 慢一点儿)


@construction("request", "请 说 慢 一点儿:一点儿|一点", "请 慢 一点儿:一点儿|一点 说", weight=0.06)
def speak_slowly(请: At, 说: At, 慢: At, 一点儿: At) -> English:
    """请说慢一点儿 → please speak more slowly"""
    return say("please", 请) + name("speak", 说) + say("more", 一点儿) + name("slowly", 慢)


@clause("modal", "who:you 能 说 慢 一点儿:一点儿|一点", weight=0.05, stated=False)
def can_speak_slowly(who: Phrase, 能: At, 说: At, 慢: At, 一点儿: At) -> Clause:
    """你能说慢一点儿吗 → can you speak more slowly ?"""
    return Clause(who, modal(CAN, 能, acts("speak", 说) + say("more", 一点儿) + name("slowly", 慢)))


@construction("suggestion", "last:time.future 再 act:来.|just.go 吧", weight=0.1)
def come_again(last: English, 再: At, act: Predicate, 吧: At) -> English:
    """明天再来吧 → come again tomorrow"""
    return act.base + say("again", 再) + last


@construction("suggestion", "polite 吧", weight=0.15)
def go_ahead(polite: English, 吧: At) -> English:
    """坐吧 → sit down"""
    return polite


@construction("suggestion", "who:pronoun.你|pronoun.你们 act:advised 吧", weight=0.4)
def you_should(who: Phrase, act: Predicate, 吧: At) -> English:
    """你休息吧 → you should rest"""
    return Clause(who, modal(SHOULD, 吧, act)).statement


one_of(
    "advised",
    {"trip": 1, "走.": 0.5, "reading.": 0.3}
    | dict.fromkeys(("休息.", "bedtime", "吃饭.", "工作.", "学习."), 0.5),
)


@construction(
    "suggestion", "who:you 是 role 吧", "who:you act:still.so|like.pastime|live.there 吧", weight=0.5
)
@construction(
    "suggestion", "who:other 在 place:somewhere 吧", "who:other 很 adjective:mood.person 吧", weight=0.5
)
@construction("suggestion", "who:you 去 过 goal:place.city|place.海边 吧", weight=0.2)
def is_it_right(
    who: Phrase,
    吧: At,
    是: At = (),
    role: Nominal | None = None,
    act: Predicate | None = None,
    在: At = (),
    place: Place | None = None,
    很: At = (),
    adjective: Quality | None = None,
    去: At = (),
    过: At = (),
    goal: Place | None = None,
) -> English:
    """你是老师吧 → you are a teacher right ?"""
    if role:
        act = be(是, role_of(who, role))
    elif place:
        act = be(在, place.there(在))
    elif adjective:
        act = is_(adjective, 很)
    elif goal:
        act = Predicate(PERFECT, 过, name("been", 去) + goal.to(去))
    assert act
    return Clause(who, act).statement + say("right ?", 吧)


# --- 让 ----------------------------------------

one_of("help", {"quick": 2, "aid": 0.7, "just.go": 0.3})


@construction("request", "让 whom:pronoun.我 act:help", "请 让 whom:pronoun.我 act:help", weight=0.7)
@construction("request", "让 whom:pronoun.他|pronoun.她|family.mine act:advised", weight=0.3)
def let(让: At, whom: Phrase, act: Predicate, 请: At = ()) -> English:
    """让我看看 → let me take a look"""
    if act.of is Counted:
        raise SenselessError
    please = say("please", 请) if 请 else NOTHING
    return please + name("let", 让) + whom.definite + act.base


one_of(
    "forbidden",
    {"trip": 1} | dict.fromkeys(("看电视.", "游泳.", "唱歌.", "说话.", "开车.", "工作.", "玩."), 0.5),
)


@rule("forbidden", *with_plain("喝.drink", "看.film", "买.thing", "买.car", "吃.meal"), weight=2)
def forbidden(verb: Predicate, object: Phrase) -> Predicate:
    """喝咖啡 → drink coffee"""
    return verb.on(object)


# --- 听得懂, 听不懂 ----------------------------------------


@clause("result", "who how:听|看 不 懂", "who how:听|看 得 懂", weight=0.7, asked=0.6)
@clause("result", "who how:听 不 懂 what:heard", "who how:听 得 懂 what:heard", weight=0.5, asked=0.6)
@clause("result", "who how:看 不 懂 what:seen", "who how:看 得 懂 what:seen", weight=0.6, asked=0.6)
def can_understand(
    who: Phrase, how: At, 懂: At, 不: At = (), 得: At = (), what: Phrase | None = None
) -> Clause:
    """我听不懂 → i do not understand, or i cannot understand; 我看得懂汉字 → i can understand chinese characters"""
    act = acts("understand", how + 懂) + (what.object if what else NOTHING)
    can = modal(CAN, 不 or 得, act).negated(不)
    if 不:
        return Clause(who, can, others=((0.5, act.negated(不)),))
    return Clause(who, can)


one_of("heard", {"plain.language": 1, "what.one.says": 0.25, "pronoun": 0.05})


@rule("what.one.says", "whose:pronoun 的话")
def what_one_says(whose: Phrase) -> Phrase:
    """你的话, after 听懂 → you"""
    return whose


any_of(
    "seen",
    {"plain.language": 0.5, "pointed.book": 1, "plain.汉字": 1, "pointed.word": 1, "pointed.film": 0.5},
)


@clause("result", "who 找 不 到 what:lost", weight=0.6, asked=0.1)
@clause("result", "who 买 不 到 what:paper_or_ticket", weight=0.2, asked=0.2)
@clause("result", "who 看 不 见 what:pronoun|definite.pet|definite.car", weight=0.3, asked=0.2)
def cannot(
    who: Phrase, 不: At, what: Phrase, 找: At = (), 买: At = (), 看: At = (), 到: At = (), 见: At = ()
) -> Clause:
    """我找不到我的手机 → i cannot find my phone"""
    act = acts("find" if 找 else "get" if 买 else "see", (找 or 买 or 看) + 到 + 见) + (
        what.single if 买 else what.definite
    )
    return Clause(who, modal(CAN, 不, act).negated(不))


any_of(
    "lost",
    {f"{way}.{kind}": 1 for way in ("owned", "plain") for kind in ("thing", "pen", "paper", "pet")},
)
any_of("paper_or_ticket", {"plain.票": 1, "pointed.book": 0.3})


@rule("learning.", "verb:学.language|学习.language object:plain.language")
def learning(verb: Predicate, object: Phrase) -> Predicate:
    """学中文 → learn chinese"""
    return verb.on(object)
