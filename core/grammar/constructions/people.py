"""Still more about people: somebody and nobody, yes and no, welcomes, homes, men and women, feelings, 多喝水, 还是."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..english import NOTHING, At, English, article, name, say
from ..forms import action, clause
from ..lexicon import Verb
from ..predicates import CAN, Clause, Predicate, acts, be, is_, modal, want
from ..relatives import WHO
from ..rules import SenselessError, any_of, construction, distinct, one_of, rule
from ..settings import Place
from ..tables.world import POINTERS
from ..words import Nominal, Pair, Phrase, Pointed, Pronoun, Quality, Word, pair_of, qualities
from .naming import role_of

# --- more pairs ----------------------------------------


@rule("couple", "left:family.爷爷 right:family.奶奶", weight=0.5)
@rule(
    "couple",
    "mine:pronoun.我|pronoun.你|pronoun.他|pronoun.她 的? left:family.爷爷 right:family.奶奶",
    weight=0.5,
)
@rule(
    "couple",
    "mine:pronoun.我|pronoun.你|pronoun.他|pronoun.她 的 left:family.爸爸 right:family.妈妈",
    weight=0.5,
)
def grandparents(left: Phrase, right: Phrase, mine: Pronoun | None = None) -> Pair:
    """爷爷奶奶 → grandma and grandpa"""
    she = Phrase(right.heads, "he", mine.possessive + right.english) if mine else right
    return pair_of(she, left.english.variants[0][1][0].at + right.english.variants[0][1][0].at, left)


@rule("couple", "me:pronoun.我 和 mine:pronoun.我 的? noun:noun.朋友|noun.同学|noun.老师", weight=0.5)
def me_and_my_friend(me: Phrase, 和: At, mine: Pronoun, noun: Nominal) -> Pair:
    """我和我的朋友 → my friend and i"""
    return pair_of(Phrase(noun.heads, "he", mine.possessive + noun.one), 和, me)


def _his_rule(he: str, partner: str) -> None:
    @rule("couple", f"who:pronoun.{he} 和 mine:pronoun.{he} family", weight=0.3)
    @rule("couple", f"who:pronoun.{he} 和 mine:pronoun.{he} 的? noun:noun.{partner}|noun.朋友", weight=0.3)
    def he_and_his(
        who: Phrase, 和: At, mine: Pronoun, family: Phrase | None = None, noun: Nominal | None = None
    ) -> Pair:
        """他和他妈妈 → he and his mom"""
        other = family.english if family else noun.one if noun else NOTHING
        return pair_of(who, 和, Phrase(family.heads if family else (), "he", mine.possessive + other))


_his_rule("他", "女朋友")
_his_rule("她", "男朋友")


any_of("shared", {"counted.孩子": 3, "counted.pet": 2, "counted.car": 1, "one.房子": 1, "one.沙发": 0.5})


@clause("coordination", "who:pair 有 what:shared", weight=0.2, asked=0)
@clause("coordination", "who:pair 没 有 what:possession", weight=0.1, asked=0)
def two_have(who: Phrase, 有: At, what: Phrase, 没: At = ()) -> Clause:
    """我和我丈夫有三个孩子 → my husband and i have three children"""
    if 没:
        return Clause(who, (acts("have", 有) + what.single).negated(没))
    return Clause(who, acts("have", 有) + what.object)


@rule("pastime", "和|跟 whom:with.whom 一起 act:company", weight=0.6)
def together_pastime(whom: Phrase, act: Predicate, 和: At = (), 跟: At = ()) -> Predicate:
    """和朋友一起看电影, after 喜欢 → watching movies with friends"""
    return act + say("with", 和 or 跟) + whom.definite


@rule("with.whom", "noun:noun.朋友|noun.同学")
def with_friends(noun: Nominal) -> Phrase:
    """朋友, after 和 → friends"""
    return Phrase(noun.heads, "they", noun.many)


one_of("with.whom", {"pronoun": 1, "name": 0.5, "called": 0.5, "family.mine": 0.5})


@clause("modal", "who 想! 和|跟 whom:known 去 goal", weight=0.2)
@clause("modal", "who:addressee 能! 和|跟 whom:pronoun.我 去 goal", weight=0.1, stated=False)
def wants_to_go_with(
    who: Phrase, whom: Phrase, 去: At, goal: Place, 想: At = (), 能: At = (), 和: At = (), 跟: At = ()
) -> Clause:
    """我想和你去北京 → i want to go to beijing with you"""
    act = acts("go", 去) + goal.to(去) + say("with", 和 or 跟) + whom.definite
    return Clause(who, want(想, act) if 想 else modal(CAN, 能, act))


@clause("all", "who:several.people 都 act:does.person|did.person", weight=0.3, asked=0.2)
@clause("all", "who:several.people 都 很 adjective:adjective.person", weight=0.1, asked=0)
def the_people_all(
    who: Phrase, 都: At, act: Predicate | None = None, 很: At = (), adjective: Quality | None = None
) -> Clause:
    """学生们都喜欢他 → the students all like him"""
    if adjective:
        return Clause(who, is_(adjective, 很).also(say("all", 都)))
    assert act
    return Clause(who, act.also(say("all", 都)))


@construction("name", "me:pronoun.我 叫 called:given again:pronoun.我 是 nation", weight=0.2)
@construction(
    "name",
    "me:pronoun.我 叫 called:given again:pronoun.我 是 role",
    "me:pronoun.我 叫 called:given 是 role",
    weight=0.2,
)
@construction("name", "me:pronoun.我 叫 called:given again:pronoun.我 住 在 place:place.city", weight=0.1)
@construction("name", "me:pronoun.我 叫 called:given 今年 age:age.adult", weight=0.1)
def about_me(
    me: Pronoun,
    叫: At,
    called: Phrase,
    again: Pronoun | None = None,
    是: At = (),
    nation: English | None = None,
    role: Nominal | None = None,
    住: At = (),
    在: At = (),
    place: Place | None = None,
    今年: At = (),
    age: English | None = None,
) -> English:
    """我叫大卫我是美国人 → my name is david and i am american"""
    who = again or me
    first = Clause(Phrase((), "he", me.possessive + name("name", 叫)), be(叫, called.definite)).statement
    last = NOTHING
    if place:
        said = acts("live", 住) + place.there(在)
    elif age:
        said, last = be(今年, age), say("this", 今年) + name("year", 今年)
    else:
        said = be(是, nation or (role_of(who, role) if role else NOTHING))
    return first + say("and", 是 or 住 or 今年) + Clause(who, said, last=last).statement


# --- homes, men and women ----------------------------------------


@rule("a.home", "owner:pronoun|name|owned.朋友 的? 家")
def a_home(owner: Phrase, 家: At, 的: At = ()) -> Phrase:
    """我的家 → my home"""
    its = owner.possessive if isinstance(owner, Pronoun) else owner.subject + say("'s", 的 or 家)
    return Phrase(("家",), "he", its + name("home", 家))


@clause("quality", "noun:a.home 很|真|非常 adjective:adjective.place", weight=0.4, asked=0, opinion=1)
@clause("quality", "noun:a.home 不 adjective:adjective.place", weight=0.15, asked=0, opinion=1)
@clause("quality", "noun:a.home adjective:adjective.place!", weight=0.2, stated=False)
@clause("location", "noun:a.home 在! place:place.city", weight=0.3)
def home_is(
    noun: Phrase,
    adjective: Quality | None = None,
    place: Place | None = None,
    在: At = (),
    很: At = (),
    真: At = (),
    非常: At = (),
    不: At = (),
) -> Clause:
    """我家很大 → my home is big; 我家在北京 → my home is in beijing"""
    if place:
        return Clause(noun, be(在, place.there(在)))
    assert adjective
    degree = say("really", 真) if 真 else say("very", 非常) if 非常 else NOTHING
    return Clause(noun, is_(adjective, 很 or 真 or 非常 or 不, degree).negated(不))


def _sex_rule(chinese: str, english: str) -> None:
    rule("sex", f"at:{chinese}的")(lambda at: Phrase((chinese,), "he", article(name(english, at), at)))

    @rule("pointed.human", f"pointer 个 at:{chinese}的", weight=0.5)
    def that_man(pointer: Word, 个: At, at: At) -> Pointed:
        """那个男的 → that man"""
        return Pointed((chinese,), "he", say(POINTERS[pointer.chinese][0], pointer.at) + name(english, at))


_sex_rule("男", "man")
_sex_rule("女", "woman")


@clause("identity", "who:owned.老师|owned.医生|plain.老师|plain.医生 是! sex", weight=0.1)
def is_a_man(who: Phrase, 是: At, sex: Phrase) -> Clause:
    """我的老师是女的 → my teacher is a woman"""
    return Clause(who, be(是, sex.english))


@construction("or", "who:pronoun.他|owned.老师|plain.老师 是 sex 还是 other:sex", weight=0.06)
def man_or_woman(who: Phrase, 是: At, sex: Phrase, 还是: At, other: Phrase) -> English:
    """他是男的还是女的 → is he a man or a woman ?"""
    distinct(sex, other)
    return Clause(who, be(是, sex.english + say("or", 还是) + other.english)).question(还是)


@rule("is.person", "个:个 noun:noun.老师|noun.学生|noun.医生|noun.孩子|noun.歌手", weight=0.7)
@rule(
    "is.person",
    "个:个 noun:described.女孩|described.男孩",
    "个:一个 noun:described.女孩|described.男孩",
    weight=0.4,
)
def a_role(个: At, noun: Nominal) -> Phrase:
    """个老师 → a teacher"""
    return Phrase(noun.heads, "he", article(noun.one, 个))


@rule("is.person", "个:个 好 人", weight=0.3)
def a_good_person(个: At, 好: At, 人: At) -> Phrase:
    """个好人 → a good person"""
    return Phrase(("人",), "he", article(name("good", 好) + name("person", 人), 个))


@rule("in.general", "noun:described.朋友", weight=0.4)
def friends_like_this(noun: Nominal) -> Phrase:
    """中国朋友, after 有 → chinese friends"""
    return Phrase(noun.heads, "they", noun.many)


@construction("who", "谁 是 what:best.friend", weight=0.06)
def who_is_the_best_friend(谁: At, 是: At, what: Phrase) -> English:
    """谁是你最好的朋友 → who is your best friend ?"""
    return say("who", 谁) + say("is", 是) + what.definite + say("?", 谁)


# --- somebody, nobody, everybody ----------------------------------------


@clause(
    "everyone",
    "nobody:没有人|没人 act:does.person",
    "nobody:没有人|没人 会 skill:skill.person",
    weight=0.6,
    asked=0,
)
@clause(
    "everyone",
    "nobody:谁也|谁都 不 act:does.person",
    "nobody:谁也|谁都 没 act:acts.person",
    weight=0.4,
    asked=0,
)
@clause("everyone", "nobody:谁也|谁都 不 知道", "nobody:没有人|没人 知道", weight=0.1, asked=0)
def nobody(
    nobody: At,
    act: Predicate | None = None,
    会: At = (),
    skill: Predicate | None = None,
    不: At = (),
    没: At = (),
    知道: At = (),
) -> Clause:
    """没有人喜欢他 → nobody likes him"""
    if act:
        act.negated(nobody)
        predicate = act.did(没) if 没 else act
    else:
        predicate = modal(CAN, 会, skill) if skill else acts("know", 知道)
    return Clause(Phrase((), "he", name("nobody", nobody + (不 or 没))), predicate)


@rule("universal", "verb:喜欢.K|爱.K|认识.K|懂.K object:liked.K", "verb:喜欢.book act:pastime")
def universal(verb: Predicate, object: Phrase | None = None, act: Predicate | None = None) -> Predicate:
    """喜欢他, after 谁都 → like him"""
    if act:
        return verb + act.progressive
    assert object
    return verb.on(object)


@clause("everyone", "谁都 act:universal", weight=0.3, asked=0)
def everybody(谁都: At, act: Predicate) -> Clause:
    """谁都喜欢他 → everyone likes him"""
    return Clause(Phrase((), "he", name("everyone", 谁都)), act)


@construction("everyone", "有人 act:did.person", "有人 在 progress:deeds.person", weight=0.2)
@construction("everyone", "有人 act:states.person 吗", "有人 会 skill:skill.person 吗", weight=0.3)
@construction("everyone", "有人 吗", "有人 在 吗", weight=0.03)
def somebody(
    有人: At,
    act: Predicate | None = None,
    progress: Predicate | None = None,
    skill: Predicate | None = None,
    会: At = (),
    在: At = (),
    吗: At = (),
) -> English:
    """有人喜欢他吗 → does anybody like him ?; 有人吗 → is anybody there ?"""
    who = Phrase((), "he", name("anybody" if 吗 else "somebody", 有人))
    if progress:
        return Clause(who, Predicate(be(在, NOTHING).verb, 在, progress.progressive)).statement
    if not act and not skill:
        return Clause(who, be(在 or 有人, say("there", 在 or 有人))).question(吗)
    predicate = modal(CAN, 会, skill) if skill else act
    assert predicate
    clause = Clause(who, predicate)
    return clause.question(吗) if 吗 else clause.statement


# --- yes and no, welcomes, good wishes ----------------------------------------


@construction("answer", "yes:是的|对 clause:mine", weight=1)
@construction("answer", "no:不 clause:denied", weight=0.6)
def yes_or_no(clause: Clause, yes: At = (), no: At = ()) -> English:
    """是的我是学生 → yes i am a student; 不我不是学生 → no i am not a student"""
    if yes and clause.predicate.no:
        raise SenselessError  # yes i do not
    verb = clause.predicate.verb
    if yes and isinstance(verb, Verb) and verb.kind in ("action", "activity") and verb.chinese:
        raise SenselessError  # yes i run
    return say("yes" if yes else "no", yes or no) + clause.statement


@rule(
    "denied",
    "me:pronoun.我|pronoun.他|pronoun.她 不 是 role",
    "me:pronoun.我|pronoun.他|pronoun.她 不 act:states.person",
)
@rule("denied", "me:pronoun.我|pronoun.他|pronoun.她 不 会 act:skill.person", weight=0.5)
def denied(
    me: Phrase, 不: At, 是: At = (), 会: At = (), role: Nominal | None = None, act: Predicate | None = None
) -> Clause:
    """我不是学生, after 不"""
    if role:
        return Clause(me, be(是, role_of(me, role)).negated(不))
    assert act
    return Clause(me, (modal(CAN, 会, act) if 会 else act).negated(不))


def _corrected(who: str) -> None:
    def corrected(me: Pronoun, no: At, wrong: Nominal, again: Pronoun, yes: At, role: Nominal) -> English:
        """我不是学生我是老师 → i am not a student i am a teacher"""
        distinct(wrong, role)
        first = Clause(me, be(no[1:], role_of(me, wrong)).negated(no[:1]))
        return first.statement + Clause(again, be(yes, role_of(again, role))).statement

    pattern = f"me:pronoun.{who} no:不是 wrong:role again:pronoun.{who} yes:是 role"
    construction("answer", pattern, weight=0.15)(corrected)


for _who in ("我", "他", "她"):
    _corrected(_who)


@construction(
    "greeting", "欢迎 来 place:place.city|place.学校|place.公司", "欢迎 来 home:whose.home", weight=0.25
)
def welcome(欢迎: At, 来: At, place: Place | None = None, home: English | None = None) -> English:
    """欢迎来中国 → welcome to china"""
    return name("welcome", 欢迎) + say("to", 来) + (place.known if place else home or NOTHING)


@rule("whose.home", "owner:pronoun.我|pronoun.我们 家")
def whose_home(owner: Pronoun, 家: At) -> English:
    """我家 → my home"""
    return owner.possessive + name("home", 家)


@construction("greeting", "祝 whom:called|name|pronoun.你们 生日快乐", weight=0.08)
def birthday_wish(祝: At, whom: Phrase, 生日快乐: At) -> English:
    """祝妈妈生日快乐 → happy birthday to mom"""
    return name("happy birthday", 生日快乐) + say("to", 祝) + whom.definite


@construction("greeting", "谢谢 who:pronoun.您|pronoun.你们 的 帮助", weight=0.03)
def thanks_for_help(谢谢: At, who: Pronoun, 的: At, 帮助: At) -> English:
    """谢谢你们的帮助 → thank you for your help"""
    return say("thank", 谢谢) + who.definite + say("for", 的) + who.possessive + name("help", 帮助)


# --- how somebody feels ----------------------------------------

qualities("adjective.feeling", "冷", "热")


@clause("quality", "who:pronoun|called|plain.孩子 很 adjective:adjective.feeling", weight=0.15, asked=0)
@clause("quality", "who:pronoun|called 太 adjective:adjective.feeling 了", weight=0.05, asked=0)
@clause("quality", "who:you|called adjective:adjective.feeling!", weight=0.15, stated=False)
@clause("quality", "who:pronoun|called 不 adjective:adjective.feeling", weight=0.08, asked=0)
def feels(who: Phrase, adjective: Quality, 很: At = (), 太: At = (), 不: At = ()) -> Clause:
    """我很冷 → i am cold"""
    return Clause(who, is_(adjective, 很 or 太 or 不, say("so", 太) if 太 else NOTHING).negated(不))


@clause("degree", "who 太 adjective:too.person 了", weight=0.4, asked=0, opinion=0.5)
def too_tired(who: Phrase, 太: At, adjective: Quality) -> Clause:
    """我太累了 → i am so tired"""
    return Clause(who, is_(adjective, 太, say("so", 太)))


@clause("feeling", "who 很 想 act:trip|ambition|leisure", weight=0.4, asked=0)
def really_wants(who: Phrase, 很: At, 想: At, act: Predicate) -> Clause:
    """我很想去北京 → i really want to go to beijing"""
    return Clause(who, want(想, act).also(say("really", 很)))


@construction(
    "request", "多 verb:喝.drink object:plain.水", "多 verb:吃.fruit object:plain.水果", weight=0.06
)
@construction("request", "多 act:cure", weight=0.08)
def more(
    多: At, verb: Predicate | None = None, object: Phrase | None = None, act: Predicate | None = None
) -> English:
    """多喝水 → drink more water; 多休息 → rest more"""
    if act:
        return act.base + say("more", 多)
    assert verb
    assert object
    return verb.base + say("more", 多) + object.object


@construction("who", "谁 生病 了", "谁 病 了", weight=0.06)
def who_is_sick(谁: At, 生病: At = (), 病: At = ()) -> English:
    """谁病了 → who is sick ?"""
    at = 生病 or 病
    return say("who", 谁) + say("is", at) + name("sick", at) + say("?", 谁)


@construction("A-not-A question", "who:you|called|family.mine 是不是 生病:生病|病 了", weight=0.1)
def is_one_sick(who: Phrase, 是不是: At, 生病: At) -> English:
    """你是不是生病了 → are you sick ?"""
    return Clause(who, be(生病, name("sick", 生病))).question(是不是)


# --- for others ----------------------------------------


@action("给 whom:receiver 写! what:plain.信|one.信", forms="了", plain="moves", weight=0.25)
def write_to(给: At, whom: Phrase, 写: At, what: Phrase) -> Predicate:
    """我给妈妈写信 → i write letters to mom"""
    return acts("write", 写) + what.object + say("to", 给) + whom.definite


@action("帮! whom:known 一下", forms="", plain="moves", weight=0.1)
def help_a_little(帮: At, whom: Phrase, 一下: At) -> Predicate:
    """你能帮我一下吗 → can you help me ?"""
    return acts("help", 帮) + whom.definite


@rule(
    "favor",
    "verb:等.person|帮助.person object:pronoun|called|name",
    "verb:回答.question object:pointed.question",
)
@rule(
    "favor",
    "verb:翻译.word object:pointed.句子|pointed.词",
    "verb:turn.opening object:plain.opening",
    weight=0.7,
)
@rule("favor", "verb:读.word|写.word object:pointed.word", weight=0.5)
def favor(verb: Predicate, object: Phrase) -> Predicate:
    """回答这个问题 → answer this question"""
    return verb + object.definite


one_of("favor", {"来.": 0.3, "做饭.": 0.3, "开车.": 0.3, "trip": 1})


@construction("who", "谁 能 act:favor", weight=0.3)
def who_is_able(谁: At, 能: At, act: Predicate) -> English:
    """谁能回答这个问题 → who can answer this question ?"""
    return say("who", 谁) + Clause(WHO, modal(CAN, 能, act)).statement + say("?", 谁)


@rule("duty.parent", "verb:买.fruit|买.drink object:plain.水果|plain.牛奶", weight=1)
@rule("duty.parent", "verb:洗.cloth object:plain.衣服", "verb:洗.car object:plain.车", weight=1)
def housework(verb: Predicate, object: Phrase) -> Predicate:
    """洗衣服 → wash the clothes"""
    if object.heads in (("水果",), ("牛奶",)):
        return verb.on(object)
    return verb + object.definite


# --- 还是 ----------------------------------------

one_of(
    "leisure",
    dict.fromkeys(("看电视.", "睡觉.", "游泳.", "跑步.", "跳舞.", "唱歌.", "休息.", "打篮球.", "踢足球."), 1),
)


@rule(
    "leisure",
    "verb:看.book object:plain.书",
    "verb:看.film object:plain.电影",
    "verb:听.music object:plain.音乐",
    weight=3,
)
def leisure(verb: Predicate, object: Phrase) -> Predicate:
    """看书 → read books"""
    return verb.on(object)


@construction("or", "who:other 想 one:leisure 还是 other:leisure", weight=0.6)
def do_or_do(who: Phrase, 想: At, one: Predicate, 还是: At, other: Predicate) -> English:
    """你想看书还是看电视 → do you want to read books or watch tv ?"""
    if one.base.variants[0][1][0].word == other.base.variants[0][1][0].word:
        raise SenselessError
    act = acts("want", 想) + say("to", 想) + one.base + say("or", 还是) + other.base
    return Clause(who, act).question(还是)


@construction("or", "who:other 会 verb:说.K what:or.K", weight=0.25)
def can_this_or_that(who: Phrase, 会: At, verb: Predicate, what: Phrase) -> English:
    """你会说中文还是英文 → can you speak chinese or english ?"""
    at = next(token.at for token in what.english.variants[0][1] if token.word == "or")
    return Clause(who, modal(CAN, 会, verb + what.object)).question(at)


@construction("or", "今天 是 left:weekday 还是 right:weekday", weight=0.06)
def this_day_or_that(今天: At, 是: At, left: English, 还是: At, right: English) -> English:
    """今天是星期一还是星期二 → is today monday or tuesday ?"""
    if left.variants[0][1][0].word == right.variants[0][1][0].word:
        raise SenselessError
    return Clause(Phrase((), "he", name("today", 今天)), be(是, left + say("or", 还是) + right)).question(
        还是
    )


@construction("who", "谁 的 own:own.pet|own.book|own.thing|own.paper", "谁 的 family", weight=0.15)
def whose_alone(谁: At, 的: At, own: Nominal | None = None, family: Phrase | None = None) -> English:
    """谁的书 → whose book ?"""
    it = own.one if own else family.english if family else NOTHING
    return say("whose", 谁 + 的) + it + say("?", 谁)
