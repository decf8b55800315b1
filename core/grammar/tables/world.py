"""People, numbers, times, places and function words."""

PRONOUNS = """
我    i     me    my
你    you   you   your
您    you   you   your
他    he    him   his
她    she   her   her
我们  we    us    our
你们  you   you   your
他们  they  them  their
她们  they  them  their
"""

NAMES = {
    "玛丽": "mary",
    "杰克": "jack",
    "王芳": "wang fang",
    "李雷": "li lei",
    "小明": "xiao ming",
    "大卫": "david",
    "安娜": "anna",
}
SURNAMES = {"王": "wang", "李": "li", "张": "zhang", "刘": "liu"}
TITLES = {"老师": "teacher", "医生": "doctor", "先生": "mr", "小姐": "miss"}
"""王老师 → teacher wang"""

FAMILY = {
    "妈妈": "mom",
    "爸爸": "dad",
    "奶奶": "grandma",
    "爷爷": "grandpa",
    "哥哥": "brother",
    "姐姐": "sister",
    "弟弟": "younger brother",
    "妹妹": "younger sister",
    "儿子": "son",
    "女儿": "daughter",
    "丈夫": "husband",
    "妻子": "wife",
}
MALE = ("杰克", "李雷", "小明", "大卫", "爸爸", "爷爷", "哥哥", "弟弟", "儿子", "丈夫")
FEMALE = ("玛丽", "王芳", "安娜", "妈妈", "奶奶", "姐姐", "妹妹", "女儿", "妻子")
"""The names and family members that are "he" or "she"."""
MASCULINE = (*MALE, "男人", "男孩", "男朋友", "先生")
"""Those who are not called 漂亮 (beautiful)."""
PET_NAMES = {"小白": "xiao bai", "小黑": "xiao hei"}
NATIONS = {
    "中国": "chinese",
    "美国": "american",
    "英国": "british",
    "法国": "french",
    "日本": "japanese",
}
"""中国人 → chinese"""

SPOUSES = ("丈夫", "妻子")
CALLED = ("妈妈", "爸爸", "奶奶", "爷爷")
"""Family members that are addressed by this word: "mom", but "my brother"."""

GREETINGS = {
    "你好": "hello",
    "早上好": "good morning",
    "晚上好": "good evening",
    "谢谢": "thank you",
    "再见": "goodbye",
    "明天见": "see you tomorrow",
    "您好": "hello",
    "对不起": "sorry",
    "喂": "hello",
    "喂你好": "hello",
    "生日快乐": "happy birthday",
    "晚安": "good night",
    "下午好": "good afternoon",
}

# fixed sentences: Chinese, English; the number after each English word is the Chinese word that it translates
COURTESIES = """
新年快乐         happy:1 new:1 year:1
不客气           you:1 are:1 welcome:1
没关系           it:1 does:1 not:1 matter:1
没 事            it:2 is:2 ok:1
很高兴 认识 你    nice:1 to:2 meet:2 you:3
很高兴 认识 您    nice:1 to:2 meet:2 you:3
很高兴 认识 你们  nice:1 to:2 meet:2 you:3
认识 您 很高兴    nice:3 to:1 meet:1 you:2
我 也 很好        i:1 am:3 fine:3 too:2
你们 都 好吗      how:3 are:3 you:1 all:2 ?:3
认识 你 很高兴    nice:3 to:1 meet:1 you:2
见到 你 很高兴    nice:3 to:1 see:1 you:2
很高兴 见到 你    nice:1 to:2 see:2 you:3
认识 你 我 很高兴  i:3 am:4 happy:4 to:1 meet:1 you:2
我 很高兴 见到 你  i:1 am:2 happy:2 to:3 see:3 you:4
非常 感谢        thank:2 you:2 very:1 much:1
我 没事          i:1 am:2 fine:2
好的 谢谢        ok:1 thank:2 you:2
好好 休息        rest:2 well:1
好久 不见        long:1 time:1 no:2 see:2
晚上 见          see:2 you:2 tonight:1
我 也是          me:1 too:2
是的             yes:1
好的             ok:1
不是             no:1
对               right:1
对 了            that:1 is:1 right:1
不 对            that:2 is:2 not:1 right:2
你 好吗          how:2 are:2 you:1 ?:2
您 好吗          how:2 are:2 you:1 ?:2
你们 好吗        how:2 are:2 you:1 ?:2
你 怎么样        how:2 are:2 you:1 ?:2
最近 怎么样      how:2 have:2 you:2 been:2 recently:1 ?:2
你 最近 怎么样   how:3 have:3 you:1 been:3 recently:2 ?:3
大家 好          hello:2 everyone:1
你们 好          hello:2 everyone:1
大家 早上 好     good:3 morning:2 everyone:1
谢谢 大家        thank:1 you:1 everyone:2
非常 谢谢        thank:2 you:2 very:1 much:1
谢谢 你          thank:1 you:2
谢谢 您          thank:1 you:2
谢谢 你们        thank:1 you:2
谢谢 你 的 帮助  thank:1 you:1 for:3 your:2 help:4
欢迎 你          welcome:1
欢迎 你们        welcome:1
祝 你 生日 快乐  happy:4 birthday:3 to:1 you:2
请问             excuse:1 me:1
我 很好          i:1 am:2 fine:2
我 很好 谢谢     i:1 am:2 fine:2 thank:3 you:3
我 来 介绍 一下  let:2 me:1 introduce:3 myself:1
再见 大家        goodbye:1 everyone:2
可以 吗          is:2 that:1 ok:1 ?:2
是 吗            is:1 that:1 right:1 ?:2
对 吗            is:1 that:1 right:1 ?:2
是 我            it:1 is:1 me:2
不谢             you:1 are:1 welcome:1
不用谢           you:1 are:1 welcome:1
不好意思         sorry:1
好啊             ok:1
是啊             yes:1
几 个 人         how:1 many:1 people:3 ?:1
大家 再见        goodbye:2 everyone:1
"""

POINTERS = {"这": ("this", "these"), "那": ("that", "those")}

# the kind of time determines the tense
TIMES = {
    "past": {
        "昨天": "yesterday",
        "昨天早上": "yesterday morning",
        "昨天下午": "yesterday afternoon",
        "昨天晚上": "last night",
        "上个星期": "last week",
        "上个月": "last month",
        "去年": "last year",
    },
    "future": {
        "明天": "tomorrow",
        "明天早上": "tomorrow morning",
        "明天上午": "tomorrow morning",
        "明天下午": "tomorrow afternoon",
        "明天晚上": "tomorrow evening",
        "下个星期": "next week",
        "下个月": "next month",
        "明年": "next year",
    },
    "habit": {
        "每天": "every day",
        "每天早上": "every morning",
        "每天晚上": "every evening",
        "每个星期": "every week",
        "每年": "every year",
    },
    "now": {"现在": "now"},
    "present": {"今天": "today", "现在": "now"},
}

TODAY = {
    "did": {
        "今天": "today",
        "今天早上": "this morning",
        "今天上午": "this morning",
        "这个星期": "this week",
        "今年": "this year",
    },
    "will": {
        "今天": "today",
        "今天下午": "this afternoon",
        "今天晚上": "tonight",
        "这个星期": "this week",
        "这个月": "this month",
        "今年": "this year",
    },
}
"""Today with what happened already, and with what will happen."""

PARTS_OF_DAY = {
    "早上": "in the morning",
    "上午": "in the morning",
    "中午": "at noon",
    "下午": "in the afternoon",
    "晚上": "in the evening",
}

WEEKDAYS = dict(
    zip(
        "一二三四五六天",
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
        strict=True,
    )
)
MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]

# place, English, "at" or "in" it, its article (as the subject of a sentence, school is "the school")
PLACES = """
学校    school      at
大学    university  at   the
家      home        at
公司    company     at   the
北京    beijing     in
上海    shanghai    in
中国    china       in
美国    america     in
英国    england     in
公园    park        in   the
图书馆  library     in   the
商店    shop        in   the
超市    supermarket at   the
饭店    restaurant  at   the
宾馆    hotel       at   the
医院    hospital    in   the
机场    airport     at   the
火车站  train_station at the
教室    classroom   in   the
厨房    kitchen     in   the
花园    garden      in   the
海边    seaside     at   the
"""

# where something is, seen from here: Chinese, English, its preposition (or -), its article
WHEREABOUTS = """
这儿    here        -
这里    here        -
那儿    there       -
那里    there       -
外面    outside     -
里面    inside      -
前面    ahead       -
左边    left        on   the
右边    right       on   the
路上    way         on   the
"""

# activities at places: places | activities, and verbs with the class of their object
SCENES = """
class   教室 学校 大学          | 上课
clinic  医院                   | 看病
home    家   | 睡觉 休息 工作 学习 做饭 吃饭 看电视 打电话 看:book 看:film 听:music 喝:drink 吃:meal 写:tale 等:person
study   学校 大学 图书馆 教室   | 工作 学习 看:book 看:tale 读:book 读:tale 写:tale 学:language 学习:language 学习:field
shop    商店 超市              | 工作 买:book 买:fruit 买:drink 买:cloth 买:thing 买:stuff 买:gift 卖:fruit 卖:drink
garden  公园 花园              | 跑步 休息 运动 玩 跳舞 唱歌 看:book 听:song 听:music 画:pet 画:gift 找:thing 等:person
work    医院 公司              | 工作 等:person 帮助:person
meal    饭店                   | 工作 吃饭 喝:drink 吃:meal 等:person
travel  机场 火车站             | 工作 等:person 喝:drink 看:book
sleep   宾馆                   | 睡觉 休息 工作 吃饭
kitchen 厨房                   | 做饭 吃:meal 喝:drink 吃:fruit
sea     海边                   | 游泳 跑步 休息 玩 唱:song 等:person
outside 外面                   | 玩 等:person 跑步 打电话 吃饭 休息
here    这儿 那儿               | 工作 学习 休息 等:person 看:book 吃饭
city    北京 上海 中国 美国 英国  | 工作 学习 学:language 学习:language 教:language
"""

# side of a thing, English, things with people there | things with only pets and objects there
SIDES = """
上    on       椅子 沙发 床 垫子      | 桌子
里    in       房间 车              | 盒子 书包
下    under    树                  | 桌子 椅子 床
旁边  beside    树 窗户 门 车 桌子    | 沙发 床 椅子
后面  behind    树 门 车            | 沙发
前面  in_front_of  树 门 车 房子      | 沙发 电视
"""

# Chinese words that only the constructions use
SMALL_WORDS = """
叫 be called · 姓 surname · 名字 name · 您贵姓 what is your surname · 大家 everyone · 它 it · 它们 they · 人 person
告诉 tell · 送 give · 让 let, ask · 帮 help · 请 invite · 生病 sick · 身体 health · 舒服 well · 疼 hurt
感冒 have a cold · 眼睛 eyes · 头发 hair · 头 head · 手 hand · 肚子 stomach · 还是 or · 呢 and … ?
生日 birthday · 口 (measure word) · 们 (plural) · 男的 man · 女的 woman · 外国人 foreigner · 兄弟姐妹 siblings
家人 family · 请问 excuse me · 祝 wish
欢迎 welcome · 跟 with · 一起 together · 就 just · 最好 best · 小姐 miss · 先生 mr · 哪国人 from which country
是 is · 有 have · 没有 not have · 在 at · 正在 be doing · 正 be doing · 不 not · 没 did not · 了 (done)
过 (ever) · 会 can, will · 能 can · 可以 may · 应该 should · 想 want to · 不要 do not · 请 please · 给 give
把 (object first) · 放 put · 坐 sit · 站 stand · 睡 sleep · 住 live · 去 go · 回家 go home · 也 also · 都 all
常常 often · 总是 always · 从来不 never · 和 and · 比 than · 很 is · 非常 very · 太 too · 的 's, that, of
些 some · 几 how many · 哪 which · 谁 who · 什么 what · 哪里 where · 为什么 why · 吗 ?
时候 time · 的时候 when · 时间 time · 小时 hour · 分 minute · 点 o'clock · 半 half · 一刻 quarter · 月 month
日 day
号 day · 岁 years old · 以前 before, ago · 以后 after · 前 ago · 已经 already · 刚 just · 先 first · 再 again, then
又 again · 还 still, also · 得 (how) · 着 (state) · 吧 let us · 到 to, arrive · 完 finish · 从 from · 来 come
走 leave
回 go back · 进 come in · 起 get up · 跑 run · 游 swim · 跳 dance · 踢 play · 打 play · 忘 forget · 开始 start
知道 know · 觉得 think · 因为 because · 所以 so · 可能 may · 该 should · 别 do not · 真 really · 早 early · 晚 late
经常 often · 钱 money · 块钱 yuan · 元 yuan · 怎么 how · 哪儿 where · 遍 time · 足球 football · 篮球 basketball
万 ten thousand · 下雨 rain · 下雪 snow · 不客气 you are welcome · 没关系 it does not matter · 没事 it is ok
好久不见 long time no see · 感谢 thank · 最近 recently · 那么 so · 一遍 once
可是 but · 上面 on · 下面 under · 里面 in · 这么 so · 多久 how long · 明白 understand · 用 in, with · 每 every
出发 leave · 有空 have time · 来自 come from · 怎么办 what to do · 左 left · 右 right · 认为 think · 钟 o'clock
新年快乐 happy new year · 小时候 childhood · 常 often · 雨 rain · 雪 snow
多少钱 how much · 一些 some · 很多 many, a lot of · 一点儿 a little · 有点儿 a little · 最 most · 更 more
一样 same, as · 公斤 kilo · 一共 altogether · 生日 birthday · 外面 outside · 别的 else · 第 (first, second, …)
年 year · 怎么样 how is · 点菜 order · 想要 want · 哪个 which one · 几点 what time · 星期几 what day
几号 what date · 只 only · 点儿 some · 斤 jin · 度 degree · 差 to · 过年 chinese new year
上 on · 里 in · 下 under · 旁边 beside · 后面 behind · 前面 in front of · 左边 left · 右边 right
当 be · 长得 look · 洗手间 restroom · 用 in · 手机号 phone number · 看看 take a look
一直 always, all this time · 马上 soon, right away · 啊 (emphasis) · 饱 full · 对吗 right ? · 对不对 right ?
里面 inside · 离 (distance) from · 往 towards · 从 from · 到 to · 路 road · 进 enter · 出 out · 怎么 how
话 what one says · 介绍 introduce · 泳 swimming · 后 in, after · 不用谢 you are welcome · 骑 ride · 电话 phone call
谢 thank · 因为 because · 所以 so · 虽然 although · 但是 but · 如果 if · 就 then · 希望 hope · 意思 meaning · 成 into
"""

# English words that the constructions add
FUNCTION_WORDS = """
great everyone nobody it its them or yes no me too and you how fine neither nor welcome nice meet see time not matter
excuse my name called from country people person which whose surname family let lets tell ask well is was sick ill
health feel unwell eyes hair headache stomachache cold foreigner here both best names were more myself need needs
birthday job siblings each other either football basketball head hand stomach hurt hurts open door window says said
late money anybody somebody home man woman some else older younger outside something as favorite kilo kilos hers
yours ours theirs altogether even same different anything another getting little mine most the one first only so
hard lot love a an 's ? of to for than that who what where why many much also all always often never there am are do
does did have has been will going can cannot may should please want wants very on in under beside behind at put give
gives gave go goes went live lives sat sitting stood standing slept sleeping brothers sisters sons daughters hundred
thousand thirtieth o'clock half past quarter minutes hours days weeks months years yuan old date about when long ago
already still just really had must us because although but thinks hopes knows clothing none tonight sometimes after
before earlier used quickly say once twice later beautifully then moment times soon be dark future ready stop slowly
might yet anymore down while early by less almost hurry we slow forgot forget right noon with think know hope
together again front inside ahead left straight far close takes if get mean means meaning into wrong correctly
incorrectly way like next out back tiring away shall full few number restroom taking jin degrees
"""
