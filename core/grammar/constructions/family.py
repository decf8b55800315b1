"""Family and other people: 几口人, 和 with pronouns, 让, 请, 帮, 送, 告诉, feelings, health, how somebody looks."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from dataclasses import replace

from ..amounts import Number
from ..english import NOTHING, At, English, article, either, name, say
from ..forms import action, clause, state
from ..inflection import plural
from ..predicates import CAN, SHOULD, Clause, Predicate, acts, be, is_, modal, progressive, want
from ..rules import SenselessError, any_of, construction, distinct, one_of, rule
from ..settings import Place
from ..tables.world import FAMILY
from ..times import when
from ..words import (
    Bare,
    Counted,
    Nominal,
    Pair,
    Phrase,
    Pointed,
    Pronoun,
    Quality,
    genitive,
    pair_of,
    qualities,
    unshared,
)
from .actions import two_orders
from .naming import role_of

COME, GO = "come", "go"

# --- families ----------------------------------------

_SIBLINGS = ("哥哥", "姐姐", "弟弟", "妹妹", "儿子", "女儿")


def _sibling_rule(chinese: str) -> None:
    @rule("sibling.plain", f"sibling:family.{chinese}")
    def plain(sibling: Phrase) -> Phrase:
        """哥哥 → a brother, after 有 and 没有"""
        return Phrase(sibling.heads, "he", article(sibling.english, sibling.english.variants[0][1][0].at))

    @rule("many.sibling", f"个 sibling:family.{chinese}")
    def many(个: At, sibling: Phrase) -> Phrase:
        """个哥哥, after 几 → brothers"""
        return Phrase(sibling.heads, "they", _several(sibling))


def _several(sibling: Phrase) -> English:
    tokens = sibling.english.variants[0][1]
    return name(" ".join([*(token.word for token in tokens[:-1]), plural(tokens[-1].word)]), tokens[0].at)


for _chinese in _SIBLINGS:
    _sibling_rule(_chinese)
one_of("possession", {"sibling.plain": 3, "in.general": 3})
one_of("possessions", {"two.siblings": 0.6})


@clause("having", "who:pronoun.我|pronoun.你|known.male 有! noun:noun.女朋友", weight=0.25)
@clause("having", "who:pronoun.我|pronoun.你|known.female 有! noun:noun.男朋友", weight=0.25)
@clause("having", "who:pronoun.我|pronoun.你|known.male 没 有 noun:noun.女朋友", weight=0.15)
@clause("having", "who:pronoun.我|pronoun.你|known.female 没 有 noun:noun.男朋友", weight=0.15)
@clause("having", "who:pronoun.我|known.male 有 number:number.一 个 noun:noun.女朋友", weight=0.06)
@clause("having", "who:pronoun.我|known.female 有 number:number.一 个 noun:noun.男朋友", weight=0.06)
def has_partner(who: Phrase, 有: At, noun: Nominal, number: Number | None = None, 没: At = ()) -> Clause:
    """我有男朋友 → i have a boyfriend"""
    return Clause(who, (acts("have", 有) + article(noun.one, number.at if number else noun.at)).negated(没))


@clause("having", "who 有 what:sibling.plain|in.general", weight=0.5, asked=0)
def has_some(who: Phrase, 有: At, what: Phrase) -> Clause:
    """我有哥哥 → i have a brother"""
    if who.several and what.person == "he":
        raise SenselessError
    return Clause(who, acts("have", 有) + what.single)


@rule("in.general", "noun:noun.孩子|noun.朋友")
def in_general(noun: Nominal) -> Phrase:
    """孩子, after 有 → children"""
    return Phrase(noun.heads, "they", noun.many)


@rule("two.siblings", "left:siblings 和 right:siblings")
def two_siblings(left: Phrase, 和: At, right: Phrase) -> Phrase:
    """一个哥哥和一个妹妹 → a brother and a younger sister"""
    distinct(left, right)
    return Phrase((*left.heads, *right.heads), "they", left.english + say("and", 和) + right.english)


one_of("countable", {"many.sibling": 3})


def _family_of(owner: Phrase, 家: At) -> English:
    return genitive(owner, 家) + name("family", 家)


@clause("having", "who:pronoun|owned.朋友|owned.老师|name 家 有 number:few 口 人", weight=0.8, asked=0.4)
def family_has(who: Phrase, 家: At, 有: At, number: Number, 口: At, 人: At) -> Clause:
    """我家有四口人 → there are four people in my family"""
    if not 1 < number.value < 8:
        raise SenselessError
    there = Phrase((), "they", say("there", 有))
    people = number.english + name("people", 口 + 人) + say("in", 家) + _family_of(who, 家)
    return Clause(there, be(有, people))


@construction("how many", "who:you|owned.朋友|name 家 有 几 口 人", weight=0.3)
def how_many_people(who: Phrase, 家: At, 有: At, 几: At, 口: At, 人: At) -> English:
    """你家有几口人 → how many people are there in your family ?"""
    people = say("how many", 几) + name("people", 口 + 人)
    return people + say("are there", 有) + say("in", 家) + _family_of(who, 家) + say("?", 几)


@construction("who", "who:you|owned.朋友|name 家 都? 有 谁:谁|什么人", weight=0.2)
def who_is_in_family(who: Phrase, 家: At, 有: At, 谁: At) -> English:
    """你家有谁 → who is in your family ?"""
    return say("who", 谁) + say("is", 有) + say("in", 家) + _family_of(who, 家) + say("?", 谁)


# --- 和 between people ----------------------------------------

_COUPLES = ("爸爸", "妈妈"), ("爷爷", "奶奶"), ("哥哥", "姐姐"), ("弟弟", "妹妹"), ("儿子", "女儿")
_MINE = "mine:pronoun.我|pronoun.你|pronoun.他|pronoun.她"
for _left, _right in _COUPLES:

    @rule("couple", f"{_MINE} left:family.{_left} 和 right:family.{_right}", weight=0.4)
    @rule("couple", f"{_MINE} left:family.{_right} 和 right:family.{_left}", weight=0.3)
    def my_couple(mine: Pronoun, left: Phrase, 和: At, right: Phrase) -> Pair:
        """我爸爸和妈妈 → my dad and mom"""
        if "younger" in right.words:  # younger brother and sister
            right = Phrase(right.heads, "he", English((1.0, right.english.variants[0][1][1:])))
        return pair_of(Phrase(left.heads, "he", mine.possessive + left.english), 和, right)


@rule(
    "parents", "left:family.爸爸 right:family.妈妈", f"{_MINE} left:family.爸爸 right:family.妈妈", weight=3
)
def mom_and_dad(left: Phrase, right: Phrase, mine: Pronoun | None = None) -> Pair:
    """爸爸妈妈 → mom and dad; 我爸爸妈妈 → my mom and dad"""
    mom = Phrase(right.heads, "he", mine.possessive + right.english) if mine else right
    return pair_of(mom, (*left.english.variants[0][1][0].at, *right.english.variants[0][1][0].at), left)


one_of("couple", {"parents": 3})


@rule("couple", "left:family.爸爸 和 right:family.妈妈", "left:family.妈妈 和 right:family.爸爸", weight=0.5)
@rule(
    "couple",
    "left:name 和 right:family.mine",
    "left:pronoun.你|pronoun.他|pronoun.她 和 right:name|called",
    "left:pronoun.你 和 right:family.mine|pronoun.他|pronoun.她",
    "left:pronoun.他 和 right:pronoun.她",
    weight=1,
)
def two_people(left: Phrase, 和: At, right: Phrase) -> Pair:
    """你和玛丽 → you and mary"""
    distinct(left, right)
    unshared(right)
    if set(left.words) & {"you", "he", "she"} and set(right.words) & {"your", "his", "her"}:
        raise SenselessError
    return pair_of(left, 和, right)


@rule(
    "couple",
    "left:name|family.mine|pronoun.他|pronoun.她|pronoun.你|plain.老师|sibling 和 me:pronoun.我",
    "me:pronoun.我 和 left:plain.老师|owned.partner|sibling|my.friend",
)
def with_me(left: Phrase, 和: At, me: Phrase) -> Pair:
    """老师和我 → the teacher and i"""
    unshared(left)
    return pair_of(left, 和, me)


@rule("my.friend", "noun:noun.朋友|noun.同学|noun.男朋友|noun.女朋友")
def my_friend(noun: Nominal) -> Phrase:
    """朋友, in 我和朋友 → my friend"""
    return Phrase(noun.heads, "he", say("my", noun.at) + noun.one)


one_of("pair", {"couple": 2})


@clause(
    "coordination", "who:pair 都 act:does.person", "who:pair 都 不 act:does.person", weight=0.8, asked=0.2
)
@clause("coordination", "who:pair act:did.person", *when("did", "who:pair", "act:did.person"), weight=0.8)
@clause(
    "coordination", "who:pair 不 act:does.person", "who:pair 没:没|没有 act:acts.person", weight=0.5, asked=0
)
def two_also(
    who: Pair,
    act: Predicate,
    都: At = (),
    不: At = (),
    没: At = (),
    first: English = NOTHING,
    last: English = NOTHING,
) -> Clause:
    """我和妈妈都喜欢猫 → mom and i both like cats"""
    if 都 and 不:
        return Clause(who.neither(都 + 不), _unnumbered(act, 不))
    act = act.did(没) if 没 else act
    return Clause(who, act.negated(不 or 没).also(say("both", 都) if 都 else NOTHING), first, last)


def _unnumbered(act: Predicate, no: At) -> Predicate:
    """After "none" and "neither"; raises SenselessError for a number of things, which nobody denies."""
    return replace(act.negated(no), no=())


@clause("coordination", "who:pair 想 act:act.modal", "who:pair 在 act:deeds.person", weight=0.5)
@clause("coordination", "who:pair 会 act:skill.person", "who:pair 都 会 act:skill.person", weight=0.3)
@clause("coordination", "who:pair 都 想 act:act.modal", weight=0.2)
def two_want(who: Phrase, act: Predicate, 想: At = (), 在: At = (), 会: At = (), 都: At = ()) -> Clause:
    """我和玛丽想去北京 → mary and i want to go to beijing"""
    predicate = progressive(在, act) if 在 else want(想, act) if 想 else modal(CAN, 会, act)
    return Clause(who, predicate.also(say("both", 都) if 都 else NOTHING))


@clause("coordination", "who:pair 很|非常 adjective:adjective.person", weight=0.4, asked=0, opinion=0.5)
@clause("coordination", "who:pair 都 很 adjective:adjective.person", weight=0.4, asked=0, opinion=0.5)
@clause("coordination", "who:pair 都? 在 place", weight=0.5)
def two_are_somehow(
    who: Phrase,
    adjective: Quality | None = None,
    place: Place | None = None,
    很: At = (),
    非常: At = (),
    都: At = (),
    在: At = (),
) -> Clause:
    """我和他都很忙 → he and i are both busy"""
    both = say("both", 都) if 都 else NOTHING
    if place:
        return Clause(who, be(在, place.there(在)).also(both))
    assert adjective
    return Clause(who, is_(adjective, 很 or 非常, say("very", 非常) if 非常 else NOTHING).also(both))


@clause("coordination", "who verb:喜欢.person|认识.person! object:couple", weight=0.5)
@clause("coordination", "who verb:爱.person! object:parents", weight=0.2)
@clause("coordination", "who 不 verb:喜欢.person|认识.person object:couple", weight=0.2, asked=0)
def likes_two(who: Phrase, verb: Predicate, object: Phrase, 不: At = ()) -> Clause:
    """我爱爸爸妈妈 → i love mom and dad"""
    if set(who.words) & set(object.words):
        raise SenselessError
    if verb.heads == ("爱",):
        _own(who, object)
    relatives = {word for relative in FAMILY.values() for word in relative.split()} & set(object.words)
    if verb.heads == ("认识",) and relatives and not set(object.words) & (_OWNERS - {_owner(who), "their"}):
        raise SenselessError  # nobody has to know their own family
    return Clause(who, (verb + object.definite).negated(不))


_POSSESSIVES = {"i": "my", "you": "your", "we": "our", "they": "their", "he": "his", "she": "her"}
_OWNERS = set(_POSSESSIVES.values())


def _owner(who: Phrase) -> str:
    """my for me; "" for a noun"""
    return _POSSESSIVES.get(who.words[0], "")


def _own(who: Phrase, whose: Phrase) -> None:
    """Raise SenselessError unless the family is that of the person: he loves his mom, not hers."""
    if set(whose.words) & (_OWNERS - {_owner(who)}):
        raise SenselessError


@clause("coordination", "who:resident 和 whom:called|own.family|parents|name 住 在 一起", weight=0.3)
def live_with(who: Phrase, 和: At, whom: Phrase, 住: At, 一起: At) -> Clause:
    """我和妈妈住在一起 → i live with mom"""
    distinct(who, whom)
    _own(who, whom)
    return Clause(who, acts("live", 住) + say("with", 和) + whom.definite)


one_of("resident", {"pronoun.我": 3, "pronoun.你": 1, "pronoun.他": 1, "pronoun.她": 1, "given": 1})


@rule("own.family", f"{_MINE} family:family")
def own_family(mine: Pronoun, family: Phrase) -> Phrase:
    """他哥哥 → his brother"""
    return Phrase(family.heads, "he", mine.possessive + family.english)


@rule("whole.family", "owner:pronoun 的? 家")
def whole_family(owner: Pronoun, 家: At, 的: At = ()) -> Phrase:
    """我的家 → my family"""
    return Phrase(("家",), "he", owner.possessive + name("family", 家))


@state("喜欢! verb:吃.meal object:plain.鱼|plain.羊肉|plain.鸡蛋", by="pet", weight=0.4)
@state("喜欢! verb:吃.fruit object:plain.苹果|plain.香蕉", by="pet", weight=0.1)
@state("喜欢! verb:喝.drink object:plain.水|plain.牛奶", by="pet", weight=0.3)
@state("喜欢! verb:睡觉.|玩.", by="pet", weight=0.3)
def pets_like_doing(喜欢: At, verb: Predicate, object: Phrase | None = None) -> Predicate:
    """猫喜欢喝牛奶 → the cat likes drinking milk"""
    return acts("like", 喜欢) + (verb.on(object) if object else verb).progressive


@clause("feeling", "who:pronoun verb:爱.person! whom:whole.family", weight=0.3, asked=0.1)
def love_family(who: Phrase, verb: Predicate, whom: Phrase) -> Clause:
    """我爱我的家 → i love my family"""
    _own(who, whom)
    return Clause(who, verb + whom.definite)


# --- 都 ----------------------------------------


@clause("all", "who:several 都 act:did.person", "who:several 都 没 act:acts.person", weight=1, asked=0.2)
@clause("all", "who:several 都 想 act:act.modal", "who:several 都 在 act:deeds.person", weight=0.8, asked=0.2)
@clause(
    "all",
    "who:several 都 会 act:skill.person",
    "who:several 都 不 会 act:skill.person",
    weight=0.5,
    asked=0.1,
)
@clause("all", "who:several 都 不 想 act:act.modal", weight=0.2, asked=0)
def all_do(
    who: Pronoun, 都: At, act: Predicate, 没: At = (), 想: At = (), 在: At = (), 会: At = (), 不: At = ()
) -> Clause:
    """我们都想去北京 → we all want to go to beijing; 我们都没去学校 → none of us went to school"""
    if 没:
        act = act.did(没)
    if 不 or 没:
        act = _unnumbered(act, 不 or 没)
    if 在:
        act = progressive(在, act)
    elif 想:
        act = want(想, act)
    elif 会:
        act = modal(CAN, 会, act)
    if 不 or 没:
        act.negated(不 or 没)  # nobody denies a number of things
        return Clause(_none_of(who, 都 + (不 or 没)), act)
    return Clause(who, act.also(say("all", 都)))


def _none_of(who: Pronoun, at: At) -> Phrase:
    return Phrase((), "they", say("none of", at) + who.definite)


@clause("all", "who:several 都 很|非常 adjective:adjective.person", weight=0.8, asked=0, opinion=0.5)
@clause("all", "who:several 都 不 adjective:adjective.person", weight=0.2, asked=0)
@clause("all", "who:several 都 在 place", "who:several 都 不 在 place", weight=0.5, asked=0.1)
@clause("all", "who:several 都 不 是 role", weight=0.2, asked=0)
def all_are(
    who: Pronoun,
    都: At,
    adjective: Quality | None = None,
    place: Place | None = None,
    role: Nominal | None = None,
    很: At = (),
    非常: At = (),
    不: At = (),
    在: At = (),
    是: At = (),
) -> Clause:
    """我们都很忙 → we are all busy"""
    if place:
        predicate = be(在, place.there(在))
    elif role:
        predicate = be(是, role.many)
    else:
        assert adjective
        predicate = is_(adjective, 很 or 非常 or 不, say("very", 非常) if 非常 else NOTHING)
    if 不:
        return Clause(_none_of(who, 都 + 不), predicate)
    return Clause(who, predicate.also(say("all", 都)))


# --- feelings ----------------------------------------

one_of(
    "missed",
    {"pronoun": 3, "called": 1.5, "own.family": 2, "name": 1, "my.own.friend": 1},
)


@rule("my.own.friend", f"{_MINE} 的 noun:noun.朋友|noun.老师|noun.同学")
def my_own_friend(mine: Pronoun, 的: At, noun: Nominal) -> Phrase:
    """我的朋友 → my friend"""
    return Phrase(noun.heads, "he", mine.possessive + noun.one)


@clause("feeling", "who 想! whom:missed", weight=0.7)
@clause("feeling", "who 很|非常 想 whom:missed", weight=0.5, asked=0)
def miss(who: Phrase, 想: At, whom: Phrase, 很: At = (), 非常: At = ()) -> Clause:
    """我想妈妈 → i miss mom; 我很想你 → i miss you very much"""
    _own(who, whom)
    much = say("very much", 很 or 非常) if 很 or 非常 else NOTHING
    return Clause(who, acts("miss", 想) + whom.definite + much)


@clause("feeling", "who 很|非常 verb:喜欢.K|爱.K object:liked.K", weight=1.5, asked=0, opinion=0.3)
@clause("feeling", "who 不 太 verb:喜欢.K object:liked.K", weight=0.6, asked=0)
def much(
    who: Phrase, verb: Predicate, object: Phrase, 很: At = (), 非常: At = (), 不: At = (), 太: At = ()
) -> Clause:
    """我很喜欢猫 → i like cats very much, or i really like cats"""
    act = verb.on(object)
    if isinstance(object, Bare) and object.nominal.noun.kind == "person" and object.heads != ("孩子",):
        raise SenselessError  # i like waiters very much
    if 不:
        return Clause(who, (act + say("very much", 太)).negated(不))
    at = 很 or 非常
    return Clause(who, act + say("very much", at), others=((0.4, act.also(say("really", at))),))


@clause("feeling", "who 很|非常 verb:喜欢.book act:pastime", "who 不 太 verb:喜欢.book act:pastime", asked=0)
def much_doing(
    who: Phrase, verb: Predicate, act: Predicate, 很: At = (), 非常: At = (), 不: At = (), 太: At = ()
) -> Clause:
    """我很喜欢游泳 → i like swimming very much, or i really like swimming"""
    like = verb + act.progressive
    if 不:
        return Clause(who, (like + say("very much", 太)).negated(不))
    at = 很 or 非常
    return Clause(who, like + say("very much", at), others=((0.4, like.also(say("really", at))),))


# --- with and for other people: 告诉, 问, 送, 介绍, 帮 ----------------------------------------


@action("告诉! whom:receiver phrase:name.of", forms="了", plain="moves", weight=0.25)
def tell(告诉: At, whom: Phrase, phrase: Phrase | None = None) -> Predicate:
    """我想告诉你我的名字 → i want to tell you my name"""
    if phrase and isinstance(whom, Pronoun) and phrase.words[0] == whom.possessive.variants[0][1][0].word:
        raise SenselessError  # i tell you your name
    act = acts("tell", 告诉) + whom.definite + (phrase.definite if phrase else NOTHING)
    return replace(act, of=Pointed)


@action("告诉! whom:known", forms="", plain="wanted", weight=0.3)
def tell_somebody(告诉: At, whom: Phrase) -> Predicate:
    """我想告诉妈妈 → i want to tell mom"""
    return replace(acts("tell", 告诉) + whom.definite, of=Pointed)


one_of("teller", {"pronoun": 6, "name": 1, "family.mine": 1, "called": 0.7, "plain.老师": 0.5})
one_of("told", {"pronoun": 8, "name": 0.4, "called": 0.4, "owned.朋友": 0.1, "plain.老师": 0.3})
one_of("newsworthy", {"called": 0.4, "pronoun": 7, "name": 0.5, "family.mine": 0.4, "owned.朋友": 0.2})


@rule(
    "news",
    "who:newsworthy act:states.person|did.person|there.person",
    "who:newsworthy 不 act:states.person",
    weight=2,
)
@rule("news", "who:newsworthy 想 act:act.modal", "who:newsworthy 会 act:skill.person", weight=2)
@rule(
    "news",
    "who:newsworthy 在 place",
    "who:newsworthy 很 adjective:adjective.person",
    "who:newsworthy 是 role",
    weight=2,
)
def news(
    who: Phrase,
    act: Predicate | None = None,
    place: Place | None = None,
    adjective: Quality | None = None,
    role: Nominal | None = None,
    不: At = (),
    想: At = (),
    会: At = (),
    在: At = (),
    很: At = (),
    是: At = (),
) -> Clause:
    """他喜欢猫, after 告诉"""
    if act:
        return Clause(who, want(想, act) if 想 else modal(CAN, 会, act) if 会 else act.negated(不))
    if adjective:
        return Clause(who, is_(adjective, 很))
    if role:
        return Clause(who, be(是, role_of(who, role)))
    assert place
    return Clause(who, be(在, place.there(在)))


@clause("telling", "who:teller 告诉 whom:told clause:news", weight=1.2, asked=0.2, embedded=0)
@clause("telling", "who:teller 没 告诉 whom:told clause:news", weight=0.3, asked=0, embedded=0)
def told(who: Phrase, 告诉: At, whom: Phrase, clause: Clause, 没: At = ()) -> Clause:
    """他告诉我他喜欢猫 → he told me he likes cats, or he told me that he likes cats"""
    inner = clause.statement
    that = either((0.6, inner), (0.4, say("that", 告诉) + inner))
    if clause.subject.words[0] == "that":
        that = inner
    elif clause.subject.words[0] == whom.definite.variants[0][1][-1].word:
        that = say("that", 告诉) + inner  # not "told you you …"
    distinct(who, whom)
    third = {"he", "she", "they"}
    if (third & set(who.words) and third & set(whom.words)) or whom.words == clause.subject.words:
        raise SenselessError
    return Clause(who, replace(acts("tell", 告诉) + whom.definite, complement=that).did(没).negated(没))


@construction("request", "告诉 whom:pronoun.我|pronoun.我们|pronoun.他|called phrase:name.of", weight=0.3)
@construction("request", "告诉 whom:pronoun.我|pronoun.我们|pronoun.他|called", weight=0.1)
def tell_me(告诉: At, whom: Phrase, phrase: Phrase | None = None) -> English:
    """告诉我你的名字 → tell me your name"""
    if phrase and set(phrase.words) & {"my", "our", "their", "names"}:
        raise SenselessError
    if phrase and isinstance(whom, Pronoun) and phrase.words[0] == whom.possessive.variants[0][1][0].word:
        raise SenselessError
    return name("tell", 告诉) + whom.definite + (phrase.definite if phrase else NOTHING)


@rule("a.question", "一 个 问题")
def a_question(一: At, 个: At, 问题: At) -> Phrase:
    """一个问题 → a question"""
    return Phrase(("问题",), "he", article(name("question", 问题), 一))


@action("问! whom:receiver what:a.question", forms="了", plain="moves", weight=0.2)
@action("问! what:a.question", forms="了", plain="moves", weight=0.15)
@action("问! 问题", forms="", plain="moves", weight=0.1)
def ask(问: At, whom: Phrase | None = None, what: Phrase | None = None, 问题: At = ()) -> Predicate:
    """我想问老师一个问题 → i want to ask the teacher a question"""
    asked = what.definite if what else name("questions", 问题)
    act = acts("ask", 问) + (whom.definite if whom else NOTHING) + asked
    return replace(act, of=Counted if what else Pointed)


any_of(
    "presents",
    {"one.gift": 4, "counted.gift": 1.5, "one.书": 1, "one.小说": 0.5, "one.cloth": 1, "one.笔": 0.7}
    | {f"one.{thing}": 0.3 for thing in ("手机", "手表", "帽子", "书包", "杯子", "雨伞")},
)


@action(
    "送! whom:receiver what:presents",
    "送给! whom:receiver what:presents",
    forms="了",
    plain="moves",
    weight=0.6,
)
def present(whom: Phrase, what: Phrase, 送: At = (), 送给: At = ()) -> Predicate:
    """我想送妈妈一朵花 → i want to give mom a flower, or i want to give a flower to mom"""
    at = 送 or 送给
    return replace(acts("give", at) + two_orders(NOTHING, whom, at, what), of=Counted)


one_of(
    "taken.to",
    {f"place.{goal}": 1 for goal in ("学校", "医院", "机场", "火车站", "公司", "宾馆", "大学")},
)


@action("送! whom:known 去 place:taken.to", forms="了", plain="moves", weight=0.25)
@action("送! whom:known 回 place:place.home", forms="了", plain="moves", weight=0.1)
def take_to(送: At, whom: Phrase, place: Place, 去: At = (), 回: At = ()) -> Predicate:
    """他送我去学校 → he takes me to school"""
    return acts("take", 送) + whom.definite + place.to(去 or 回)


one_of("acquaintance", {"name": 2, "owned.朋友": 2, "owned.同学": 1, "owned.老师": 0.7, "family.mine": 1})


@action("给 whom:receiver 介绍! other:acquaintance", forms="了", plain="moves", weight=0.45)
def introduce_to(给: At, whom: Phrase, 介绍: At, other: Phrase) -> Predicate:
    """我给你介绍我的朋友 → i introduce my friend to you"""
    distinct(whom, other)
    if set(whom.words) & set(other.words):
        raise SenselessError
    return replace(acts("introduce", 介绍) + other.definite + say("to", 给) + whom.definite, of=Pointed)


one_of(
    "shown",
    {f"owned.{thing}": 1 for thing in ("照片", "书", "手机", "票", "机票", "火车票", "房间")}
    | {f"pointed.{thing}": 0.7 for thing in ("照片", "书", "手机", "手表", "帽子", "书包", "票")}
    | {"pointed.cloth": 2},
)


@construction("request", "请? 给 whom:pronoun.我|pronoun.我们 看 what:shown", weight=0.4)
def show(给: At, whom: Phrase, 看: At, what: Phrase, 请: At = ()) -> English:
    """请给我看你的照片 → please show me your photo"""
    if set(what.words) & {"my", "our"}:
        raise SenselessError
    return (say("please", 请) if 请 else NOTHING) + name("show", 给 + 看) + whom.definite + what.definite


one_of("help.chore", dict.fromkeys(("做饭.",), 1))


@rule(
    "help.chore",
    "verb:洗.cloth object:definite.cloth",
    "verb:洗.car object:plain.车",
    *(f"verb:找.{kind} object:definite.{kind}" for kind in ("thing", "pen", "paper", "pet")),
    "verb:翻译.word object:pointed.句子|pointed.词|plain.句子",
    weight=3,
)
@rule("help.chore", "verb:学.language|学习.language object:plain.language", weight=1)
def chore(verb: Predicate, object: Phrase) -> Predicate:
    """洗衣服 → wash the clothes"""
    if isinstance(object, Pronoun):
        raise SenselessError
    return verb + object.definite


@action(
    "帮! whom:receiver act:help.chore",
    "帮助! whom:receiver act:help.chore",
    forms="",
    plain="moves",
    weight=0.8,
)
def help_do(whom: Phrase, act: Predicate, 帮: At = (), 帮助: At = ()) -> Predicate:
    """我帮妈妈做饭 → i help mom cook"""
    if whom.words[-1] == act.base.variants[0][1][0].word:
        raise SenselessError  # help the cook cook
    return acts("help", 帮 or 帮助) + whom.definite + act.base


@action("帮! whom:receiver verb:买.K what:one.K|counted.K|plain.K", forms="", plain="moves", weight=0.4)
def buy_for(帮: At, whom: Phrase, verb: Predicate, what: Phrase) -> Predicate:
    """请帮我买一杯咖啡 → please buy a cup of coffee for me"""
    of = Counted if isinstance(what, Counted) else Pointed
    return replace(verb + what.object + say("for", 帮) + whom.definite, of=of)


@action("帮! whom:receiver", forms="过了", plain="moves", weight=0.3)
def help_somebody(帮: At, whom: Phrase) -> Predicate:
    """请帮我 → please help me"""
    return acts("help", 帮) + whom.definite


@action("去 看 whom:called|family.mine|owned.朋友|owned.老师", forms="", plain="moves", weight=0.3)
@action("去 看! 医生", forms="", plain="moves", weight=0.2)
@action("看! 医生", forms="", plain="wanted", weight=0.2)
def see(看: At, 去: At = (), whom: Phrase | None = None, 医生: At = ()) -> Predicate:
    """我去看奶奶 → i go to see grandma; 我想看医生 → i want to see a doctor"""
    seen = whom.definite if whom else say("a", 医生) + name("doctor", 医生)
    return acts(GO, 去) + say("to", 看) + name("see", 看) + seen if 去 else acts("see", 看) + seen


# --- 让, 叫, 请: what others shall do ----------------------------------------

for _chinese in ("妈妈", "爸爸", "爷爷", "奶奶"):
    rule("family.parent", f"mine:pronoun.我|pronoun.他|pronoun.她|pronoun.你 family:family.{_chinese}")(
        lambda mine, family: Phrase(family.heads, "he", mine.possessive + family.english)
    )
one_of("led", {"pronoun.我": 4, "pronoun.我们": 2, "pronoun.他": 1, "pronoun.她": 1, "pronoun.你": 0.7})
one_of("parent", {"called": 2, "family.parent": 3})
one_of("teacher", {"plain.老师": 2, "owned.老师": 0.7})
one_of("doctor", {"plain.医生": 1})
DUTIES = {
    "parent": ("学习.", "起床.", "睡觉.", "休息.", "做饭."),
    "teacher": ("学习.", "休息.", "跑步."),
    "doctor": ("休息.", "运动.", "睡觉."),
}
for _authority, _duties in DUTIES.items():
    one_of(f"duty.{_authority}", dict.fromkeys(_duties, 0.7))
one_of("fun", dict.fromkeys(("看电视.", "玩.", "打篮球.", "踢足球.", "游泳.", "开车.", "跳舞."), 0.8))


@rule(
    "study",
    "verb:写.word object:plain.汉字",
    "verb:看.book|读.book object:plain.书",
    "verb:回答.question object:plain.问题|pointed.问题",
)
@rule("study", "verb:学.language|学习.language object:plain.language", "verb:准备.exam object:plain.考试")
@rule(
    "duty.doctor",
    "verb:吃.medicine object:plain.药",
    weight=2,
)
@rule("fun", "verb:看.film object:plain.电影", "verb:喝.drink object:plain.咖啡|plain.啤酒", weight=2)
def duty(verb: Predicate, object: Phrase) -> Predicate:
    """写汉字 → write chinese characters"""
    return verb + object.definite if isinstance(object, Pointed) else verb.on(object)


one_of("duty.teacher", {"study": 5})
one_of("duty.parent", {"study": 3})


@rule("duty.doctor", "多 verb:休息.|运动.", weight=3)
@rule("duty.doctor", "多 verb:喝.drink object:plain.水", "多 verb:吃.fruit object:plain.水果", weight=3)
def more_of(多: At, verb: Predicate, object: Phrase | None = None) -> Predicate:
    """多喝水 → drink more water"""
    return verb + say("more", 多) + (object.object if object else NOTHING)


@rule("duty.parent", "去 place:place.学校|place.商店|place.医院", weight=1)
@rule("duty.doctor", "去 place:place.医院", weight=0.3)
@rule("fun", "去 place:place.公园|place.海边|place.北京", weight=1)
def go_there(去: At, place: Place) -> Predicate:
    """去学校 → go to school"""
    return acts(GO, 去) + place.to(去)


def _makes(who: Phrase, whom: Phrase, act: Predicate, at: At, time: tuple[English, English]) -> Clause:
    distinct(who, whom)

    def told(verb: str) -> Predicate:
        predicate = acts(verb, at) + whom.definite + say("to", at) + act.base
        return predicate.did() if any(each is not NOTHING for each in time) else predicate

    return Clause(who, told("ask"), *time, others=((0.4, told("tell")),))


def _authority_rule(authority: str) -> None:
    rest = f"whom:led act:duty.{authority}"

    @clause("causing", f"who:{authority} 让 {rest}", f"who:{authority} 叫 {rest}", weight=0.5)
    @clause("causing", *when("past", f"who:{authority}", f"让 {rest}"), weight=0.15)
    def makes(
        who: Phrase,
        whom: Phrase,
        act: Predicate,
        让: At = (),
        叫: At = (),
        first: English = NOTHING,
        last: English = NOTHING,
    ) -> Clause:
        """妈妈让我学习 → mom asks me to study, or mom tells me to study"""
        return _makes(who, whom, act, 让 or 叫, (first, last))


for _authority in DUTIES:
    _authority_rule(_authority)


@clause(
    "causing",
    "who:parent 让! whom:led act:fun",
    "who:parent|plain.老师|plain.医生 不 让 whom:led act:forbidden",
    weight=1,
)
@clause("causing", "who:parent 没 让 whom:led act:fun", weight=0.2)
def lets(who: Phrase, 让: At, whom: Phrase, act: Predicate, 不: At = (), 没: At = ()) -> Clause:
    """妈妈不让我看电视 → mom does not let me watch tv"""
    distinct(who, whom)
    predicate = acts("let", 让) + whom.definite + act.base
    return Clause(who, (predicate.did(没) if 没 else predicate).negated(不 or 没))


one_of("treat", {"吃饭.": 3})


@rule("treat", "verb:喝.drink object:plain.咖啡|plain.茶|plain.啤酒", weight=1.5)
@rule("treat", "verb:看.film object:plain.电影", "verb:吃.meal object:plain.饺子", weight=1)
def treat(verb: Predicate, object: Phrase) -> Predicate:
    """喝咖啡 → drink coffee"""
    return verb.on(object)


@rule("treat", "来 owner:pronoun.我|pronoun.我们 家", weight=1.5)
def to_my_home(来: At, owner: Pronoun, 家: At) -> Predicate:
    """来我家 → come to my home"""
    return acts(COME, 来) + say("to", 来) + owner.possessive + name("home", 家)


@action("请! whom:receiver act:treat", forms="了", plain="moves", weight=0.9)
def invite(请: At, whom: Phrase, act: Predicate) -> Predicate:
    """我请朋友吃饭 → i invite a friend to eat"""
    return acts("invite", 请) + whom.definite + say("to", 请) + act.base


# --- health ----------------------------------------

one_of(
    "patient",
    {
        "sibling": 0.4,
        "pronoun": 5,
        "family.mine": 3,
        "called": 1,
        "name": 1,
        "owned.朋友": 0.7,
        "owned.孩子": 0.7,
    },
)


@clause("health", "who:patient 生病 了", weight=1.2, asked=0.5)
@clause("health", *when("past", "who:patient", "生病 了"), weight=0.5, asked=0.2)
@clause("health", "who:patient 没:没|没有 生病", weight=0.3, asked=0)
def is_ill(who: Phrase, 生病: At, 没: At = (), first: English = NOTHING, last: English = NOTHING) -> Clause:
    """我生病了 → i am sick, or i am ill; 他昨天生病了 → he was sick yesterday"""
    at = 生病
    sick, ill = be(at, name("sick", at)).negated(没), be(at, name("ill", at)).negated(没)
    if first is not NOTHING or last is not NOTHING:
        sick, ill = sick.did(), ill.did()
    return Clause(who, sick, first, last, others=((0.35, ill),))


@clause("health", "who:patient 身体 不 舒服", "who:patient 不 舒服", weight=0.8, asked=0.4)
@clause("health", *when("past", "who:patient", "身体? 不 舒服"), weight=0.3, asked=0)
def feels_unwell(who: Phrase, 不: At, 舒服: At, first: English = NOTHING, last: English = NOTHING) -> Clause:
    """我身体不舒服 → i do not feel well"""
    feel = (acts("feel", 舒服) + name("well", 舒服)).negated(不)
    return Clause(who, feel.did() if first is not NOTHING or last is not NOTHING else feel, first, last)


@construction("health", "who:you|called 哪儿:哪儿|哪里 不 舒服", weight=0.2)
def where_unwell(who: Phrase, 哪儿: At, 不: At, 舒服: At) -> English:
    """你哪儿不舒服 → where do you feel unwell ?"""
    return Clause(who, acts("feel", 舒服) + name("unwell", 不 + 舒服)).asked(say("where", 哪儿), 哪儿)


def _health(who: Phrase, 身体: At, 的: At = ()) -> Phrase:
    return Phrase(("身体",), "he", genitive(who, 的 or 身体) + name("health", 身体))


@clause(
    "health", "who:patient 的? 身体 很|不|非常 adjective:adjective.health", weight=0.6, asked=0, opinion=0.3
)
@clause("health", "who:patient 的? 身体 adjective:adjective.health!", weight=0.4, stated=False)
def health(
    who: Phrase, 身体: At, adjective: Quality, 很: At = (), 不: At = (), 非常: At = (), 的: At = ()
) -> Clause:
    """我身体很好 → my health is good"""
    degree = say("very", 非常) if 非常 else NOTHING
    return Clause(_health(who, 身体, 的), is_(adjective, 很 or 不 or 非常, degree).negated(不))


qualities("adjective.health", "好")


@construction("health", "who:you|family.mine 的? 身体 怎么样", weight=0.3)
def how_is_health(who: Phrase, 身体: At, 怎么样: At, 的: At = ()) -> English:
    """你身体怎么样 → how is your health ?"""
    return say("how", 怎么样) + say("is", 怎么样) + _health(who, 身体, 的).subject + say("?", 怎么样)


ACHES = {"头": "headache", "肚子": "stomachache"}


def _ache_rule(chinese: str, english: str) -> None:
    rule("ache", f"at:{chinese} 疼")(lambda at, 疼: article(name(english, at + 疼), 疼))


for _chinese, _english in ACHES.items():
    _ache_rule(_chinese, _english)


@clause("health", "who:patient ache", "who:patient ache 了", weight=0.3, asked=0.3)
def has_ache(who: Phrase, ache: English) -> Clause:
    """我头疼 → i have a headache"""
    return Clause(who, acts("have", ache.variants[0][1][0].at) + ache)


@clause("health", "who:patient 感冒 了", weight=0.3, asked=0.3)
def has_a_cold(who: Phrase, 感冒: At) -> Clause:
    """我感冒了 → i have a cold"""
    return Clause(who, acts("have", 感冒) + say("a", 感冒) + name("cold", 感冒))


@clause("health", "who:patient 要 act:cure", "who:patient 应该 多 act:cure", weight=0.5, asked=0, embedded=0)
def needs(who: Phrase, act: Predicate, 要: At = (), 应该: At = (), 多: At = ()) -> Clause:
    """你要休息 → you need to rest; 你应该多休息 → you should rest more"""
    if 应该:
        return Clause(who, modal(SHOULD, 应该, act + say("more", 多)))
    return Clause(who, acts("need", 要) + say("to", 要) + act.base)


one_of("act.modal", {"wanted.person": 0.2})

one_of("cure", {"休息.": 2, "睡觉.": 0.5, "运动.": 0.3})


@clause("health", "who:patient 应该 多 verb:喝.drink object:plain.水", weight=0.2, asked=0, embedded=0)
@clause("health", "who:patient 应该 多 verb:吃.fruit object:plain.水果", weight=0.15, asked=0, embedded=0)
@clause("health", "who:patient 要 多 verb:喝.drink object:plain.水", weight=0.1, asked=0, embedded=0)
def needs_more(who: Phrase, verb: Predicate, object: Phrase, 多: At, 应该: At = (), 要: At = ()) -> Clause:
    """你应该多喝水 → you should drink more water"""
    act = verb + say("more", 多) + object.object
    return Clause(who, modal(SHOULD, 应该 or 要, act))


# --- how somebody looks ----------------------------------------


def _feature_rule(chinese: str, english: str, person: str, *adjectives: str) -> None:
    qualities(f"look.{chinese}", *adjectives)
    qualities(f"short.{chinese}", *(adjective for adjective in adjectives if len(adjective) == 1))

    @rule(
        f"feature.{chinese}",
        f"who:pronoun|name|called|family.mine|sibling|owned.朋友|owned.孩子 的? at:{chinese}",
    )
    def feature(who: Phrase, at: At, 的: At = ()) -> Phrase:
        if who.several:
            raise SenselessError
        return Phrase((chinese,), person, genitive(who, 的 or at) + name(english, at))

    @clause(
        "quality",
        f"noun:feature.{chinese} 很|非常|真 adjective:look.{chinese}",
        weight=0.3,
        asked=0,
        opinion=0.5,
    )
    @clause("quality", f"noun:feature.{chinese} 不 adjective:look.{chinese}", weight=0.1, asked=0)
    @clause("quality", f"noun:feature.{chinese} adjective:look.{chinese}!", weight=0.15, stated=False)
    def looks(
        noun: Phrase, adjective: Quality, 很: At = (), 非常: At = (), 真: At = (), 不: At = ()
    ) -> Clause:
        """她的眼睛很大 → her eyes are big"""
        degree = say("very", 非常) if 非常 else say("really", 真) if 真 else NOTHING
        return Clause(noun, is_(adjective, 很 or 非常 or 真 or 不, degree).negated(不))

    @clause(
        "having",
        f"who:pronoun.他|pronoun.她|name|family.mine 有 adjective:short.{chinese} at:{chinese}",
        f"who:pronoun.她|given.female 有 adjective:beautiful 的 at:{chinese}",
        weight=0.1,
    )
    def has_feature(who: Phrase, 有: At, adjective: Quality, at: At, 的: At = ()) -> Clause:
        """她有漂亮的眼睛 → she has beautiful eyes"""
        return Clause(who, acts("have", 有) + adjective.english + name(english, at))


qualities("beautiful", "漂亮")
_feature_rule("眼睛", "eyes", "they", "大", "漂亮", "小")
_feature_rule("头发", "hair", "he", "长", "短")


@clause("having", "who:pronoun.他|pronoun.她|name|family.mine 有 color:hair_color 的 头发", weight=0.1)
@clause("having", "who:pronoun.他|pronoun.她|name|family.mine 有 color:eye_color 的 眼睛", weight=0.1)
def has_color(who: Phrase, 有: At, color: Quality, 头发: At = (), 眼睛: At = ()) -> Clause:
    """他有黑色的头发 → he has black hair"""
    return Clause(who, acts("have", 有) + color.english + name("hair" if 头发 else "eyes", 头发 or 眼睛))


qualities("hair_color", "黑色", "红色", "白色")
qualities("eye_color", "黑色", "蓝色", "绿色")
