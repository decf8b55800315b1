"""More about people: 是不是, 说, 和谁, 给妈妈做饭, 学生们, 家人; 谁有, 谁没有, whose mom; 茶还是咖啡, 我还是他."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from dataclasses import replace

from ..english import NOTHING, At, English, article, name, say
from ..forms import action, clause, state
from ..lexicon import Adjective
from ..phrases import COMPANIONS
from ..predicates import CAN, Clause, Predicate, acts, be, is_, modal
from ..relatives import WHO
from ..rules import SenselessError, construction, distinct, one_of, rule
from ..settings import Place
from ..tables.nouns import GENDERED
from ..tables.world import NATIONS, POINTERS
from ..words import Nominal, Phrase, Pointed, Pronoun, Quality, Word, comparable, pair_of
from .naming import role_of

# --- 学生们, 中国朋友, 家人 ----------------------------------------


@rule("several.people", "noun:noun.学生|noun.孩子|noun.老师|noun.同学|noun.朋友 们")
def several_people(noun: Nominal, 们: At) -> Phrase:
    """学生们 → the students"""
    whose = "my" if noun.noun.chinese in COMPANIONS else "the"
    return Phrase(noun.heads, "they", say(whose, 们) + noun.many)


one_of("who", {"several.people": 0.25})
one_of("object.person", {"several.people": 0.15, "the.person": 0.25})


@rule("the.person", "person:plain.person")
def the_person(person: Phrase) -> Phrase:
    """老师, as an object → the teacher"""
    return Phrase(person.heads, "he", person.definite)


def _national_rule(chinese: str, english: str) -> None:
    rule("nationality", f"at:{chinese}")(lambda at: Quality(Adjective(chinese, english, ""), at))


for _chinese, _english in NATIONS.items():
    _national_rule(_chinese, _english)
for _noun in (*GENDERED, "朋友"):
    rule(f"described.{_noun}", f"adjective:nationality noun:noun.{_noun}", weight=0.3)(
        lambda adjective, noun: Nominal(noun.noun, noun.at, adjective.english)
    )


@rule("whole.family", "owner:pronoun 的? 家人")
def family_members(owner: Pronoun, 家人: At, 的: At = ()) -> Phrase:
    """我的家人 → my family"""
    return Phrase(("家人",), "he", owner.possessive + name("family", 家人))


one_of("missed", {"whole.family": 0.4})


@state("想! 家", "很|非常 想 家", weight=0.1)
def homesick(想: At, 家: At, 很: At = (), 非常: At = ()) -> Predicate:
    """我想家 → i miss home; 我很想家 → i miss home very much"""
    much = say("very much", 很 or 非常) if 很 or 非常 else NOTHING
    return acts("miss", 想) + name("home", 家) + much


@clause("feeling", "who 想 whom:missed 了", weight=0.2, asked=0.3)
def misses_now(who: Phrase, 想: At, whom: Phrase, 了: At) -> Clause:
    """我想妈妈了 → i miss mom"""
    return Clause(who, acts("miss", 想) + whom.definite)


@rule("in.general", "at:兄弟姐妹", weight=20)
def siblings_(at: At) -> Phrase:
    """兄弟姐妹 → siblings"""
    return Phrase(("兄弟姐妹",), "they", name("siblings", at))


@clause(
    "having",
    "who:friend.or.name|owned.朋友 没 有 one:sibling.plain 也 没 有 other:sibling.plain",
    weight=0.15,
    asked=0,
)
def has_neither(who: Phrase, 没: At, 有: At, one: Phrase, 也: At, other: Phrase) -> Clause:
    """我没有哥哥也没有姐姐 → i do not have a brother or a sister"""
    distinct(one, other)
    if {*one.heads, *other.heads} not in ({"哥哥", "姐姐"}, {"弟弟", "妹妹"}, {"儿子", "女儿"}):
        raise SenselessError  # a brother or a daughter
    return Clause(who, (acts("have", 有) + one.english + say("or", 也) + other.english).negated(没))


@clause("having", "who:pronoun 家 有 what:counted.pet|one.car", weight=0.15)
def family_has_pet(who: Pronoun, 家: At, 有: At, what: Phrase) -> Clause:
    """我家有一只猫 → my family has a cat"""
    family = Phrase((), "he", who.possessive + name("family", 家))
    return Clause(family, acts("have", 有) + what.object)


@clause("identity", "pointer 是! owner:pronoun 的? 家", "pointer 就 是 owner:pronoun 的? 家", weight=0.2)
def this_is_my_home(pointer: Word, 是: At, owner: Pronoun, 家: At, 就: At = ()) -> Clause:
    """这是我的家 → this is my home"""
    this = Phrase((), "he", say(POINTERS[pointer.chinese][0], pointer.at))
    return Clause(this, be(就 + 是, owner.possessive + name("home", 家)))


THEY = "who:pronoun.他们|pronoun.她们"
FRIENDS = "owner:pronoun|name 的 noun:noun.朋友|noun.同学|noun.学生|noun.老师|noun.孩子|noun.邻居"


@clause(
    "identity",
    f"{THEY} 是! {FRIENDS}",
    f"{THEY} 不 是 {FRIENDS}",
    f"{THEY} 都 是 {FRIENDS}",
    weight=0.5,
    asked=0.2,
)
@clause("identity", "pointer 些 人 是! owner:pronoun|name 的 noun:noun.朋友|noun.同学|noun.学生", weight=0.1)
def they_are(
    是: At,
    owner: Phrase,
    的: At,
    noun: Nominal,
    who: Phrase | None = None,
    pointer: Word | None = None,
    些: At = (),
    人: At = (),
    不: At = (),
    都: At = (),
) -> Clause:
    """他们是我的朋友 → they are my friends"""
    if who is None:
        assert pointer
        these = say(POINTERS[pointer.chinese][1], pointer.at + 些) + name("people", 人)
        who = Phrase((), "they", these)
    if {"their", "they"} <= {*who.words, owner.words[0], "their" if owner.words == ["they"] else ""}:
        raise SenselessError
    its = owner.possessive if isinstance(owner, Pronoun) else owner.subject + say("'s", 的)
    all_ = say("all", 都) if 都 else NOTHING
    return Clause(who, be(是, its + noun.many).negated(不).also(all_))


@clause("identity", "who:pronoun.他们 是! what:couple.mine", weight=0.15)
def they_are_parents(who: Phrase, 是: At, what: Phrase) -> Clause:
    """他们是我的爸爸妈妈 → they are my mom and dad"""
    return Clause(who, be(是, what.definite))


@rule(
    "couple.mine",
    "mine:pronoun.我|pronoun.你|pronoun.他|pronoun.她 的? left:family.爸爸 和? right:family.妈妈",
)
def the_parents(mine: Pronoun, left: Phrase, right: Phrase) -> Phrase:
    """我的爸爸妈妈 → my mom and dad"""
    mom = Phrase(right.heads, "he", mine.possessive + right.english)
    return pair_of(mom, left.english.variants[0][1][0].at + right.english.variants[0][1][0].at, left)


# --- adverbs ----------------------------------------


@construction("A-not-A question", "who:other 是不是 act:still.so|like.pastime|trip|there.person", weight=0.5)
@construction("A-not-A question", "who:other 是不是 很 adjective:adjective.person", weight=0.15)
def is_it_so(
    who: Phrase, 是不是: At, act: Predicate | None = None, adjective: Quality | None = None
) -> English:
    """你是不是喜欢她 → do you like her ?"""
    if act:
        return Clause(who, act).question(是不是)
    assert adjective
    return Clause(who, is_(adjective, 是不是)).question(是不是)


@clause("adverb", "who 也 不 adjective:asked.person", weight=0.1, asked=0)
def also_is_not(who: Phrase, 也: At, 不: At, adjective: Quality) -> Clause:
    """我也不忙 → i am not busy either"""
    return Clause(who, is_(adjective, 不).negated(不) + say("either", 也))


@construction("all", "who:several 都 不 知道", "who:several 都 知道", weight=0.08)
@construction("everyone", "who:everyone 知道", "大家 都 不 知道", weight=0.1)
def all_know(知道: At, who: Phrase | None = None, 都: At = (), 不: At = (), 大家: At = ()) -> English:
    """我们都不知道 → none of us know; 大家都知道 → everyone knows"""
    know = acts("know", 知道)
    if 大家:
        return Clause(Phrase((), "he", name("nobody", 大家 + 都 + 不)), know).statement
    assert who
    if 不:
        return Clause(Phrase((), "they", say("none of", 都 + 不) + who.definite), know).statement
    return Clause(who, know.also(say("all", 都)) if 都 else know).statement


@clause(
    "all",
    "who:several 都 有 what:common|siblings",
    "who:several 都 没 有 what:common|sibling.plain",
    weight=0.4,
    asked=0.2,
)
def all_have(who: Pronoun, 都: At, 有: At, what: Phrase, 没: At = ()) -> Clause:
    """我们都没有车 → none of us have a car"""
    if 没:
        return Clause(
            Phrase((), "they", say("none of", 都 + 没) + who.definite), acts("have", 有) + what.single
        )
    return Clause(who, acts("have", 有).also(say("all", 都)) + what.object)


one_of(
    "common",
    {
        f"plain.{noun}": 1
        for noun in (
            "手机",
            "电脑",
            "词典",
            "车",
            "自行车",
            "雨伞",
            "票",
            "钱",
            "猫",
            "狗",
            "笔",
            "书",
            "问题",
        )
    },
)


@construction("yes-no question", "who:several.you 都 act:chore|still.so|like.pastime 吗", weight=0.2)
@construction("yes-no question", "大家 都? 会 skill:skill.person 吗", weight=0.08)
def do_you_all(
    吗: At,
    who: Phrase | None = None,
    act: Predicate | None = None,
    skill: Predicate | None = None,
    都: At = (),
    会: At = (),
    大家: At = (),
) -> English:
    """你们都认识他吗 → do you all know him ?; 大家都会说中文吗 → can everyone speak chinese ?"""
    all_ = say("all", 都) if who else NOTHING
    subject = who or Phrase((), "he", name("everyone", 大家 + 都))
    predicate = modal(CAN, 会, skill) if skill else act
    assert predicate
    return Clause(subject, predicate.also(all_)).question(吗)


one_of("several.you", {"pronoun.你们": 2, "pronoun.他们": 1, "pronoun.她们": 1})


@rule("two.names", "left:pronoun.我|pronoun.他|pronoun.她|given 和 right:given")
def two_names(left: Phrase, 和: At, right: Phrase) -> Phrase:
    """王芳和小明 → wang fang and xiao ming"""
    distinct(left, right)
    return pair_of(*((right, 和, left) if left.words == ["i"] else (left, 和, right)))


@clause("identity", "who:several|two.names 认识!", "who:several|two.names 不 认识", weight=0.2, asked=0.5)
def know_each_other(who: Phrase, 认识: At, 不: At = ()) -> Clause:
    """我们认识 → we know each other; 你们认识吗 → do you know each other ?"""
    return Clause(who, (acts("know", 认识) + say("each other", 认识)).negated(不))


# --- 说, 和谁, 给 ----------------------------------------


@clause("telling", "who:teller 说 clause:news", weight=0.7, asked=0, embedded=0)
@clause("telling", "who:plain.医生|parent 说 patient:pronoun 要 act:cure", weight=0.15, asked=0, embedded=0)
def says(
    who: Phrase,
    说: At,
    clause: Clause | None = None,
    patient: Phrase | None = None,
    要: At = (),
    act: Predicate | None = None,
) -> Clause:
    """他说他喜欢猫 → he says he likes cats, or he said he likes cats"""
    if patient and act:
        clause = Clause(patient, acts("need", 要) + say("to", 要) + act.base)
    assert clause
    verb = replace(acts("say", 说), complement=clause.statement)
    return Clause(who, verb, others=((0.4, verb.did()),))


@rule("news", "who:newsworthy 生病:生病|病 了", "who:newsworthy 不 在 place", weight=1)
def news_of_illness(
    who: Phrase, 生病: At = (), 不: At = (), 在: At = (), place: Place | None = None
) -> Clause:
    """你生病了, after 告诉"""
    if place:
        return Clause(who, be(在, place.there(在)).negated(不))
    return Clause(who, be(生病, name("sick", 生病)))


@rule("did.person", "告诉 whom:known 了", weight=0.15)
def told_somebody(告诉: At, whom: Phrase, 了: At) -> Predicate:
    """我告诉他了 → i told him"""
    return (acts("tell", 告诉) + whom.definite).did(了)


@action("跟|和 whom:known 说话!", forms="", plain="moves", weight=0.2)
def talk_with(whom: Phrase, 说话: At, 跟: At = (), 和: At = ()) -> Predicate:
    """我想跟他说话 → i want to talk with him"""
    return acts("talk", 说话) + say("with", 跟 or 和) + whom.definite


one_of("company", {"做饭.": 1, "看电视.": 1})


@action("跟|和 whom:known 一起 去!", forms="", plain="moves", weight=0.15)
def go_with(whom: Phrase, 一起: At, 去: At, 跟: At = (), 和: At = ()) -> Predicate:
    """我和你一起去 → i go with you"""
    return acts("go", 去) + say("with", 跟 or 和) + whom.definite


@construction("who", "who:other 和|跟 谁 一起 act:company", "who:other 和|跟 谁 act:company", weight=0.3)
@construction("who", "who:other 和|跟 谁 住 在 一起", weight=0.15)
def with_whom(
    who: Phrase, 谁: At, act: Predicate | None = None, 和: At = (), 跟: At = (), 去: At = (), 住: At = ()
) -> English:
    """你和谁一起吃饭 → who do you eat with ?"""
    does = act or (acts("go", 去) if 去 else acts("live", 住))
    return Clause(who, does + say("with", 和 or 跟)).asked(say("who", 谁), 谁)


@action("给 whom:receiver verb:for.K! object:counted.K", forms="", plain="moves", weight=0.5)
def do_for(给: At, whom: Phrase, verb: Predicate, object: Phrase) -> Predicate:
    """我想给妈妈买一个礼物 → i want to buy a gift for mom"""
    return verb.on(object) + say("for", 给) + whom.definite


@action("给 whom:receiver 做饭!", forms="", plain="moves", weight=0.15)
def cook_for(给: At, whom: Phrase, 做饭: At) -> Predicate:
    """妈妈给我做饭 → mom cooks for me"""
    return acts("cook", 做饭) + say("for", 给) + whom.definite


@rule("help.chore", "开 门", "开 窗户", weight=0.3)
def open_it(开: At, 门: At = (), 窗户: At = ()) -> Predicate:
    """开门 → open the door"""
    at = 门 or 窗户
    return acts("open", 开) + say("the", at) + name("door" if 门 else "window", at)


@action("问! whom:receiver 问题", forms="", plain="moves", weight=0.1)
def ask_questions(问: At, whom: Phrase, 问题: At) -> Predicate:
    """学生问老师问题 → the student asks the teacher questions"""
    return replace(acts("ask", 问) + whom.definite + name("questions", 问题), of=Pointed)


@clause("double object", "who 送! whom:receiver 礼物", "who 送 了 whom:receiver 礼物", weight=0.15)
def gives_a_gift(who: Phrase, 送: At, whom: Phrase, 礼物: At, 了: At = ()) -> Clause:
    """他送我礼物 → he gives me a gift"""
    act = acts("give", 送) + whom.definite + article(name("gift", 礼物), 礼物)
    return Clause(who, act.did(了) if 了 else act)


@construction("what", "who:other 想 送 whom:known 什么", "who:other 送 了 whom:known 什么", weight=0.2)
def gives_what(who: Phrase, 送: At, whom: Phrase, 什么: At, 想: At = (), 了: At = ()) -> English:
    """你想送他什么 → what do you want to give him ?"""
    give = acts("give", 送) + whom.definite
    if 了:
        return Clause(who, give.did(了)).asked(say("what", 什么), 什么)
    want = acts("want", 想) + say("to", 想) + give.base
    return Clause(who, want).asked(say("what", 什么), 什么)


@rule("treat", "去 owner:pronoun 家", weight=0.5)
def to_the_home(去: At, owner: Pronoun, 家: At) -> Predicate:
    """去他家 → go to his home"""
    return acts("go", 去) + say("to", 去) + owner.possessive + name("home", 家)


@rule("aid", "帮|帮助 whom:pronoun.你|pronoun.您|pronoun.你们")
def aid(whom: Phrase, 帮: At = (), 帮助: At = ()) -> Predicate:
    """帮你 → help you"""
    return acts("help", 帮 or 帮助) + whom.definite


@clause("modal", "who:pronoun.我|pronoun.我们 能! act:chore|来.|aid", weight=0.3, stated=False)
def can_i(who: Phrase, 能: At, act: Predicate) -> Clause:
    """我能帮你吗 → can i help you ?"""
    return Clause(who, modal(CAN, 能, act))


one_of("pastime", {"看电视.": 1, "画画.": 0.6, "睡觉.": 0.3})
SPORTS = {"足球": "football", "篮球": "basketball"}


def _sport_rule(chinese: str, english: str) -> None:
    rule("sport", f"at:{chinese}")(lambda at: name(english, at))


for _chinese, _english in SPORTS.items():
    _sport_rule(_chinese, _english)


@state("verb:喜欢.song! sport", "verb:爱.music! sport", weight=0.2)
def like_sport(verb: Predicate, sport: English) -> Predicate:
    """我儿子喜欢足球 → my son likes football"""
    return verb + sport


# --- health and looks ----------------------------------------

PAINFUL = {"眼睛": ("eyes", "they"), "头": ("head", "he"), "手": ("hand", "he"), "肚子": ("stomach", "he")}


def _pain_rule(chinese: str, english: str, person: str) -> None:
    @clause(
        "health",
        f"owner:pronoun 的 at:{chinese} 疼",
        *(() if chinese in ("头", "肚子") else (f"owner:pronoun at:{chinese} 疼",)),
        weight=0.1,
    )
    @clause(
        "health",
        f"owner:pronoun 的 at:{chinese} 很 疼",
        f"owner:pronoun at:{chinese} 很 疼",
        weight=0.1,
        asked=0,
    )
    def hurts(owner: Pronoun, at: At, 疼: At, 很: At = (), 的: At = ()) -> Clause:
        """我的眼睛疼 → my eyes hurt; 我的眼睛很疼 → my eyes hurt a lot"""
        much = say("a lot", 很) if 很 else NOTHING
        if owner.many:
            raise SenselessError
        return Clause(
            Phrase((chinese,), person, owner.possessive + name(english, at)), acts("hurt", 疼) + much
        )


for _chinese, (_english, _person) in PAINFUL.items():
    _pain_rule(_chinese, _english, _person)


@clause(
    "health",
    "who:patient last:day.today 身体? 不 舒服",
    "last:day.today who:patient 不 舒服",
    weight=0.3,
)
def unwell_today(who: Phrase, last: English, 不: At, 舒服: At) -> Clause:
    """我今天不舒服 → i do not feel well today"""
    return Clause(who, (acts("feel", 舒服) + name("well", 舒服)).negated(不), last=last)


@clause("health", "who:patient 要 多 act:cure", weight=0.2, asked=0, embedded=0)
def needs_more_rest(who: Phrase, 要: At, 多: At, act: Predicate) -> Clause:
    """你要多休息 → you need to rest more"""
    return Clause(who, acts("need", 要) + say("to", 要) + (act + say("more", 多)).base)


one_of("patient", {"plain.孩子": 0.4})


@clause(
    "quality",
    "noun:feature.头发 是 color:hair_color 的",
    "noun:feature.眼睛 是 color:eye_color 的",
    weight=0.25,
)
def has_this_color(noun: Phrase, 是: At, color: Quality, 的: At) -> Clause:
    """她的头发是黑色的 → her hair is black"""
    return Clause(noun, be(是, color.english))


@clause("having", "who:pronoun.他|pronoun.她|given 有 大 眼睛", weight=0.05, asked=0)
@clause("having", "who:pronoun.她|given.female 有 长 头发", weight=0.05, asked=0)
def has_big_eyes(who: Phrase, 有: At, 大: At = (), 眼睛: At = (), 长: At = (), 头发: At = ()) -> Clause:
    """她有大眼睛 → she has big eyes"""
    look = name("big", 大) + name("eyes", 眼睛) if 大 else name("long", 长) + name("hair", 头发)
    return Clause(who, acts("have", 有) + look)


# --- 谁 ----------------------------------------


@construction("who", "谁 有 what:common|sibling.plain", "谁 没 有 what:common|sibling.plain", weight=0.4)
@construction("who", "谁 没:没|没有 act:due", weight=0.3)
def who_has(
    谁: At, what: Phrase | None = None, act: Predicate | None = None, 有: At = (), 没: At = ()
) -> English:
    """谁有哥哥 → who has a brother ?; 谁没来 → who did not come ?"""
    if act:
        predicate = act.did(没).negated(没)
    else:
        assert what
        predicate = (acts("have", 有) + what.single).negated(没)
    return say("who", 谁) + Clause(WHO, predicate).statement + say("?", 谁)


@construction(
    "who",
    "谁 的 family 是 role",
    "谁 的 family act:like.pastime",
    "谁 的 family 会 skill:skill.person",
    weight=0.2,
)
def whose_mom(
    谁: At,
    的: At,
    family: Phrase,
    是: At = (),
    role: Nominal | None = None,
    act: Predicate | None = None,
    会: At = (),
    skill: Predicate | None = None,
) -> English:
    """谁的妈妈是老师 → whose mom is a teacher ?"""
    it = Phrase(family.heads, "he", say("whose", 谁 + 的) + family.english)
    predicate = be(是, role_of(it, role)) if role else modal(CAN, 会, skill) if skill else act
    assert predicate
    return Clause(it, predicate).statement + say("?", 谁)


@construction("who", "who:you|given|it 是 谁 的 own:own.老师|own.学生|own.朋友|own.孩子", weight=0.12)
@construction(
    "who",
    "who:it 是 谁 的 own:own.猫|own.狗",
    "who:pronoun.他|given.male 是 谁 的 family:family.儿子|family.哥哥|family.弟弟|family.爸爸",
    "who:pronoun.她|given.female 是 谁 的 family:family.女儿|family.姐姐|family.妹妹|family.妈妈",
    weight=0.1,
)
def whose_teacher(
    who: Phrase, 是: At, 谁: At, 的: At, own: Nominal | None = None, family: Phrase | None = None
) -> English:
    """他是谁的老师 → whose teacher is he ?"""
    if who.several or (who.words == ["it"] and not (own and own.noun.kind == "pet")):
        raise SenselessError
    what = own.one if own else family.english if family else NOTHING
    return Clause(who, be(是, NOTHING)).asked(say("whose", 谁 + 的) + what, 谁)


# --- 还是 ----------------------------------------


WHAT_IT_IS = ("drink", "fruit", "meal", "pet", "beast", "pen", "cloth", "book")


@construction("or", "pointer 是 left:plain.K 还是 right:plain.K", weight=0.4)
def this_or_that_thing(pointer: Word, 是: At, left: Phrase, 还是: At, right: Phrase) -> English:
    """这是茶还是咖啡 → is this tea or coffee ?"""
    one, other = left.nominal, right.nominal  # type: ignore[attr-defined]
    comparable(one, other)
    distinct(left, right)
    if {one.noun.chinese, other.noun.chinese} & {"中国菜", "菜", "饭", "水果"}:
        raise SenselessError
    if left.person != right.person or one.noun.kind not in WHAT_IT_IS:
        raise SenselessError
    this, these = POINTERS[pointer.chinese]
    it = Phrase((), left.person, say(these if left.several else this, pointer.at))
    return Clause(it, be(是, left.single + say("or", 还是) + right.single)).question(还是)


one_of(
    "somewhere",
    {
        f"place.{place}": 1
        for place in (
            "家",
            "学校",
            "公司",
            "医院",
            "图书馆",
            "饭店",
            "公园",
            "商店",
            "机场",
            "火车站",
            "北京",
            "上海",
        )
    },
)


@construction("or", "who:other 在 left:somewhere 还是 again:在 right:somewhere", weight=0.25)
def here_or_somewhere_else(
    who: Phrase, 在: At, left: Place, 还是: At, right: Place, again: At = ()
) -> English:
    """你在家还是在学校 → are you at home or at school ?"""
    cities = ("北京", "上海")
    if left.chinese == right.chinese or (left.chinese in cities) != (right.chinese in cities):
        raise SenselessError
    where = left.there(在) + say("or", 还是) + right.there(again or 还是)
    return Clause(who, be(在, where)).question(还是)


@construction("or", "who:you|name verb:喜欢.person|爱.person left:persons 还是 right:persons", weight=0.2)
@construction("or", "who:you|name verb:喜欢.person left:persons 还是 喜欢 right:persons", weight=0.1)
def him_or_her(who: Phrase, verb: Predicate, left: Phrase, 还是: At, right: Phrase) -> English:
    """你喜欢我还是他 → do you like me or him ?"""
    if left.words == right.words or who.words in (left.words, right.words):
        raise SenselessError
    return Clause(who, verb + left.definite + say("or", 还是) + right.definite).question(还是)


one_of("persons", {"pronoun.我": 1, "pronoun.他": 1, "pronoun.她": 1, "given": 1})
