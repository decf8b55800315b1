"""Learning a language, and what models do: 意思, 汉字, 题, 课, 对 and 错; 机器学习是什么, 把中文翻译成英文."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from dataclasses import replace

from ..amounts import Number
from ..english import NOTHING, At, English, article, either, name, say
from ..forms import clause
from ..predicates import CAN, Clause, Predicate, acts, be, is_, modal, perfect, progressive, want
from ..relatives import that
from ..rules import SenselessError, construction, one_of, rule
from ..tables.world import POINTERS
from ..words import Bare, Nominal, Phrase, Pronoun, Quality, Word, genitive, qualities

# --- 意思 ----------------------------------------

TEXTS = "pointed.词|pointed.字|pointed.汉字|pointed.句子"


@rule("meaningful", f"what:{TEXTS}", weight=3)
def text(what: Phrase) -> Phrase:
    """这个词 → this word"""
    return what


@rule("meaningful", "pointer", weight=1)
def this(pointer: Word) -> Phrase:
    """这 → this"""
    return Phrase((), "he", say(POINTERS[pointer.chinese][0], pointer.at))


@construction("meaning", "what:meaningful 是? 什么 意思", weight=1.5)
@construction("meaning", "who:you|name 是? 什么 意思", weight=0.2)
def what_does_it_mean(
    什么: At, 意思: At, what: Phrase | None = None, who: Phrase | None = None, 是: At = ()
) -> English:
    """这个词是什么意思 → what does this word mean ?"""
    subject = what or who
    assert subject
    return Clause(subject, acts("mean", 意思)).asked(say("what", 什么), 什么)


@construction("meaning", f"what:{TEXTS} 的 意思 是 什么", weight=0.5)
def what_is_the_meaning(what: Phrase, 的: At, 意思: At, 是: At, 什么: At) -> English:
    """这个词的意思是什么 → what is the meaning of this word ?, or what does this word mean ?"""
    the_meaning = Phrase((), "he", say("the", 意思) + name("meaning", 意思) + say("of", 的) + what.definite)
    means = Clause(what, acts("mean", 意思)).asked(say("what", 什么), 什么)
    return either((0.6, Clause(the_meaning, be(是, NOTHING)).asked(say("what", 什么), 什么)), (0.4, means))


@clause(
    "meaning",
    f"who:simple 知道! what:{TEXTS} 的 意思",
    f"who:simple 不 知道 what:{TEXTS} 的 意思",
    weight=0.8,
)
@clause(
    "meaning", f"who:simple 懂! what:{TEXTS} 的 意思", f"who:simple 不 懂 what:{TEXTS} 的 意思", weight=0.3
)
def knows_the_meaning(
    who: Phrase, what: Phrase, 的: At, 意思: At, 知道: At = (), 懂: At = (), 不: At = ()
) -> Clause:
    """我不知道这个词的意思 → i do not know the meaning of this word"""
    verb = acts("know", 知道) if 知道 else acts("understand", 懂)
    meaning = say("the", 意思) + name("meaning", 意思) + say("of", 的) + what.definite
    return Clause(who, (verb + meaning).negated(不))


@clause("meaning", "what:pointed.词 的 意思 是 meant", weight=0.3, asked=0.3)
@clause("meaning", "what:pointed.字|pointed.汉字 的 意思 是 meant:meant.short", weight=0.3, asked=0.3)
def it_means(what: Phrase, 的: At, 意思: At, 是: At, meant: English) -> Clause:
    """这个词的意思是猫 → this word means cat"""
    if what.several:
        raise SenselessError
    return Clause(what, acts("mean", 意思 + 是) + meant)


@rule("meant", "noun:noun.pet|noun.beast|noun.fruit|noun.drink|noun.thing|noun.furniture|noun.tree")
def meant(noun: Nominal) -> English:
    """猫 → cat"""
    return noun.one


for _noun in ("猫", "狗", "鸟", "马", "鱼", "茶", "水", "书", "树", "门", "笔"):
    rule("meant.short", f"noun:noun.{_noun}")(meant)

# --- lessons, exams, questions ----------------------------------------


@rule("class", "tongue noun:noun.课")
def a_class(noun: Nominal, tongue: English) -> English:
    """中文课 → chinese class"""
    return tongue + name("class", noun.at)


@rule("class.any", "noun:noun.课")
def class_(noun: Nominal) -> English:
    """课 → class"""
    return name("class", noun.at)


@rule("exam.any", "noun:noun.考试")
@rule("duty", "noun:tested", weight=1)
def an_exam(noun: Nominal) -> English:
    """考试 → an exam"""
    return article(noun.one, noun.at)


@rule("tested", "tongue noun:noun.考试")
def tested(tongue: English, noun: Nominal) -> Nominal:
    """中文考试 → chinese exam"""
    return Nominal(noun.noun, noun.at, tongue)


@rule("duty", "作业", weight=0.7)
def homework(作业: At) -> English:
    """作业 → homework"""
    return name("homework", 作业)


one_of("duty", {"class": 1})
one_of("duty.any", {"duty": 1, "class.any": 1, "exam.any": 0.7})
one_of("when.class", {"time.present": 1})


@clause("having", "who 有! what:duty.any", "who last:when.class 有! what:duty", weight=1)
@clause(
    "having", "who 没 有 what:duty|class.any", "who last:when.class 没 有 what:duty", weight=0.6, asked=0.1
)
def has_class(who: Phrase, 有: At, what: English, last: English = NOTHING, 没: At = ()) -> Clause:
    """我今天有中文课 → i have chinese class today"""
    return Clause(who, (acts("have", 有) + what).negated(没), last=last)


@clause("having", "who last:time.future 有! what:duty", "who last:time.future 没 有 what:duty", weight=0.4)
def will_have_class(who: Phrase, last: English, 有: At, what: English, 没: At = ()) -> Clause:
    """我明天有考试 → i have an exam tomorrow"""
    return Clause(who, (acts("have", 有) + what).negated(没), last=last)


@clause(
    "having", "last:class.day 有 what:duty.any", "last:class.day 没 有 what:duty.any", weight=0.4, asked=0.3
)
def there_is_class(last: English, 有: At, what: English, 没: At = ()) -> Clause:
    """明天有考试 → there is an exam tomorrow; 今天有课 → there is class today"""
    at = 没 + 有
    no = say("no", 没) if 没 else NOTHING
    tokens = what.variants[0][1]
    bare = (
        English(*[(p, tuple(t for t in ts if t.word not in ("a", "an"))) for p, ts in what.variants])
        if 没
        else what
    )
    assert tokens
    return Clause(Phrase((), "he", say("there", at)), be(at, no + bare), last=last)


@rule("class.day", "今天|明天")
def day(今天: At = (), 明天: At = ()) -> English:
    """今天 → today"""
    return name("today", 今天) if 今天 else name("tomorrow", 明天)


@clause("having", "who 有 问题", weight=0.15, asked=0)
@clause(
    "having",
    "who:pronoun 有 counted.课",
    "who:pronoun last:time.present|time.future 有 counted.课",
    weight=0.4,
    asked=0.2,
)
def has_lessons(
    who: Phrase, 有: At, 问题: At = (), counted: Phrase | None = None, last: English = NOTHING
) -> Clause:
    """我今天有三节课 → i have three lessons today; 我有问题 → i have a question"""
    what = counted.object if counted else say("a", 问题) + name("question", 问题)
    return Clause(who, acts("have", 有) + what, last=last)


@construction("how many", "who:other 认识 多少 noun:noun.汉字|noun.词|noun.字", weight=0.4)
def knows_how_many(who: Phrase, 认识: At, 多少: At, noun: Nominal) -> English:
    """你认识多少汉字 → how many chinese characters do you know ?"""
    return Clause(who, acts("know", 认识)).asked(say("how many", 多少) + noun.many, 多少)


@clause("having", "what:pointed.句子 有 number measure:measure.个 noun:noun.词|noun.字|noun.汉字", weight=0.3)
def sentence_has(what: Phrase, 有: At, number: Number, noun: Nominal) -> Clause:
    """这个句子有五个词 → this sentence has five words"""
    if what.person != "he" or number.value < 2:
        raise SenselessError
    return Clause(what, acts("have", 有) + number.english + noun.many)


@construction(
    "how many",
    "what:pointed.句子 有 几 个 noun:noun.词|noun.字|noun.汉字",
    "what:pointed.句子 有 多少 个? noun:noun.词|noun.字|noun.汉字",
    weight=0.3,
)
def sentence_has_how_many(what: Phrase, 有: At, noun: Nominal, 几: At = (), 多少: At = ()) -> English:
    """这个句子有几个词 → how many words does this sentence have ?"""
    if what.person != "he":
        raise SenselessError
    at = 几 or 多少
    return Clause(what, acts("have", 有)).asked(say("how many", at) + noun.many, at)


# --- right and wrong ----------------------------------------

qualities("right", "对")
one_of(
    "speaker",
    {"pronoun": 5, "name": 2, "called": 1.5, "family.mine": 1.5, "owned.朋友": 0.7, "plain.老师": 0.5},
)


@rule("written", "who:speaker verb:写.word 的 object:noun.句子|noun.字|noun.汉字", weight=2)
@rule("written", "who:speaker verb:翻译.word 的 object:noun.句子|noun.词", weight=2)
def written(who: Phrase, verb: Predicate, 的: At, object: Nominal) -> Phrase:
    """他写的句子 → the sentence that he wrote, or the sentence he wrote"""
    return that(object, 的, who.subject + verb.did().finite(who))


@clause("right or wrong", "what:pointed.句子|pointed.字|translation|written 对!", weight=0.7, stated=False)
@clause("right or wrong", "what:pointed.句子|pointed.字|translation|written 不 对", weight=0.5, asked=0)
@clause("right or wrong", "what:pointed.句子|pointed.字|translation|written 是 对 的", weight=0.3, asked=0.3)
def is_right(what: Phrase, 对: At, 不: At = (), 是: At = (), 的: At = ()) -> Clause:
    """这个句子不对 → this sentence is not right"""
    return Clause(what, be(是 or 不 or 对, name("right", 对)).negated(不))


@clause("right or wrong", "who:speaker 错 了", weight=0.5, asked=0.4)
@clause("right or wrong", "what:translation 对 了", weight=0.1, asked=0.4)
@clause("right or wrong", "what:pointed.句子|pointed.字|translation|written 错 了", weight=0.4, asked=0.3)
@clause("right or wrong", "who:speaker 是 对 的", weight=0.15, asked=0)
def is_wrong(
    了: At = (),
    who: Phrase | None = None,
    what: Phrase | None = None,
    错: At = (),
    对: At = (),
    是: At = (),
    的: At = (),
) -> Clause:
    """你错了 → you are wrong; 我错了 → i was wrong"""
    subject = who or what
    assert subject
    is_ = be(了 or 是, name("wrong" if 错 else "right", 错 or 对))
    return Clause(subject, is_.did() if 错 and subject.words[0] in ("i", "we") else is_)


@clause("right or wrong", "who:speaker 说 得 对!", weight=0.4, asked=0.5)
@clause("right or wrong", "who:speaker 说 得 很|不 对", weight=0.4, asked=0)
def speaks_right(who: Phrase, 说: At, 得: At, 对: At, 很: At = (), 不: At = ()) -> Clause:
    """你说得对 → you are right"""
    return Clause(who, be(得 + 说, name("right", 对)).negated(不))


@construction("right or wrong", "错 了", weight=0.03)
def wrong(错: At, 了: At) -> English:
    """错了 → that is wrong"""
    return say("that is", 了) + name("wrong", 错)


@rule("translation", "pointer 个 翻译", weight=2)
@rule("this.translation", "pointer 个 翻译", weight=2)
@rule("translation", "翻译", weight=0.3)
@rule("translation", "owner:speaker 的 翻译", "owner:plain.模型 的 翻译")
@rule("this.translation", "owner:speaker 的 翻译", "owner:plain.模型 的 翻译")
def translation(翻译: At, pointer: Word | None = None, owner: Phrase | None = None, 的: At = ()) -> Phrase:
    """这个翻译 → this translation"""
    if owner:
        whose = genitive(owner, 的)
    else:
        whose = say(POINTERS[pointer.chinese][0], pointer.at) if pointer else say("the", 翻译)
    return Phrase((), "he", whose + name("translation", 翻译))


qualities("translated", "好", "难", "有意思")


@clause("quality", "what:this.translation 很|非常 adjective:translated", weight=0.4, asked=0, opinion=0.3)
@clause("quality", "what:this.translation adjective:translated!", weight=0.2, stated=False)
def translation_is(what: Phrase, adjective: Quality, 很: At = (), 非常: At = ()) -> Clause:
    """这个翻译很好 → this translation is good"""
    return Clause(what, is_(adjective, 很 or 非常, say("very", 非常) if 非常 else NOTHING))


# --- doing something is difficult ----------------------------------------

TOPICS = {
    "study": (
        "难 有意思 重要 简单",
        (
            "学.language object:plain.中文|plain.汉语|plain.英语|plain.英文|plain.法文",
            "学习.language object:plain.汉语|plain.英语|plain.法文",
            "学习.field object:plain.机器学习|plain.深度学习|plain.人工智能|plain.数学",
            "写.word object:plain.汉字",
            "说.language object:plain.中文|plain.汉语|plain.英语|plain.英文|plain.法文",
            "翻译.word object:plain.句子",
        ),
        "",
    ),
    "text": (
        "难 有意思 累",
        (
            "写.tale object:plain.tale",
            "翻译.tale object:plain.故事|plain.诗",
            "翻译.language object:plain.中文|plain.法文|plain.英文",
            "教.language object:plain.language",
        ),
        "",
    ),
    "duty": ("重要 难", ("回答.question object:plain.问题", "准备.exam object:plain.考试"), ""),
    "sport": ("累 有意思 难", (), "跑步. 游泳. 跳舞. 打篮球. 踢足球. 骑自行车."),
    "labor": ("累 有意思 难", (), "做饭. 开车. 画画."),
    "chore": ("累", ("洗.cloth object:plain.衣服|plain.外套",), "走路. 上班. 考试."),
    "pleasure": (
        "有意思",
        (
            "看.film object:plain.电影",
            "看.book object:plain.书|plain.小说|plain.报纸",
            "听.music object:plain.音乐",
            "听.song object:plain.歌",
            "读.tale object:plain.tale",
        ),
        "旅游. 唱歌. 看电视.",
    ),
    "health": ("重要", (), "运动. 休息. 睡觉. 学习. 吃饭."),
}
for _kind, (_adjectives, _with, _alone) in TOPICS.items():
    qualities(f"said.{_kind}", *_adjectives.split())
    for _each in _with:
        rule(f"topic.{_kind}", f"verb:{_each}")(lambda verb, object: verb.on(object))
    for _each in _alone.split():
        one_of(f"topic.{_kind}", {_each: 1})
_TIRING = {"累": "tiring"}


def _doing(act: Predicate) -> Phrase:
    return Phrase(act.heads, "he", act.progressive)


def _quality_of(adjective: Quality) -> English:
    """tiring, though a person is tired"""
    word = adjective.adjective.chinese
    return name(_TIRING[word], adjective.at) if word in _TIRING else adjective.english


@clause(
    "doing as subject",
    *(f"act:topic.{kind} 很|非常|不 adjective:said.{kind}" for kind in TOPICS),
    weight=1.5,
    asked=0,
    opinion=1.5,
)
@clause(
    "doing as subject",
    *(
        f"act:topic.{kind} 真|太 adjective:said.{kind} 了?"
        for kind in TOPICS
        if kind not in ("pleasure", "health")
    ),
    weight=0.4,
    asked=0,
)
@clause(
    "doing as subject",
    *(f"act:topic.{kind} adjective:said.{kind}!" for kind in TOPICS if kind not in ("pleasure", "health")),
    weight=1,
    stated=False,
)
def doing_is(
    act: Predicate,
    adjective: Quality,
    很: At = (),
    非常: At = (),
    不: At = (),
    真: At = (),
    太: At = (),
    了: At = (),
) -> Clause:
    """学中文很有意思 → learning chinese is interesting; 写汉字难吗 → is writing chinese characters difficult ?"""
    if bool(太) != bool(了) or (不 and adjective.adjective.chinese.startswith("有")):
        raise SenselessError
    if 太 and adjective.adjective.chinese == "重要":
        raise SenselessError
    too = say("so" if adjective.adjective.chinese.startswith("有") else "too", 太)
    degree = say("very", 非常) if 非常 else say("really", 真) if 真 else too if 太 else NOTHING
    at = 很 or 非常 or 不 or 真 or 太 or adjective.at
    return Clause(
        _doing(act), replace(be(at, degree + _quality_of(adjective)), asking=adjective.asking).negated(不)
    )


# --- what comes first: 这个字我不认识 ----------------------------------------


@clause(
    "topic",
    *(
        f"object:pointed.{what} who:pronoun 没? verb:{verb} 过"
        for verb, what in (
            ("看.book", "book"),
            ("看.film", "film"),
            ("看.tale", "tale"),
            ("听.song", "song"),
            ("吃.meal", "菜"),
        )
    ),
    weight=1,
    asked=0.3,
    embedded=0.3,
)
def has_done_this(who: Phrase, object: Phrase, verb: Predicate, 过: At, 没: At = ()) -> Clause:
    """这本书我看过 → i have read this book"""
    return Clause(who, perfect(过, verb + object.definite).negated(没))


@clause(
    "topic",
    *(
        f"object:pointed.{kind} who:pronoun 不? verb:喜欢.{kind}"
        for kind in ("book", "film", "song", "cloth", "thing", "car", "gift")
    ),
    weight=0.5,
    asked=0,
    embedded=0.3,
)
@clause(
    "topic",
    "object:pointed.字|pointed.汉字|pointed.词 who:pronoun 不? verb:认识.word|懂.word",
    weight=0.5,
    asked=0.3,
)
def likes_this(who: Phrase, object: Phrase, verb: Predicate, 不: At = ()) -> Clause:
    """这个字我不认识 → i do not know this character"""
    return Clause(who, (verb + object.definite).negated(不))


# --- what something is ----------------------------------------

SUBJECTS = "plain.机器学习|plain.深度学习|plain.人工智能|plain.注意力"


@construction("what", f"what:{SUBJECTS} 是 什么", f"什么 是 what:{SUBJECTS}", weight=0.5)
@construction(
    "what",
    "noun:noun.模型|noun.机器人|noun.句子|noun.汉字|noun.熊猫 是 什么",
    "什么 是 noun:noun.模型|noun.机器人|noun.句子",
    weight=0.2,
)
def what_is(什么: At, 是: At, what: Bare | None = None, noun: Nominal | None = None) -> English:
    """机器学习是什么 → what is machine learning ?"""
    thing = what.object if what else article(noun.one, noun.at) if noun else NOTHING
    return say("what", 什么) + say("is", 是) + thing + say("?", 什么)


# --- models and robots ----------------------------------------


@construction("how", "who:who.machine 怎么 act:deeds.machine", weight=1)
def how_does_a_model(who: Phrase, 怎么: At, act: Predicate) -> English:
    """模型怎么翻译句子 → how does the model translate sentences ?"""
    return Clause(who, act).asked(say("how", 怎么), 怎么)


@clause(
    "modal", "who:who.machine 能! act:skill.machine", "who:who.machine 不 能 act:skill.machine", weight=0.4
)
def machine_can(who: Phrase, 能: At, act: Predicate, 不: At = ()) -> Clause:
    """这个模型能翻译法文 → this model can translate french"""
    return Clause(who, modal(CAN, 能, act).negated(不))


one_of("robot", {"plain.机器人": 1, "pointed.机器人": 1, "owned.机器人": 0.5})
one_of("robotic", dict.fromkeys(("说话.", "跳舞.", "唱歌.", "走路.", "做饭.", "踢足球."), 1))


@rule(
    "robotic",
    "verb:说.language object:plain.中文|plain.英语",
    "verb:洗.cloth object:plain.衣服",
    "verb:写.word object:plain.汉字",
    weight=1,
)
def robotic(verb: Predicate, object: Phrase) -> Predicate:
    """说中文 → speak chinese"""
    return verb.on(object)


@clause("modal", "who:robot 会! act:robotic", "who:robot 不 会 act:robotic", weight=0.4)
def robot_can(who: Phrase, 会: At, act: Predicate, 不: At = ()) -> Clause:
    """机器人会说话 → the robot can talk"""
    return Clause(who, modal(CAN, 会, act).negated(不))


@construction("what", "who:who.machine 会|能 做 什么", "who:who.machine 在 学习|翻译 什么", weight=0.3)
def what_can_it_do(
    who: Phrase, 什么: At, 会: At = (), 能: At = (), 做: At = (), 在: At = (), 学习: At = (), 翻译: At = ()
) -> English:
    """这个机器人会做什么 → what can this robot do ?"""
    if 做:
        said = modal(CAN, 会 or 能, acts("do", 做))
    else:
        said = progressive(在, acts("learn" if 学习 else "translate", 学习 or 翻译))
    return Clause(who, said).asked(say("what", 什么), 什么)


@clause("manner", "who:plain.模型|pointed.模型|owned.模型 翻译 得 很|不 how:well", weight=0.4, asked=0)
@clause("manner", "who:plain.模型|pointed.模型 翻译 得 how:well", weight=0.2, asked=1, stated=False)
def translates_well(who: Phrase, 翻译: At, 得: At, how: English, 很: At = (), 不: At = ()) -> Clause:
    """模型翻译得很好 → the model translates well"""
    return Clause(who, (acts("translate", 翻译) + how).negated(不))


@rule("well", "好")
@rule("well", "快", weight=0.5)
def well(好: At = (), 快: At = ()) -> English:
    """好 → well"""
    return name("well", 好) if 好 else name("fast", 快)


@clause("past", "who:plain.模型|pointed.模型 翻译 错|对 了", weight=0.15, asked=0.5)
def translated_wrong(who: Phrase, 翻译: At, 了: At, 错: At = (), 对: At = ()) -> Clause:
    """模型翻译错了 → the model translated it incorrectly"""
    how = name("incorrectly" if 错 else "correctly", 错 or 对)
    return Clause(who, (acts("translate", 翻译) + say("it", 翻译) + how).did(了))


@clause("identity", "who:pronoun.你 是! noun:noun.机器人|noun.模型", weight=0.15, stated=False)
@clause("identity", "who:pronoun.我 不? 是 noun:noun.机器人|noun.模型", weight=0.15, asked=0)
def is_a_robot(who: Phrase, 是: At, noun: Nominal, 不: At = ()) -> Clause:
    """你是机器人吗 → are you a robot ?; 我不是机器人 → i am not a robot"""
    return Clause(who, be(是, article(noun.one, noun.at)).negated(不))


@construction(
    "request",
    "请? 帮 whom:pronoun.我 翻译 一下",
    "请? 翻译 一下 object:pointed.句子|pointed.词",
    "请 翻译 object:pointed.句子|pointed.词",
    weight=0.2,
)
def translate_for_me(
    翻译: At,
    一下: At = (),
    whom: Phrase | None = None,
    object: Phrase | None = None,
    请: At = (),
    帮: At = (),
) -> English:
    """帮我翻译一下 → help me translate it"""
    please = say("please", 请) if 请 else NOTHING
    if whom:
        return please + name("help", 帮) + whom.definite + name("translate", 翻译) + say("it", 一下)
    assert object
    return please + name("translate", 翻译) + object.definite


@clause(
    "identity",
    "who:pronoun|name 是! owner:pronoun 的? tongue noun:noun.老师",
    "who:pronoun|name 不 是 owner:pronoun 的? tongue noun:noun.老师",
    weight=0.3,
)
def is_my_teacher(
    who: Phrase, 是: At, owner: Pronoun, tongue: English, noun: Nominal, 的: At = (), 不: At = ()
) -> Clause:
    """他是我的中文老师 → he is my chinese teacher"""
    if who.words == owner.words or who.several:
        raise SenselessError
    return Clause(who, be(是, owner.possessive + tongue + noun.one).negated(不))


@clause(
    "quality",
    "owner:pronoun 的 tongue:mastered 很|不|非常 adjective:mastery",
    weight=0.4,
    asked=0,
    opinion=0.3,
)
@clause("quality", "owner:pronoun 的 tongue:mastered adjective:mastery!", weight=0.2, stated=False)
def my_chinese_is(
    owner: Pronoun, tongue: English, adjective: Quality, 很: At = (), 不: At = (), 非常: At = ()
) -> Clause:
    """你的汉语很好 → your chinese is good"""
    degree = say("very", 非常) if 非常 else NOTHING
    return Clause(
        Phrase((), "he", owner.possessive + tongue), is_(adjective, 很 or 不 or 非常, degree).negated(不)
    )


one_of("mastered", {"tongue": 1})
qualities("mastery", "好")


qualities("sentence.length", "长", "短")


@clause(
    "quality",
    "noun:pointed.句子 很|不 adjective:sentence.length",
    "noun:pointed.句子 太 adjective:sentence.length 了",
    weight=0.3,
    asked=0,
    opinion=0.3,
)
@clause("quality", "noun:pointed.句子 adjective:sentence.length!", weight=0.1, stated=False)
def sentence_is_long(noun: Phrase, adjective: Quality, 很: At = (), 不: At = (), 太: At = ()) -> Clause:
    """这个句子很长 → this sentence is long"""
    if adjective.adjective.english in noun.words:
        raise SenselessError
    degree = say("too", 太) if 太 else NOTHING
    return Clause(noun, is_(adjective, 很 or 不 or 太, degree).negated(不))


@clause("modal", "who:pronoun 要! verb:学.language|学习.language object:plain.language", weight=0.2)
@clause("modal", "who:pronoun 要! verb:学习.field object:plain.field", weight=0.2)
def wants_to_learn(who: Phrase, 要: At, verb: Predicate, object: Phrase) -> Clause:
    """我要学习机器学习 → i want to study machine learning"""
    return Clause(who, want(要, verb.on(object)))
