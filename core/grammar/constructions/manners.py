"""得: how somebody does something (他说得很好), and 对: whom or what something is good for."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from dataclasses import dataclass

from ..english import NOTHING, At, English, name, say
from ..forms import clause
from ..predicates import Clause, Predicate, acts, be
from ..rules import SenselessError, construction, rule
from ..tables.world import POINTERS
from ..times import when
from ..words import Bare, Phrase, Word

# each adverb: its English, its English after "too" and "not", and its comparative
ADVERBS = {
    "好": ("well", "well", "better"),
    "快": ("fast", "fast", "faster"),
    "慢": ("slowly", "slowly", "more slowly"),
    "早": ("early", "early", "earlier"),
    "晚": ("late", "late", "later"),
    "多": ("a lot", "much", "more"),
    "少": ("little", "little", "less"),
    "漂亮": ("beautifully", "beautifully", "more beautifully"),
    "好听": ("beautifully", "beautifully", "more beautifully"),
}

# group: its adverbs | its verbs: Chinese, English, Chinese object, English object
MANNERS = """
speaking   好 快 慢       | 说/speak/中文/chinese 说/speak/英语/english 说/speak/汉语/chinese
learning   好 快 慢       | 学/learn/中文/chinese 学/learn/英语/english 游/swim/泳/- 开/drive/车/-
writing    好 漂亮 快 慢   | 写/write/汉字/chinese_characters 写/write/字/-
cooking    好 快         | 做/cook/饭/- 做/cook/菜/-
singing    好 好听       | 唱/sing/歌/-
showing    好           | 跳/dance/舞/- 打/play/篮球/basketball 踢/play/足球/football 学习/study
running    快 慢         | 跑/run/步/- 走/walk
eating     多 少 快 慢     | 吃/eat
drinking   多 少         | 喝/drink
sleeping   好             | 睡/sleep/觉/-
bedtime    早 晚         | 睡/go_to_bed/觉/-
rising     早 晚         | 起/get_up
coming     早 晚         | 来/come
"""
"""Groups of verbs that are done in the same ways. With an object, the verb follows it: 说中文说得很好, 中文说得很好."""

PAST = ("coming",)
"""Groups that are described when they are over: 他来得很晚 → he came late."""
YESTERDAY = ("sleeping", "bedtime", "eating", "rising", "coming")


@dataclass(frozen=True)
class Manner:
    """An adverb in a sentence."""

    chinese: str
    at: At
    asking: At = ()

    def _say(self, form: int) -> English:
        return name(ADVERBS[self.chinese][form], self.at)

    @property
    def english(self) -> English:
        """well, a lot"""
        return self._say(0)

    @property
    def much(self) -> English:
        """After "too" and "not": well, much."""
        return self._say(1)

    @property
    def comparative(self) -> English:
        """better, more"""
        return self._say(2)


def _manner_rule(symbol: str, chinese: str) -> None:
    rule(symbol, f"at:{chinese}")(lambda at: Manner(chinese, at))
    rule(f"choice.{symbol}", f"at:{chinese} asking:不{chinese}")(
        lambda at, asking: Manner(chinese, at, asking)
    )


def _deed_rule(symbol: str, chinese: str, english: str, thing: str = "", english_thing: str = "-") -> None:
    """The verb alone, with its object before it, and said twice around its object."""
    base, _, particle = english.partition("_")

    def deed(at: At, thing: At = ()) -> Predicate:
        after = name(particle.replace("_", " "), at) if particle else NOTHING
        if thing and english_thing != "-":
            after = name(english_thing.replace("_", " "), thing)
        return acts(base, at) + after

    if (symbol, chinese) not in _ALONE and chinese != "做":
        rule(symbol, f"at:{chinese}")(deed)
        _ALONE.add((symbol, chinese))
    if thing:
        rule(symbol, f"again:{chinese} thing:{thing} at:{chinese}", weight=0.6)(deed)
        if english_thing != "-":
            rule(symbol, f"thing:{thing} at:{chinese}", weight=0.5)(deed)


_ALONE: set[tuple[str, str]] = set()
"""The symbols and verbs that have a rule without an object; 做 alone is not to cook."""


def _rows() -> dict[str, tuple[list[str], list[list[str]]]]:
    rows = {}
    for line in MANNERS.strip().splitlines():
        before, _, after = line.partition("|")
        group, *adverbs = before.split()
        rows[group] = (adverbs, [verb.split("/") for verb in after.split()])
    return rows


GROUPS = _rows()
for _group, (_adverbs, _verbs) in GROUPS.items():
    for _verb in _verbs:
        _deed_rule(f"deed.{_group}", *_verb)
    for _adverb in _adverbs:
        _manner_rule(f"way.{_group}", _adverb)


def _patterns(before: str, between: str, after: str = "", among: tuple[str, ...] = ()) -> list[str]:
    """The patterns of all groups: before, deed, 得, words between, adverb, words after."""
    return [
        f"{before} act:deed.{group} 得 {between} manner:way.{group}{after}"
        for group in GROUPS
        if (group in among if among else group not in PAST)
    ]


@clause("manner", *_patterns("who", "很"), weight=2, asked=0)
def done_well(who: Phrase, act: Predicate, 很: At, manner: Manner) -> Clause:
    """他说得很好 → he speaks well, or he speaks very well; 他中文说得很好 → he speaks chinese well"""
    plain = act + manner.english
    if manner.chinese == "多":
        return Clause(who, plain)
    return Clause(who, plain, others=((0.4, act + say("very", 很) + manner.english),))


@clause("manner", *_patterns("who", "很", among=PAST), weight=0.2, asked=0)
@clause(
    "manner",
    *(
        pattern
        for way in when("lately", "who", "")
        for pattern in _patterns(way.strip(), "很", among=YESTERDAY)
    ),
    weight=0.5,
    asked=0,
)
@clause("manner", *_patterns("who last:time.lately", "不", among=YESTERDAY), weight=0.3, asked=0)
@clause("manner", *_patterns("who", "", "!", among=PAST), weight=0.3, stated=False)
@clause("manner", *_patterns("who last:time.lately", "", "!", among=YESTERDAY), weight=0.5, stated=False)
def was_done_well(
    who: Phrase,
    act: Predicate,
    manner: Manner,
    很: At = (),
    不: At = (),
    first: English = NOTHING,
    last: English = NOTHING,
) -> Clause:
    """我昨天睡得很好 → i slept well yesterday; 他来得晚吗 → did he come late ?"""
    if (不 or not 很) and manner.chinese == "少":
        raise SenselessError
    words = manner.much if 不 else manner.english
    return Clause(who, (act + words).did().negated(不), first, last)


@clause("manner", *_patterns("who", "degree:非常|真"), weight=0.7, asked=0)
def done_very_well(who: Phrase, act: Predicate, degree: At, manner: Manner) -> Clause:
    """他说得非常好 → he speaks very well"""
    if manner.chinese == "多":
        raise SenselessError
    return Clause(who, act + say("very", degree) + manner.english)


@clause("manner", *_patterns("who", "太", " 了"), weight=0.6, asked=0)
def done_too_fast(who: Phrase, act: Predicate, 太: At, manner: Manner) -> Clause:
    """他说得太快了 → he speaks too fast"""
    if manner.chinese in ("好", "漂亮", "好听"):
        raise SenselessError
    return Clause(who, act + say("too", 太) + manner.much)


@clause("manner", *_patterns("who", "不"), *_patterns("who", "不 太"), weight=0.8, asked=0)
def not_done_well(who: Phrase, act: Predicate, 不: At, manner: Manner, 太: At = ()) -> Clause:
    """他说得不好 → he does not speak well; 他说得不太好 → he does not speak very well"""
    if manner.chinese == "少" or (manner.chinese in ("多", "慢", "早", "晚") and 太):
        raise SenselessError
    very = say("very", 太) if 太 else NOTHING
    return Clause(who, (act + very + manner.much).negated(不))


@clause("manner", *_patterns("who", "", "!"), weight=1.5, stated=False)
def is_done_well(who: Phrase, act: Predicate, manner: Manner) -> Clause:
    """他说得好吗 → does he speak well ?"""
    if manner.chinese == "少":
        raise SenselessError
    return Clause(who, act + manner.much)


@clause(
    "manner",
    *_patterns("who", "比 other:known"),
    *(pattern.replace("得  ", "得 ") for pattern in _patterns("who 比 other:known", "")),
    weight=0.8,
    asked=0.3,
)
@clause("manner", *_patterns("who", "比 other:known", among=("eating", "sleeping", "rising")), weight=0.4)
def done_better(who: Phrase, act: Predicate, 比: At, other: Phrase, manner: Manner) -> Clause:
    """他跑得比我快 → he runs faster than me"""
    return Clause(who, act + manner.comparative + say("than", 比) + other.definite)


@clause(
    "manner",
    *(f"who:pronoun 的 act:deed.tongue 得 {how} manner:way.speaking" for how in ("很", "非常", "不")),
    weight=0.4,
    asked=0,
)
def speaks_well(
    who: Phrase, act: Predicate, manner: Manner, 很: At = (), 非常: At = (), 不: At = ()
) -> Clause:
    """你的中文说得很好 → you speak chinese well, or you speak chinese very well"""
    if 很:
        return done_well(who, act, 很, manner)
    return done_very_well(who, act, 非常, manner) if 非常 else not_done_well(who, act, 不, manner)


@rule("deed.tongue", *(f"thing:plain.{language} 说" for language in ("中文", "英语", "汉语")))
def tongue(thing: Phrase, 说: At) -> Predicate:
    """中文说, in 你的中文说得很好 → speak chinese"""
    return acts("speak", 说) + thing.object


@construction(
    "manner",
    *(
        f"who:other act:deed.{group} 得 怎么样"
        for group in GROUPS
        if group not in (*PAST, "learning", "eating", "drinking", "rising", "bedtime")
    ),
    weight=0.8,
)
def how_well(who: Phrase, act: Predicate, 怎么样: At) -> English:
    """他说得怎么样 → how well does he speak ?"""
    return Clause(who, act).asked(say("how", 怎么样) + name("well", 怎么样), 怎么样)


@construction("manner", "who:other last:time.lately act:deed.sleeping 得 怎么样", weight=0.1)
def how_slept(who: Phrase, last: English, act: Predicate, 怎么样: At) -> English:
    """你昨天睡得怎么样 → how did you sleep yesterday ?"""
    return Clause(who, act.did(), last=last).asked(say("how", 怎么样), 怎么样)


@clause("manner", "who 玩 得 很 高兴", *when("lately", "who", "玩 得 很 高兴"), weight=0.2)
def had_fun(
    who: Phrase, 玩: At, 很: At, 高兴: At, first: English = NOTHING, last: English = NOTHING
) -> Clause:
    """我们昨天玩得很高兴 → we had a good time yesterday"""
    act = acts("have", 玩) + say("a", 玩) + name("good", 高兴) + name("time", 玩)
    return Clause(who, act.did(), first, last)


@rule("deed.hand", "thing:plain.汉字 写")
def hand(thing: Bare, 写: At) -> Predicate:
    """汉字写, in 你的汉字写得很好 → write chinese characters"""
    return acts("write", 写) + thing.object


@clause("manner", "who:pronoun 的 act:deed.hand 得 很 manner:way.writing", weight=0.15, asked=0)
def writes_well(who: Phrase, act: Predicate, manner: Manner, 很: At) -> Clause:
    """你的汉字写得很好 → you write chinese characters well"""
    return done_well(who, act, 很, manner)


# --- 对 ----------------------------------------


@clause(
    "quality", "who 对 whom:known 很|非常 好", "who 对 whom:known 不 好", weight=0.5, asked=0, opinion=0.3
)
@clause("quality", "who 对 whom:known 好!", weight=0.5, stated=False)
def is_nice_to(who: Phrase, 对: At, whom: Phrase, 好: At, 很: At = (), 非常: At = (), 不: At = ()) -> Clause:
    """他对我很好 → he is nice to me"""
    very = say("very", 非常) if 非常 else NOTHING
    nice = very + name("nice", 好) + say("to", 对) + whom.definite
    return Clause(who, be(很 or 非常 or 不 or 好, nice).negated(不))


@clause("quality", "what:healthy 对 身体 很? 好", weight=0.8, asked=0, opinion=0.3)
@clause("quality", "what:unhealthy|this 对 身体 不 好", weight=0.5, asked=0, opinion=0.3)
@clause("quality", "what:healthy|unhealthy 对 身体 好!", weight=0.6, stated=False)
def is_healthy(what: Phrase, 对: At, 身体: At, 好: At, 很: At = (), 不: At = ()) -> Clause:
    """喝水对身体很好 → drinking water is good for your health"""
    good = name("good", 好) + say("for your", 对) + name("health", 身体)
    return Clause(what, be(很 or 不 or 好, good).negated(不))


@rule("healthy", "verb:喝.drink object:plain.水|plain.茶|plain.牛奶")
@rule("healthy", "verb:吃.fruit object:plain.水果|plain.苹果")
@rule("healthy", "verb:运动.|跑步.|游泳.|休息.", weight=2)
@rule("unhealthy", "verb:喝.drink object:plain.啤酒|plain.咖啡")
@rule("unhealthy", "verb:看电视.")
def doing(verb: Predicate, object: Phrase | None = None) -> Phrase:
    """喝水 → drinking water, as a subject"""
    act = verb.on(object) if object else verb
    return Phrase(verb.heads, "he", act.progressive)


@rule("this", "pointer")
def this(pointer: Word) -> Phrase:
    """这 → this"""
    return Phrase((), "he", say(POINTERS[pointer.chinese][0], pointer.at))


@rule("healthy", "what:plain.水果|plain.牛奶|plain.茶|plain.水")
@rule("unhealthy", "what:plain.啤酒|plain.咖啡")
def food(what: Phrase) -> Phrase:
    """水果 → fruit"""
    return Phrase(what.heads, "he", what.object)
