"""People, numbers, times, places and function words."""

PRONOUNS = """
我    i     me    my
你    you   you   your
他    he    him   his
她    she   her   her
我们  we    us    our
你们  you   you   your
他们  they  them  their
"""

NAMES = {"玛丽": "mary", "杰克": "jack", "王芳": "wang fang", "李雷": "li lei"}
"""Names; their characters occur in no other word."""

FAMILY = {"妈妈": "mom", "爸爸": "dad", "奶奶": "grandma", "哥哥": "brother", "姐姐": "sister"}
CALLED = ("妈妈", "爸爸", "奶奶")
"""Family members that are addressed by this word: "mom", but "my brother"."""

GREETINGS = {
    "你好": "hello",
    "早上好": "good morning",
    "晚上好": "good evening",
    "谢谢": "thank you",
    "再见": "goodbye",
}

NUMBERS = dict(
    zip(
        "一两三四五六七八九十",
        ["a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
        strict=True,
    )
)

POINTERS = {"这": ("this", "these"), "那": ("that", "those")}

# the kind of time determines the tense
TIMES = {
    "past": {"昨天": "yesterday", "昨天晚上": "last night", "上个星期": "last week", "去年": "last year"},
    "future": {
        "明天": "tomorrow",
        "明天早上": "tomorrow morning",
        "下个星期": "next week",
        "明年": "next year",
    },
    "habit": {
        "每天": "every day",
        "每天早上": "every morning",
        "每天晚上": "every evening",
        "每个星期": "every week",
    },
    "now": {"现在": "now"},
    "present": {"今天": "today", "现在": "now"},
}

# place, English, "at" or "in" it, its article (as the subject of a sentence, school is "the school")
PLACES = """
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

# activities at places: places | activities, and verbs with the class of their object
SCENES = """
home    家                    | 睡觉 休息 工作 做饭 看电视 看:book 看:film 听:music 喝:drink 吃:meal 写:tale
study   学校 图书馆 教室        | 工作 看:book 看:tale 读:book 读:tale 写:tale 学:language
shop    商店                   | 工作 买:fruit 买:drink 买:cloth 买:gift 卖:fruit 卖:drink
garden  公园 花园              | 跑步 休息 跳舞 看:book 听:song 听:music 画:pet 画:gift 找:thing 等:person
work    医院                   | 工作 等:person 喝:drink 帮助:person
kitchen 厨房                   | 做饭 吃:meal 喝:drink 吃:fruit
sea     海边                   | 游泳 跑步 休息 唱:song 等:person
city    北京 中国              | 工作 学:language 教:language
"""

# side of a thing, English, things with people there | things with only pets and objects there
SIDES = """
上    on       椅子 沙发 床 垫子      | 桌子
里    in       房间 车              | 盒子 书包
下    under    树                  | 桌子 椅子 床
旁边  beside    树 窗户 门 车 桌子    | 沙发 床
后面  behind    树 门 车            | 沙发
"""

# Chinese words that only the constructions use
SMALL_WORDS = """
是 is · 有 have · 没有 not have · 在 at · 正在 be doing · 正 be doing · 不 not · 没 did not · 了 (done)
过 (ever) · 会 can, will · 能 can · 可以 may · 应该 should · 想 want to · 不要 do not · 请 please · 给 give
把 (object first) · 放 put · 坐 sit · 站 stand · 睡 sleep · 住 live · 去 go · 回家 go home · 也 also · 都 all
常常 often · 总是 always · 从来不 never · 和 and · 比 than · 很 is · 非常 very · 太 too · 的 's, that, of
些 some · 几 how many · 哪 which · 谁 who · 什么 what · 哪里 where · 为什么 why · 吗 ?
上 on · 里 in · 下 under · 旁边 beside · 后面 behind
"""

# English words that the constructions add
FUNCTION_WORDS = """
a an the 's ? of to for and than that who what where which whose why how many not no also all always often
never there am is are was do does did have has been will going can cannot may should please want wants more
very too on in under beside behind at put give gives gave go goes went live lives sat sitting stood standing
slept sleeping brothers sisters
"""
