"""Nouns, and the adjectives that go with them.

A noun belongs to one class. The class determines which verbs take the noun as object (`verbs`) and which adjectives
describe it, so that every sentence makes sense, and every sensible verb–object and adjective–noun pair can occur.
"""

# class: the adjectives that describe its nouns (红色的苹果) | those that are only predicates (我很忙)
CLASSES = """
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
car        新 旧 便宜                        | 贵
furniture  新 旧 大 小 漂亮 便宜              | 贵 重
opening    大 小 旧                         |
tree       大 高 漂亮                        |
room       大 小 漂亮                        |
language                                   | 难 有意思
weather                                    | 好 冷 热
"""

# class: Chinese, English, its measure words, further adjectives; "tea/-" has no plural, "-/shoes" no singular
NOUNS = """
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
beast      马      horse           匹      黑色,白色
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

ADJECTIVES = """
大 big · 小 small · 新 new · 旧 old · 热 hot · 冷 cold · 甜 sweet · 新鲜 fresh · 好吃 delicious · 便宜 cheap
贵 expensive · 漂亮 beautiful · 可爱 cute · 有意思 interesting · 有名 famous · 难 difficult · 好听 nice
长 long · 短 short · 重 heavy · 红色 red · 白色 white · 黑色 black · 蓝色 blue · 绿色 green
聪明 clever · 友好 friendly · 高 tall · 忙 busy · 累 tired · 饿 hungry · 高兴 happy · 好 good
"""

SHORT = ("大", "小", "新", "旧", "热")
"""Adjectives that also come before a noun without 的: 小猫, 新书."""

MOODS = ("忙", "累", "饿", "高兴")
"""Adjectives for polite questions and negations about a person."""

TOO = ("大", "小", "贵", "热", "冷", "旧", "长", "短", "重", "难", "甜")
"""Adjectives for complaints (太 … 了)."""

COMPARED = ("大", "小", "新", "贵", "便宜", "热", "长", "重", "漂亮", "有意思", "难", "高", "忙")
"""Adjectives for comparisons (比)."""

MEASURES = {"杯": "cup", "瓶": "bottle", "碗": "bowl", "块": "piece", "双": "pair"}
"""Measure words that have an English word; with all others, English counts the noun itself."""

OWN_CLASSES = [
    "pet",
    "fruit",
    "meal",
    "drink",
    "book",
    "tale",
    "song",
    "cloth",
    "thing",
    "paper",
    "gift",
    "car",
    "furniture",
    "room",
]
OWN_PEOPLE = ["老师", "学生", "孩子", "朋友", "医生", "邻居"]
"""Classes of nouns that can have an owner."""
