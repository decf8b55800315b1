"""Verbs: who does it, and the classes of nouns that it takes as objects."""

# Chinese, English with its irregular past and participle, kind and who does it, the classes it takes as object. An
# action can be in progress and happen on some day; a state or a wish only lasts; an event is only in the past.
# Persons do everything; "action:machine" and "action:pet" are also done by machines and pets. In English words, + comes
# before a particle (listen+to).
VERBS = """
吃     eat/ate/eaten            action          fruit meal
吃     take/took/taken          action          medicine
吃     have/had/had             action          dinner
喝     drink/drank/drunk        action          drink
买     buy/bought/bought        action          fruit meal drink book cloth thing pen paper gift
买     buy/bought/bought        action          car furniture medicine stuff
卖     sell/sold/sold           action          fruit drink book cloth car furniture
看     read/read/read           action          book tale
看     watch                    action          film
读     read/read/read           action          book tale
读     read/read/read           action:machine  word
写     write/wrote/written      action:machine  tale word
借     borrow                   action          book
听     listen+to                action          song music
唱     sing/sang/sung           action          song
学     learn                    action          language field
学     learn                    action:machine  word
学习   study                    action          language field
教     teach/taught/taught      action          language
说     speak/spoke/spoken       action:machine  language
翻译   translate                action:machine  word tale language
穿     wear/wore/worn           action          cloth
洗     wash                     action          cloth car fruit
找     look+for                 action          thing pen paper person pet stuff
带     bring/brought/brought    action          thing pen paper gift stuff
追     chase                    chase:pet       pet
喂     feed/fed/fed             action          pet beast
画     draw/drew/drawn          action          pet beast gift
做     make/made/made           action          meal dinner
帮助   help                     action          person
等     wait+for                 action          person
问     ask                      action          person
回答   answer                   action:machine  question
准备   prepare+for              action          exam
准备   prepare                  action          dinner
做     do/did/done              action          task
写     do/did/done              action          task
开     open                     turn            opening
关     close                    turn            opening
打开   open                     turn            opening
关上   close                    turn            opening
见     meet/met/met             action          person
看见   see/saw/seen             event           person pet beast car
看到   see/saw/seen             result          person pet beast car
听到   hear/heard/heard         result          song music
找到   find/found/found         result          thing pen paper person pet job
买到   get/got/gotten           result          thing paper book cloth
听懂   understand/understood/understood result   question tale
看懂   understand/understood/understood result   word tale book film
喜欢   like                     state           person people pet beast fruit meal drink book tale film song music
喜欢   like                     state           cloth thing gift car language field room job lesson shade
爱     love                     state           person pet music
认识   know/knew/known          state           person
认识   know/knew/known          state:machine   word
懂     understand/understood/understood state:machine language question word
懂     understand/understood/understood state         field
需要   need                     wish            drink book cloth thing pen paper car furniture medicine money stuff
要     want                     wish            fruit meal drink thing gift stuff
想要   want                     wish            book cloth thing gift car stuff
"""

# verbs without an object
ACTIVITIES = """
跑步     run/ran/run
游泳     swim/swam/swum
跳舞     dance
唱歌     sing/sang/sung
睡觉     sleep/slept/slept
起床     get/got/gotten+up
工作     work
上班     go/went/gone+to+work
上课     have/had/had+class
学习     study
做饭     cook
吃饭     eat/ate/eaten
休息     rest
运动     exercise
旅游     travel
开车     drive/drove/driven
画画     draw/drew/drawn
看病     see/saw/seen+a+doctor
看电视   watch+tv
打电话   make/made/made+a+phone+call
打篮球   play+basketball
踢足球   play+football
说话     talk
玩       play
走路     walk
骑自行车 ride/rode/ridden+a+bicycle
笑       laugh
下班     finish+work
下课     finish+class
考试     take/took/taken+an+exam
"""

# verbs that the constructions use in patterns of their own
OTHERS = """
forget/forgot/forgotten listen have/had/had go/went/gone come/came/come give/gave/given put/put/put live call
cost/cost/cost find/found/found see/saw/seen hear/heard/heard exercise think/thought/thought know/knew/known
want hope do/did/done leave/left/left arrive start like finish take/took/taken watch talk ask rain snow
get/got/gotten let/let/let learn understand/understood/understood open close turn wait look rest smile
wear/wore/worn speak/spoke/spoken buy/bought/bought order love meet/met/met run/ran/run walk swim/swam/swum
dance sing/sang/sung write/wrote/written drive/drove/driven eat/ate/eaten drink/drank/drunk play cook study
sit/sat/sat stand/stood/stood sleep/slept/slept work need tell/told/told invite help introduce show/showed/shown
miss feel/felt/felt thank say/said/said hurt/hurt/hurt mean/meant/meant teach/taught/taught translate enter
feel/felt/felt hope like buy/bought/bought read/read/read answer say/said/said
"""

# activities of machines: "这个模型会翻译"
MACHINE_ACTIVITIES = """
学习     learn
翻译     translate
工作     work
"""

UNSPOKEN = """
boyfriends girlfriends giving leaving telling inviting entering meeting
forgets forgotten forgeting puts living costing finds finding hears hearing thought thinking known knowing
wanting hoped hoping arriving starting liking letting understanding turn turns turned turning smile smiles smiled
smiling loving sits stands needing shows showed shown showing missed missing felt feeling thanks thanked
thanking hurting meant needed
"""
"""Forms of words that no sentence contains."""

# verbs for doors and windows
TURNING = """
打开  open
关上  close
"""

FORMS = {
    "action": ("base", "third", "past", "participle", "progressive", "particle"),
    "activity": ("base", "third", "past", "participle", "progressive", "particle"),
    "event": ("base", "past", "participle"),
    "state": ("base", "third", "past"),
    "chase": ("base", "third", "past", "participle", "progressive"),
    "wish": ("base", "third", "past"),
    "result": ("base", "past", "participle"),
    "turn": ("base", "third", "past", "participle", "progressive"),
    "turning": ("base", "past"),
}
"""The forms in which each kind of verb occurs."""

FINISHING = ("吃", "喝", "卖", "洗")
"""Verbs for 把 … 了."""

FOR_OTHERS = ("买", "带", "唱", "做")
"""Verbs for 给 (to do something for a person)."""
