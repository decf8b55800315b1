"""Places of things and actions: 在, 坐在, 住在, 去, 把 … 放在."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..english import At, English, name, say
from ..forms import clause
from ..predicates import PERFECT, Clause, Predicate, acts, be, progressive
from ..rules import construction, distinct, one_of, rule
from ..settings import Place, Spot
from ..verbs import with_plain
from ..words import Phrase

one_of("put", {f"definite.{kind}": 1 for kind in ("book", "thing", "paper", "gift", "cloth", "fruit")})
one_of("lying", {f"subject.{kind}": 1 for kind in ("book", "thing", "paper", "gift", "fruit", "pet")})

POSTURES = {"坐": "sit", "站": "stand", "睡": "sleep"}


def _posture_rule(chinese: str) -> None:
    rule("posture", f"at:{chinese}")(lambda at: (chinese, at))


for _chinese in POSTURES:
    _posture_rule(_chinese)


def _standing(posture: tuple[str, At]) -> Predicate:
    chinese, at = posture
    return acts(POSTURES[chinese], at)


def posed(posture: str, spot: Spot) -> English:
    """Where somebody sits, stands or sleeps: on the chair; but who sleeps on the bed is in bed."""
    words = [token.word for token in spot.english.variants[0][1]]
    if posture != "睡" or words != ["on", "the", "bed"]:
        return spot.english
    on, _, bed = (token.at for token in spot.english.variants[0][1])
    return say("in", on) + name("bed", bed)


@clause("posture", "who posture 在 spot.people", weight=2, asked=0.1)
@clause("posture", "who:subject.pet posture 在 spot.anything", weight=3, asked=0.1)
def posture(who: Phrase, posture: tuple[str, At], spot: Spot) -> Clause:
    """猫坐在垫子上 → the cat sat on the mat (as in a story), or the cat is sitting on the mat"""
    there = _standing(posture) + posed(posture[0], spot)
    now = progressive(posture[1], there)
    if posture[0] == "坐" and spot.heads in (("垫子",), ("椅子",)):
        return Clause(who, there.did(), others=((0.3 if "垫子" in spot.heads else 0.45, now),))
    return Clause(who, now)


@clause("posture", "who 正 posture 在 spot.people", asked=0)
@clause("posture", "who:subject.pet 正 posture 在 spot.anything", asked=0)
def posture_now(who: Phrase, 正: At, posture: tuple[str, At], spot: Spot) -> Clause:
    """猫正坐在垫子上 → the cat is sitting on the mat"""
    return Clause(who, progressive(正, _standing(posture) + posed(posture[0], spot)))


@clause("location", "who 在! place", weight=1.5)
@clause("location", "who 不 在 place", weight=0.5)
def location(who: Phrase, 在: At, place: Place, 不: At = ()) -> Clause:
    """老师在图书馆 → the teacher is in the library"""
    return Clause(who, be(在, place.there(在)).negated(不))


@clause("location", "what:lying 在! spot.anything", weight=2)
@clause("location", "what:lying 不 在 spot.anything", weight=0.5, asked=0)
def location_of_things(what: Phrase, 在: At, spot: Spot, 不: At = ()) -> Clause:
    """书在桌子上 → the book is on the table"""
    distinct(what, spot)
    return Clause(what, be(在, spot.english).negated(不))


@clause("experience", "who 去 过 goal:sight", "who 没:没|没有 去 过 goal:sight", weight=2)
def has_been(who: Phrase, 去: At, 过: At, goal: Place, 没: At = ()) -> Clause:
    """我去过北京 → i have been to beijing"""
    return Clause(who, Predicate(PERFECT, 过, name("been", 去) + goal.to(去)).negated(没))


# --- 把 ----------------------------------------


@clause("把", "who 把 what:put 放 在 spot.anything", weight=3)
def put(who: Phrase, 放: At, what: Phrase, spot: Spot) -> Clause:
    """我把书放在桌子上 → i put the book on the table"""
    distinct(what, spot)
    return Clause(who, (acts("put", 放) + what.definite + spot.english).did())


@construction("request", "请 把 what:put 放 在 spot.anything")
def please_put(请: At, 放: At, what: Phrase, spot: Spot) -> English:
    """请把书放在桌子上 → please put the book on the table"""
    distinct(what, spot)
    return say("please", 请) + name("put", 放) + what.definite + spot.english


@clause("把", "who 把 object:definite.K verb:finishing.K 了", weight=3)
def finish(who: Phrase, object: Phrase, verb: Predicate, 了: At) -> Clause:
    """他把苹果吃了 → he ate the apple"""
    return Clause(who, (verb + object.definite).did(了))


@clause("把", "who 把 object:definite.opening verb:turning 了")
def turn(who: Phrase, object: Phrase, verb: Predicate, 了: At) -> Clause:
    """他把门打开了 → he opened the door"""
    return Clause(who, (verb + object.definite).did(了))


@construction("request", "请 把 object:definite.opening verb:turning")
def please_turn(请: At, object: Phrase, verb: Predicate) -> English:
    """请把门打开 → please open the door"""
    return say("please", 请) + (verb + object.definite).base


one_of(
    "asked.kindly",
    {"quick": 1, "来.": 0.5} | dict.fromkeys(("way.进来", "way.出去", "休息.", "吃饭."), 0.3),
)


@rule("asked.kindly", "来 place:place.学校|place.公司|place.教室|place.公园|place.图书馆")
def coming(来: At, place: Place) -> Predicate:
    """来学校 → come to school"""
    return acts("come", 来) + place.to(来)


@rule(
    "asked.kindly",
    *with_plain("喝.drink", "吃.fruit", "说.language"),
    "verb:喝.drink object:one.drink",
    weight=1.5,
)
@rule("asked.kindly", "verb:回答.question object:pointed.question", "verb:写.word object:pointed.word")
@rule("asked.kindly", "verb:等.person|帮助.person object:pronoun|called|name|plain.朋友")
@rule("asked.kindly", "verb:看.book object:pointed.书", "verb:听.song object:pointed.歌", weight=0.5)
@rule("asked.kindly", "verb:turn.opening object:plain.opening", weight=0.7)
@rule("asked.kindly", "verb:带.thing object:owned.thing", "verb:读.word object:pointed.word", weight=0.5)
def doing_please(verb: Predicate, object: Phrase) -> Predicate:
    """喝茶, after 请 → drink tea"""
    return verb + object.definite if verb.is_turning else verb.on(object)


HELPED = "帮 whom:pronoun.我|pronoun.我们|pronoun.他|pronoun.她"


@rule("asked.kindly", HELPED, weight=0.4)
@rule("asked.kindly", *(f"{HELPED} verb:买.{kind} what:one.{kind}" for kind in ("drink", "book")), weight=0.4)
@rule("asked.kindly", f"{HELPED} verb:洗.cloth what:plain.衣服", weight=0.2)
def helping(帮: At, whom: Phrase, verb: Predicate | None = None, what: Phrase | None = None) -> Predicate:
    """帮我买一杯咖啡, after 请 → buy a cup of coffee for me"""
    if verb is None or what is None:
        return acts("help", 帮) + whom.definite
    return verb + what.definite + say("for", 帮) + whom.definite


@construction("request", "请 act:asked.kindly", weight=1.5)
def please(请: At, act: Predicate) -> English:
    """请等我 → please wait for me"""
    return say("please", 请) + act.base


@construction("request", "请 不 要 act:asked.not")
def please_do_not(请: At, 不: At, 要: At, act: Predicate) -> English:
    """请不要看电视 → please do not watch tv"""
    return say("please", 请) + say("do not", 不 + 要) + act.denied.base


one_of(
    "asked.not",
    {"走.": 0.5}
    | dict.fromkeys(
        ("说话.", "看电视.", "打电话.", "睡觉.", "唱歌.", "笑.", "开车.", "way.出去", "way.进来"), 0.5
    ),
)


@rule("asked.not", "在 place:place.这儿|place.教室|place.图书馆 act:说话.|打电话.|吃饭.|睡觉.", weight=2)
def doing_here(在: At, place: Place, act: Predicate) -> Predicate:
    """在这儿说话 → talk here"""
    return act + place.there(在)


@rule(
    "asked.not",
    "verb:喝.drink object:plain.啤酒|plain.咖啡",
    *with_plain("听.music"),
    "verb:等.person|帮助.person|问.person object:pronoun",
)
@rule("asked.not", "verb:turn.opening object:plain.opening")
def doing_impolitely(verb: Predicate, object: Phrase) -> Predicate:
    """关门 → close the door"""
    return verb + object.definite if verb.is_turning else verb.on(object)
