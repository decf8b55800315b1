"""Verbs, with the classes of nouns that they take as objects."""

# Chinese, English with its irregular past and participle, kind, the classes it takes as object. An action can
# be in progress and happen on some day; a state or a wish only lasts; an event is only in the past.
VERBS = """
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
喜欢   like                   state   person people pet beast fruit meal drink book tale film song music
喜欢   like                   state   cloth thing gift car language
爱     love                   state   person pet beast music
认识   know/knew/known        state   person
需要   need                   wish    drink book cloth thing paper car furniture
要     want                   wish    fruit meal drink thing gift
"""

# verbs without an object
ACTIVITIES = """
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

# verbs for doors and windows
TURNING = """
打开  open
关上  close
"""

FORMS = {
    "action": ("base", "third", "past", "participle", "progressive", "particle"),
    "activity": ("base", "third", "past", "progressive", "particle"),
    "event": ("base", "past", "participle"),
    "state": ("base", "third"),
    "chase": ("base", "third"),
    "wish": ("base", "third"),
    "turning": ("base", "past"),
}
"""The forms in which each kind of verb occurs."""

FINISHING = ("吃", "喝", "卖", "洗")
"""Verbs for 把 … 了."""

FOR_OTHERS = ("买", "带", "唱")
"""Verbs for 给 (to do something for a person)."""
