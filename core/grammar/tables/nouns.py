"""Nouns, and the adjectives that go with them.

A noun belongs to one class. The class determines which verbs take the noun as object (`verbs`) and which adjectives
describe it, so that every sentence makes sense, and every sensible verb–object and adjective–noun pair can occur.
"""

# class: the adjectives that describe its nouns (红色的苹果) | those that are only predicates (我很忙)
CLASSES = """
person     聪明 友好 漂亮                 | 高 忙 累 高兴 快乐 好 可爱 有意思 好看2 饿 渴
human      好                              |
partner    好                              |
pet        大 小 可爱 漂亮                   |
people                                     |
beast      大 小 可爱 漂亮                   |
fruit      大 小 甜 新鲜 好吃 便宜             | 贵
meal       新鲜 好吃 便宜                    | 贵 热
dinner                                     | 好吃
drink      热 冷 便宜 好喝                | 贵
book       新 旧 有意思 有名 便宜 好看          | 贵 难 好
tale       长 短 有意思                      | 难
film       新 旧 长 有意思 有名 好看           | 好
song       新 短 好听 有名                    | 难 好
music      好听                            |
cloth      新 旧 大 小 漂亮 便宜 好看1         | 贵 干净
thing      新 旧 大 小 漂亮 便宜 好看1         | 贵 重 好
pen        新 旧 长 短                       | 贵
paper      新 旧                           | 贵
gift       小 漂亮 可爱 好看1                 | 贵
car        新 旧 便宜                        | 贵 快 好
transport                                  | 快 慢 贵 便宜
furniture  新 旧 大 小 漂亮 便宜              | 贵 重
opening    大 小 旧                         |
tree       大 高 漂亮                        |
room       大 小 漂亮 旧 新                   | 贵 干净
medicine   便宜                             | 贵
word       新 难 简单 有意思                  | 重要
question   难 简单 重要                       |
lesson     难 简单 有意思 重要                 |
task       难 简单                      |
exam       难 简单 重要                      |
job        新 好 有意思                       | 难 累1 重要
matter     重要 有意思                       |
machine    新 旧 大 小 聪明                  | 快 慢 好
field                                      | 难 有意思 重要 简单
language                                   | 难 有意思 重要
weather                                    | 好 冷 热
color                                      | 漂亮 好看1
money                                      |
shade      好看1 漂亮                        |
stuff      新 旧 大 小 漂亮 便宜              | 贵 重
road       长 新 旧                         |
"""

ATTRIBUTIVE = {"word": ("新",), "job": ("新",), "film": ("旧",), "paper": ("新", "旧")}
"""Adjectives that come only before nouns of a class: 新词, but hardly 这个词很新."""

# class: Chinese, English, its measure words, further adjectives; "tea/-" has no plural, "-/shoes" no singular; in
# English words, _ is a space
NOUNS = """
person     老师    teacher         位,个   好
person     学生    student         个     好
person     孩子    child/children  个     好
person     朋友    friend          个     好
person     同学    classmate       个
person     医生    doctor          位,个   有名,好
person     邻居    neighbor        个
person     歌手    singer          位,个   有名
person     厨师    cook            位,个   有名
person     服务员  waiter          个
person     男人    man/men         个     高
person     女人    woman/women     个     高
person     男孩    boy             个     高
person     女孩    girl            个     高
human      人      person/people   个
partner    男朋友  boyfriend       个
partner    女朋友  girlfriend      个
pet        猫      cat             只      黑色,白色
pet        狗      dog             只      黑色,白色,聪明
pet        兔子    rabbit          只      黑色,白色
pet        鸟      bird            只      黑色,白色,红色,蓝色,绿色
beast      马      horse           匹      黑色,白色
beast      鱼      fish/fish       条      黑色,红色
beast      猴子    monkey          只      聪明
beast      大象    elephant        头      白色,聪明
beast      熊猫    panda           只
fruit      苹果    apple           个      红色,绿色
fruit      香蕉    banana          根      绿色
fruit      橙子    orange          个
fruit      西瓜    watermelon      个
fruit      水果    fruit/-         -
meal       鸡蛋    egg             个      白色,大,小
meal       饺子    dumpling        个      热
meal       面包    bread/-         块      白色,黑色
meal       蛋糕    cake/-          块      白色,甜
meal       米饭    rice/-          碗      白色,热
meal       面条    -/noodles       碗      热
meal       羊肉    lamb/-          块      热
meal       菜      dish/dishes     个
meal       中国菜  chinese_food/-  -
dinner     早饭    breakfast/-     -
dinner     午饭    lunch/-         -
dinner     晚饭    dinner/-        -
drink      茶      tea/-           杯
drink      咖啡    coffee/-        杯
drink      水      water/-         杯,瓶
drink      牛奶    milk/-          杯,瓶
drink      果汁    juice/-         杯,瓶
drink      啤酒    beer/-          瓶
book       书      book            本      红色,蓝色,好
book       小说    novel           本      好
book       词典    dictionary      本      红色,蓝色
book       报纸    newspaper       份
tale       故事    story           个      好
tale       信      letter          封
tale       诗      poem            首
film       电影    movie           部,个      好
song       歌      song            首
music      音乐    music/-         -
cloth      毛衣    sweater         件      红色,白色,黑色,蓝色,绿色
cloth      外套    coat            件      红色,白色,黑色,蓝色,绿色
cloth      衣服    -/clothes       件      红色,白色,黑色,蓝色,绿色
cloth      鞋      -/shoes         双      红色,白色,黑色,蓝色,绿色
thing      手机    phone           个      红色,白色,黑色,蓝色
thing      电脑    computer        台      白色,黑色
thing      杯子    cup             个      红色,白色,黑色,蓝色,绿色
thing      雨伞    umbrella        把      红色,白色,黑色,蓝色,绿色
thing      帽子    hat             顶      红色,白色,黑色,蓝色,绿色
thing      书包    bag             个      红色,白色,黑色,蓝色,绿色
thing      盒子    box             个      红色,白色,黑色,蓝色,绿色
thing      球      ball            个      红色,白色,黑色,蓝色,绿色
thing      手表    watch           块      白色,黑色
stuff      东西    thing           个
pen        笔      pen             支      红色,黑色,蓝色
pen        铅笔    pencil          支      红色,黑色,蓝色
paper      照片    photo           张      漂亮,小
paper      票      ticket          张      便宜
paper      火车票  train_ticket    张      便宜
paper      机票    plane_ticket    张      便宜
paper      钥匙    key             把      小
gift       花      flower          朵      红色,白色,蓝色
gift       礼物    gift            个
car        车      car             辆      红色,白色,黑色,蓝色,大,小
car        自行车  bicycle         辆      红色,白色,黑色,蓝色
transport  公共汽车 bus            辆
transport  出租车  taxi            辆
transport  火车    train           -
transport  飞机    plane           架
furniture  桌子    table           张      红色,白色,黑色
furniture  椅子    chair           把      红色,白色,黑色,绿色
furniture  床      bed             张      白色
furniture  沙发    sofa            张      红色,白色,黑色,绿色
furniture  垫子    mat             块      红色,白色,黑色,绿色
furniture  电视    tv              台      黑色
opening    门      door            扇      红色,白色,绿色
opening    窗户    window          扇      白色,绿色
tree       树      tree            棵
room       房间    room            个
room       房子    house           个
medicine   药      medicine/-      -
word       词      word            个
word       句子    sentence        个      长,短
word       字      character       个
word       汉字    chinese_character 个
question   问题    question        个
question   题      question        道
lesson     课      lesson          节
road       路      road            条
meal       饭      food/-          -
task       作业    homework/-      -
exam       考试    exam            次
job        工作    job             个
matter     事情    matter          件
machine    机器    machine         台
machine    机器人  robot           个
machine    模型    model           个      好
field      机器学习   machine_learning/-        -
field      深度学习   deep_learning/-           -
field      人工智能   artificial_intelligence/- -
field      注意力     attention/-               -
field      数学       math/-                    -
field      翻译       translation/-             -
language   中文    chinese/-       -
language   汉语    chinese/-       -
language   英文    english/-       -
language   英语    english/-       -
language   法文    french/-        -
weather    天气    weather/-       -
color      红色    red/-           -
color      白色    white/-         -
color      黑色    black/-         -
color      蓝色    blue/-          -
color      绿色    green/-         -
money      钱      money/-         -
shade      颜色    color           个
"""

# a digit distinguishes meanings: 好看 is said of books (good), of clothes (nice) and of people (good looking)
ADJECTIVES = """
大 big · 小 small · 新 new · 旧 old · 热 hot · 冷 cold · 甜 sweet · 新鲜 fresh · 好吃 delicious · 便宜 cheap
贵 expensive · 漂亮 beautiful · 可爱 cute · 有意思 interesting · 有名 famous · 难 difficult · 好听 nice
长 long · 短 short · 重 heavy · 红色 red · 白色 white · 黑色 black · 蓝色 blue · 绿色 green
红 red · 白 white · 黑 black
聪明 clever · 友好 friendly · 高 tall · 忙 busy · 累 tired · 饿 hungry · 渴 thirsty · 高兴 happy · 快乐 happy
好 good · 快 fast · 慢 slow · 远 far · 近 near · 重要 important · 简单 easy · 多 many · 少 few · 对 right
病 sick · 错 wrong · 晴 sunny · 阴 cloudy · 男 male · 女 female
好喝 delicious · 干净 clean · 好看 good · 好看1 nice · 好看2 good_looking · 累1 tiring
"""

COLORS = {"红色": "红", "白色": "白", "黑色": "黑"}
"""Colors with a short form: 红色的苹果, 红苹果."""

SHORT = ("大", "小", "新", "旧", "热", "冷", "好", "红", "白", "黑")
"""Adjectives that also come before a noun without 的: 小猫, 新书."""

MOODS = ("忙", "累", "高兴", "快乐", "饿", "渴")
"""Adjectives for polite questions and negations about a person."""

TOO = ("大", "小", "贵", "热", "冷", "旧", "长", "短", "重", "难", "甜", "忙", "累", "累1", "慢", "远")
"""Adjectives for complaints (太 … 了)."""

COMPARED = (
    *("大", "小", "新", "贵", "便宜", "热", "冷", "长", "重", "漂亮", "有意思", "难", "高", "忙"),
    *("短", "可爱", "聪明", "快", "慢", "简单", "重要", "好", "好吃", "甜", "好看", "好看1", "好听", "新鲜"),
)
"""Adjectives for comparisons (比, 更, 最)."""

MEASURES = {"杯": "cup", "瓶": "bottle", "碗": "bowl", "块": "piece", "双": "pair", "件": "piece"}
"""Measure words that have an English word; with all others, English counts the noun itself."""

MASS = {"衣服": "clothing"}
"""What English measures instead of the noun: a piece of clothing, though clothes."""

GENDERS = {"男": "male", "女": "female"}
GENDERED = ("老师", "学生", "医生", "歌手", "同学")
"""女老师 → female teacher"""

PARTNERS = ("男朋友", "女朋友")
INCLUDED = {
    "水果": ("苹果", "香蕉", "橙子", "西瓜"),
    "书": ("小说", "词典"),
    "衣服": ("毛衣", "外套"),
    "机器": ("机器人",),
    "字": ("汉字",),
    "车": ("自行车",),
    "笔": ("铅笔",),
    "菜": ("中国菜", "鸡蛋", "饺子", "羊肉", "面条"),
    "饭": ("米饭", "面条", "饺子", "菜"),
}
"""General words with what they include: nobody likes fruit and apples."""

# side: the things there, and what is on, in, under or beside them
CONTENTS = """
上    桌子        | 书 小说 词典 报纸 手机 电脑 杯子 书包 盒子 笔 铅笔 照片 票 机票 火车票 钥匙 花 礼物 帽子 手表
上    桌子        | 苹果 香蕉 橙子 西瓜 水果 茶 咖啡 水 牛奶 果汁 啤酒 猫
上    椅子 沙发    | 书 小说 报纸 手机 书包 帽子 猫 狗 礼物 盒子 雨伞
上    床          | 书 小说 手机 书包 帽子 猫 狗 礼物
上    垫子        | 猫 狗 兔子 书 球
里    房间        | 猫 狗 电脑 礼物 盒子 花 书 雨伞
里    车          | 狗 书包 雨伞 盒子 礼物 手机 花 水
里    盒子        | 书 照片 手机 手表 笔 铅笔 钥匙 礼物 帽子 球 票 苹果 橙子
里    书包        | 书 小说 词典 手机 电脑 笔 铅笔 雨伞 钥匙 水 杯子 照片 票 苹果 面包
下    树          | 猫 狗 兔子
下    桌子 椅子 床 | 猫 狗 兔子 球 盒子 书包
旁边   树          | 猫 狗 兔子 花
旁边   窗户        | 花 猫 鸟
旁边   门 桌子      | 雨伞 书包 盒子 猫 狗
旁边   沙发 床      | 雨伞 书包 盒子 猫 狗
旁边   车          | 猫 狗
后面   树 车 沙发   | 猫 狗 兔子
后面   门          | 雨伞 球 盒子 猫 狗
前面   树 车 门 沙发 | 猫 狗 兔子
前面   房子        | 猫 狗 花 兔子
"""

GRAINS = ("meal", "drink", "money", "medicine")
"""Classes of nouns with 一点儿 (a little)."""

OWN_CLASSES = [
    *(
        "pet",
        "fruit",
        "meal",
        "drink",
        "book",
        "tale",
        "song",
        "cloth",
        "thing",
        "pen",
        "paper",
        "gift",
        "car",
    ),
    *("furniture", "room", "medicine", "question", "lesson", "job", "machine", "partner", "dinner", "money"),
]
OWN_PEOPLE = ["老师", "学生", "孩子", "朋友", "同学", "医生", "邻居"]
"""Classes of nouns that can have an owner."""

# way: how often a person is mentioned in this way, relative to the other persons
SHARES = {
    "plain": {
        **dict.fromkeys(("朋友", "同学", "男人", "女人", "男孩", "女孩"), 0.02),
        "邻居": 0.02,
        "歌手": 0.02,
        "厨师": 0.02,
        "服务员": 0.03,
        "医生": 0.25,
    },
    "pointed": dict.fromkeys(("男人", "女人", "男孩", "女孩"), 2.5) | {"朋友": 0.05, "邻居": 0.05},
    "owned": {"朋友": 3, "同学": 2, "老师": 1.5, "孩子": 1.5, "邻居": 0.6, "学生": 0.2, "医生": 0.02},
}
"""那个女孩, 我朋友, but hardly 女孩 or 朋友 alone, for a certain person."""

COUNTABLE = (
    "pet",
    "book",
    "cloth",
    "thing",
    "pen",
    "paper",
    "gift",
    "car",
    "furniture",
    "fruit",
    "drink",
    "question",
)
"""Classes of things that one has, and of which one asks how many there are."""
