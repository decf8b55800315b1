"""The words of the training language, as tables.

A noun belongs to one class, and classes carry the selection restrictions: which verbs take the noun as their object
(`VERBS`), which adjectives go with it (`CLASSES`). That is what keeps every sentence sensible while nearly every
verb × object and adjective × noun pair that makes sense can occur.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from . import inflection

# class: the adjectives that describe its nouns (红色的苹果) | those that only say how they are (我很忙)
CLASSES_TABLE = """
person     聪明 友好                    | 高 忙 累 饿 高兴
pet        大 小 可爱 漂亮                   |
people                                     |
beast      大 小 可爱 漂亮                   |
fruit      大 小 甜 新鲜 好吃 便宜             | 贵
meal       新鲜 好吃 便宜                    | 贵 热
drink      热 冷 便宜                   | 贵
book       新 旧 有意思 有名 便宜              | 贵 难
tale       长 短 有意思                      | 难
film       新 旧 长 有意思 有名               |
song       新 旧 短 好听 有名                 | 难
music      好听                            |
cloth      新 旧 大 小 漂亮 便宜              | 贵
thing      新 旧 大 小 漂亮 便宜              | 贵 重
paper      新 旧                           | 贵
gift       小 漂亮 可爱                      | 贵
car        新 旧 快 便宜                     | 贵
furniture  新 旧 大 小 漂亮 便宜              | 贵 重
opening    大 小 旧                         |
tree       大 高 漂亮                        |
room       大 小 漂亮                        |
language                                   | 难 有意思
weather                                    | 好 冷 热
"""

# class: Chinese, English, its measure words, further adjectives; "tea/-" has no plural, "-/shoes" no singular
NOUNS_TABLE = """
person     老师    teacher         位,个
person     学生    student         个
person     孩子    child/children  个
person     朋友    friend          个
person     医生    doctor          位,个   有名
person     邻居    neighbor        个
person     歌手    singer          位,个   有名
person     厨师    cook            位,个   有名
pet        猫      cat             只      黑色,白色
pet        狗      dog             只      黑色,白色,聪明
pet        兔子    rabbit          只      黑色,白色
pet        鸟      bird            只      黑色,白色,红色,蓝色,绿色
beast      马      horse           匹      黑色,白色,快
beast      鱼      fish/fish       条      黑色,红色
beast      猴子    monkey          只      聪明
beast      大象    elephant        头      白色,聪明
beast      熊猫    panda           只
fruit      苹果    apple           个      红色,绿色
fruit      香蕉    banana          根      绿色
fruit      橙子    orange          个
meal       鸡蛋    egg             个      白色,大,小
meal       饺子    dumpling        个      热
meal       面包    bread/-         块      白色,黑色
meal       蛋糕    cake/-          块      白色,甜
meal       米饭    rice/-          碗      白色,热
meal       面条    -/noodles       碗      热
drink      茶      tea/-           杯
drink      咖啡    coffee/-        杯
drink      水      water/-         杯,瓶
drink      牛奶    milk/-          杯,瓶
drink      果汁    juice/-         杯,瓶
book       书      book            本      红色,蓝色
book       小说    novel           本
book       词典    dictionary      本      红色,蓝色
book       报纸    newspaper       份
tale       故事    story           个
tale       信      letter          封
tale       诗      poem            首
film       电影    movie           部
song       歌      song            首
music      音乐    music/-         -
cloth      毛衣    sweater         件      红色,白色,黑色,蓝色,绿色
cloth      外套    coat            件      红色,白色,黑色,蓝色,绿色
cloth      鞋      -/shoes         双      红色,白色,黑色,蓝色,绿色
thing      手机    phone           个      红色,白色,黑色,蓝色
thing      电脑    computer        台      白色,黑色
thing      杯子    cup             个      红色,白色,黑色,蓝色,绿色
thing      雨伞    umbrella        把      红色,白色,黑色,蓝色,绿色
thing      帽子    hat             顶      红色,白色,黑色,蓝色,绿色
thing      书包    bag             个      红色,白色,黑色,蓝色,绿色
thing      盒子    box             个      红色,白色,黑色,蓝色,绿色
thing      球      ball            个      红色,白色,黑色,蓝色,绿色
paper      照片    photo           张      漂亮,小
paper      票      ticket          张      便宜
paper      钥匙    key             把      小
gift       花      flower          朵      红色,白色,蓝色
gift       礼物    gift            个
car        车      car             辆      红色,白色,黑色,蓝色,大,小
car        自行车  bicycle         辆      红色,白色,黑色,蓝色
furniture  桌子    table           张      红色,白色,黑色
furniture  椅子    chair           把      红色,白色,黑色,绿色
furniture  床      bed             张      白色
furniture  沙发    sofa            张      红色,白色,黑色,绿色
furniture  垫子    mat             块      红色,白色,黑色,绿色
opening    门      door            扇      红色,白色,绿色
opening    窗户    window          扇      白色,绿色
tree       树      tree            棵
room       房间    room            个
language   中文    chinese/-       -
language   英文    english/-       -
language   法文    french/-        -
weather    天气    weather/-       -
"""

# Chinese, English with its irregular past and participle, kind, the classes it takes as object.
# An action can be under way and can be done on a day; a state only holds; an event only has happened.
VERBS_TABLE = """
吃     eat/ate/eaten          action  fruit meal
喝     drink/drank/drunk      action  drink
买     buy/bought/bought      action  fruit meal drink book cloth thing paper gift car furniture
卖     sell/sold/sold         action  fruit meal drink book cloth car furniture
看     read/read/read         action  book tale
看     watch                  action  film
读     read/read/read         action  book tale
写     write/wrote/written    action  tale
借     borrow                 action  book
听     listen+to              action  song music
唱     sing/sang/sung         action  song
学     learn                  action  language
教     teach/taught/taught    action  language
说     speak/spoke/spoken     action  language
穿     wear/wore/worn         action  cloth
洗     wash                   action  cloth car fruit
找     look+for               action  thing paper person
带     bring/brought/brought  action  thing paper gift
追     chase                  chase   pet
喂     feed/fed/fed           action  pet beast
画     draw/drew/drawn        action  pet beast gift
帮助   help                   action  person people
等     wait+for               action  person
看见   see/saw/seen           event   person pet beast car
喜欢   like                   state   person people pet beast fruit meal drink book tale film song music cloth thing gift car language
爱     love                   state   person pet beast music
认识   know/knew/known        state   person
需要   need                   state   drink book cloth thing paper car furniture
要     want                   state   fruit meal drink thing gift
"""

# the forms in which each kind of verb occurs
FORMS = {
    "action": ("base", "third", "past", "participle", "progressive", "particle"),
    "activity": ("base", "third", "past", "progressive", "particle"),
    "event": ("base", "past", "participle"),
    "state": ("base", "third"),
    "chase": ("base", "third"),
    "turning": ("base", "past"),
}

# what one does to something with 把 … 了; what one does for somebody with 给
FINISHING = ("吃", "喝", "卖", "洗")
FOR_OTHERS = ("买", "带", "唱")

# what one does to doors and windows
TURNING_TABLE = """
打开  open
关上  close
"""

# what one does without an object of its own
ACTIVITIES_TABLE = """
跑步    run/ran/run
游泳    swim/swam/swum
跳舞    dance
睡觉    sleep/slept/slept
工作    work
做饭    cook
休息    rest
开车    drive/drove/driven
看电视  watch+tv
"""

ADJECTIVES_TABLE = """
大 big · 小 small · 新 new · 旧 old · 热 hot · 冷 cold · 甜 sweet · 新鲜 fresh · 好吃 delicious
贵 expensive · 便宜 cheap · 漂亮 beautiful · 可爱 cute · 有意思 interesting · 有名 famous · 难 difficult · 好听 nice
长 long · 短 short · 重 heavy · 快 fast · 红色 red · 白色 white · 黑色 black · 蓝色 blue · 绿色 green
聪明 clever · 友好 friendly · 高 tall · 忙 busy · 累 tired · 饿 hungry · 高兴 happy · 好 good
"""

# adjectives that complain of too much (太 … 了)
TOO = ("大", "小", "贵", "热", "冷", "旧", "长", "短", "重", "难", "甜")

# adjectives that compare (比)
COMPARED = ("大", "小", "新", "贵", "便宜", "热", "冷", "甜", "长", "短", "重", "快", "漂亮", "有意思", "难", "高", "忙")

# measure words that English says too; with all others English counts the noun itself
MEASURES = {"杯": "cup", "瓶": "bottle", "碗": "bowl", "块": "piece", "双": "pair"}

NUMBERS = dict(zip("一两三四五六七八九十", "a two three four five six seven eight nine ten".split(), strict=True))

POINTERS = {"这": ("this", "these"), "那": ("that", "those")}

# further words, which the constructions speak of themselves
WORDS = {
    "是": "is", "有": "have", "没有": "not have", "在": "at", "正在": "be doing", "不": "not", "没": "did not",
    "了": "(done)", "过": "(ever)", "会": "can, will", "能": "can", "可以": "may", "应该": "should", "想": "want to",
    "不要": "do not", "请": "please", "给": "give", "把": "(object first)", "放": "put", "坐": "sit", "站": "stand",
    "睡": "sleep", "住": "live", "去": "go", "回家": "go home", "也": "also", "都": "all",
    "常常": "often", "总是": "always", "从来不": "never", "和": "and", "比": "than", "很": "is", "非常": "very",
    "太": "too", "的": "'s, that, of", "些": "some", "几": "how many", "哪": "which", "谁": "who", "什么": "what",
    "哪里": "where", "为什么": "why", "吗": "?", "上": "on", "里": "in", "下": "under", "旁边": "beside",
    "后面": "behind", "正": "be doing",
}  # fmt: skip

# English words that the constructions add
FUNCTION_WORDS = """
a an the 's ? of to for and than that who what where which whose why how many not no also all always often never there
am is are was do does did have has been will going can cannot may should please want wants more very too
on in under beside behind at put give gives gave go goes went live lives sat sitting stood standing slept sleeping
brothers sisters
"""

PRONOUNS_TABLE = """
我    i     me    my
你    you   you   your
他    he    him   his
她    she   her   her
我们  we    us    our
你们  you   you   your
他们  they  them  their
"""

# names, whose characters occur in no other word; and one's family, who are called "mom" but also "my mom"
NAMES = {"玛丽": "mary", "杰克": "jack", "王芳": "wang fang", "李雷": "li lei"}
FAMILY = {"妈妈": "mom", "爸爸": "dad", "奶奶": "grandma", "哥哥": "brother", "姐姐": "sister"}
CALLED = ("妈妈", "爸爸", "奶奶")

# whom and what one can call one's own
OWN_CLASSES = "pet fruit meal drink book tale song cloth thing paper gift car furniture room".split()
OWN_PEOPLE = "老师 学生 孩子 朋友 医生 邻居".split()

GREETINGS = {"你好": "hello", "早上好": "good morning", "晚上好": "good evening", "谢谢": "thank you", "再见": "goodbye"}

# kind of time: it decides the tense
TIMES = {
    "past": {"昨天": "yesterday", "昨天晚上": "last night", "上个星期": "last week", "去年": "last year"},
    "future": {"明天": "tomorrow", "明天早上": "tomorrow morning", "下个星期": "next week", "明年": "next year"},
    "habit": {"每天": "every day", "每天早上": "every morning", "每天晚上": "every evening", "每个星期": "every week"},
    "now": {"现在": "now"},
    "present": {"今天": "today", "现在": "now"},
}

# place: where it is and where one goes; "the" comes of itself before a common noun
PLACES_TABLE = """
学校    school      at
家      home        at
北京    beijing     in
中国    china       in
公园    park        in   the
图书馆  library     in   the
商店    shop        in   the
医院    hospital    in   the
教室    classroom   in   the
厨房    kitchen     in   the
花园    garden      in   the
海边    seaside     at   the
"""

# what one does where: places | activities and verbs with their object's class
SCENES_TABLE = """
home    家                    | 睡觉 休息 工作 做饭 看电视 看:book 看:film 听:music 喝:drink 吃:meal 写:tale
study   学校 图书馆 教室        | 工作 看:book 看:tale 读:book 读:tale 写:tale 学:language
shop    商店                   | 工作 买:fruit 买:drink 买:cloth 买:gift 卖:fruit 卖:drink
garden  公园 花园              | 跑步 休息 跳舞 看:book 听:song 听:music 画:pet 画:gift 找:thing 等:person
work    医院                   | 工作 等:person 喝:drink 帮助:person
kitchen 厨房                   | 做饭 吃:meal 喝:drink 吃:fruit
sea     海边                   | 游泳 跑步 休息 唱:song 等:person
city    北京 中国              | 工作 学:language 教:language
"""

# side of a thing: English | things a person sits, stands or sleeps there | things where other things are as well
SIDES_TABLE = """
上    on       椅子 沙发 床 垫子      | 桌子
里    in       房间 车              | 盒子 书包
下    under    树                  | 桌子 椅子 床
旁边  beside    树 窗户 门 车 桌子    | 沙发 床
后面  behind    树 门 车            | 沙发
"""


@dataclass(frozen=True)
class Noun:
    """A noun; without `singular` it is always plural (shoes), without `plural` it cannot be counted (tea)."""

    chinese: str
    singular: str
    plural: str
    kind: str
    measures: tuple[str, ...]
    adjectives: tuple[str, ...]


@dataclass(frozen=True)
class Verb:
    """A verb with its forms; `particle` is what stands between it and its object (listen *to*)."""

    chinese: str
    base: str
    third: str
    past: str
    participle: str
    progressive: str
    particle: str
    kind: str
    takes: tuple[str, ...]


@dataclass(frozen=True)
class Adjective:
    """An adjective and its comparative."""

    chinese: str
    english: str
    comparative: str


def _rows(table: str) -> Iterator[list[str]]:
    return (line.split() for line in table.strip().splitlines())


def _verb(chinese: str, english: str, kind: str, takes: tuple[str, ...]) -> Verb:
    english, _, particle = english.partition("+")
    base, *irregular = english.split("/")
    past, participle = irregular or (inflection.past(base), inflection.past(base))
    third, progressive = inflection.third_person(base), inflection.progressive(base)
    return Verb(chinese, base, third, past, participle, progressive, particle, kind, takes)


def _noun(kind: str, chinese: str, english: str, measures: str, further: str = "") -> Noun:
    singular, plural = english.split("/") if "/" in english else (english, inflection.plural(english))
    adjectives = (*CLASSES[kind][0], *filter(None, further.split(",")))
    return Noun(
        chinese, singular.strip("-"), plural.strip("-"), kind, tuple(measures.strip("-").split(",")), adjectives
    )


def _classes() -> Iterator[tuple[str, tuple[tuple[str, ...], tuple[str, ...]]]]:
    for line in CLASSES_TABLE.strip().splitlines():
        describing, _, predicates = line.partition("|")
        kind, *adjectives = describing.split()
        yield kind, (tuple(adjectives), tuple(predicates.split()))


CLASSES = dict(_classes())
NOUNS = {row[1]: _noun(*row) for row in _rows(NOUNS_TABLE)}
VERBS = [_verb(chinese, english, kind, tuple(takes)) for chinese, english, kind, *takes in _rows(VERBS_TABLE)]
ACTIVITIES = [_verb(chinese, english, "activity", ()) for chinese, english in _rows(ACTIVITIES_TABLE)]
TURNING = [_verb(chinese, english, "turning", ()) for chinese, english in _rows(TURNING_TABLE)]
ADJECTIVES = {
    chinese: Adjective(chinese, english, inflection.comparative(english))
    for chinese, english in (entry.split() for entry in ADJECTIVES_TABLE.replace("\n", "·").strip("·").split("·"))
}
PRONOUNS = {chinese: tuple(forms) for chinese, *forms in _rows(PRONOUNS_TABLE)}
PLACES = {chinese: (english, side, "".join(the)) for chinese, english, side, *the in _rows(PLACES_TABLE)}
MOODS = ("忙", "累", "饿", "高兴")
"""What one may deny or ask of somebody politely."""
SHORT = ("大", "小", "新", "旧", "热")
"""Adjectives that also stand before a noun without 的: 小猫, 新书."""


def scenes() -> Iterator[tuple[str, list[str], list[str]]]:
    """Each scene: its name, its places, and what one does there."""
    for line in SCENES_TABLE.strip().splitlines():
        before, after = line.split("|")
        scene, *places = before.split()
        yield scene, places, after.split()


def sides() -> Iterator[tuple[str, str, list[str], list[str]]]:
    """Each side of things: Chinese, English, where people are too, where only things and pets are."""
    for line in SIDES_TABLE.strip().splitlines():
        before, after = line.split("|")
        chinese, english, *people = before.split()
        yield chinese, english, people, after.split()


def of_class(kind: str) -> list[Noun]:
    """The nouns of a class; "people" are persons of whom one speaks in general (我喜欢孩子)."""
    return [noun for noun in NOUNS.values() if noun.kind == ("person" if kind == "people" else kind)]


def glosses() -> Mapping[str, str]:
    """Every content word, pronoun and name in Chinese, with its English; several meanings are separated by commas."""
    pairs = [
        *((noun.chinese, noun.singular or noun.plural) for noun in NOUNS.values()),
        *((verb.chinese, f"{verb.base} {verb.particle}".strip()) for verb in (*VERBS, *TURNING, *ACTIVITIES)),
        *((adjective.chinese, adjective.english) for adjective in ADJECTIVES.values()),
        *((chinese, english) for chinese, (english, *_) in (PRONOUNS | PLACES | POINTERS).items()),
        *((chinese, english) for times in TIMES.values() for chinese, english in times.items()),
        *(NUMBERS | NAMES | FAMILY | GREETINGS | MEASURES).items(),
        *WORDS.items(),
    ]
    glosses: dict[str, dict[str, None]] = {}
    for chinese, english in pairs:
        glosses.setdefault(chinese, {})[english] = None
    return {chinese: ", ".join(english) for chinese, english in glosses.items()}


def english_words() -> tuple[str, ...]:
    """Every English word that a translation can hold, in a fixed order."""
    texts = [
        FUNCTION_WORDS,
        *(f"{noun.singular} {noun.plural}" for noun in NOUNS.values()),
        *(f"{measure} {inflection.plural(measure)}" for measure in MEASURES.values()),
        *(" ".join(getattr(verb, form) for form in FORMS[verb.kind]) for verb in (*VERBS, *TURNING, *ACTIVITIES)),
        *(adjective.english for adjective in ADJECTIVES.values()),
        *(ADJECTIVES[chinese].comparative for chinese in COMPARED),
        *(" ".join(forms) for forms in (*PRONOUNS.values(), *POINTERS.values())),
        *(english for english, _, _ in PLACES.values()),
        *(english for times in TIMES.values() for english in times.values()),
        *(NUMBERS | NAMES | FAMILY | GREETINGS).values(),
    ]
    return tuple(dict.fromkeys(word for text in texts for word in text.split()))
