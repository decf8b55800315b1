"""How many and how much: 几本书, 多少钱, 吃了几个."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..english import NOTHING, At, English, name, say
from ..lexicon import NOUNS
from ..predicates import Clause, Predicate, acts, want
from ..rules import SenselessError, any_of, construction, one_of, rule
from ..settings import Place, Spot
from ..tables.nouns import COUNTABLE
from ..words import Nominal, Phrase, Pronoun


@rule("howmany.K", "几 many.K", weight=3)
def how_many_of(几: At, many: Phrase) -> tuple[English, At]:
    """几本书 → how many books"""
    return say("how many", 几) + many.object, 几


@rule("howmany.K", "多少 many.K", weight=0.4)
def how_many_pieces(多少: At, many: Phrase) -> tuple[English, At]:
    """多少本书 → how many books"""
    return say("how many", 多少) + many.object, 多少


@rule("howmany.K", "多少 noun.K", weight=1.5)
def how_much_of(多少: At, noun: Nominal) -> tuple[English, At]:
    """多少书 → how many books; 多少茶 → how much tea"""
    if noun.noun.kind == "dinner":
        raise SenselessError
    much = "many" if noun.noun.plural else "much"
    return say(f"how {much}", 多少) + noun.many, 多少


any_of(
    "howmany",
    {f"howmany.{kind}": 1 for kind in COUNTABLE}
    | {"howmany.朋友": 0.5, "howmany.孩子": 0.3, "howmany.学生": 0.3},
)
for _noun in ("朋友", "孩子", "学生", "老师"):
    rule(f"howmany.{_noun}", f"几 many.{_noun}", weight=3)(how_many_of)
    rule(f"howmany.{_noun}", f"多少 noun.{_noun}", weight=1.5)(how_much_of)
one_of("howmany", {"howmany.朋友": 0.5, "howmany.孩子": 0.4, "howmany.学生": 0.2})


@rule("counted.act", "verb:买.K|喝.K|吃.K|借.K|写.K howmany.K")
def act_on_how_many(verb: Predicate, howmany: tuple[English, At]) -> tuple[Predicate, English, At]:
    """买几本书 → buy, how many books"""
    return verb, *howmany


@rule("counted.did", "verb:买.K|喝.K|吃.K|借.K|写.K|看.K|画.K 了 howmany.K")
def did_how_many(verb: Predicate, 了: At, howmany: tuple[English, At]) -> tuple[Predicate, English, At]:
    """买了几本书 → bought, how many books"""
    return verb.did(了), *howmany


@construction("how many", "who:other 有 howmany", weight=1.5)
def how_many(who: Phrase, 有: At, howmany: tuple[English, At]) -> English:
    """你有几只猫 → how many cats do you have ?; 你有多少书 → how many books do you have ?"""
    asked, at = howmany
    return Clause(who, acts("have", 有)).asked(asked, at)


@construction("how many", "who:you 要|想要 howmany:howmany.drink|howmany.fruit|howmany.meal", weight=0.4)
def want_how_many(who: Phrase, howmany: tuple[English, At], 要: At = (), 想要: At = ()) -> English:
    """你要几杯咖啡 → how many cups of coffee do you want ?"""
    asked, at = howmany
    return Clause(who, acts("want", 要 or 想要)).asked(asked, at)


@construction(
    "how many",
    "who:other 吃 了 几 个",
    "who:other 吃 了 多少",
    "who:other 买 了 多少",
    "who:other 喝 了 多少",
    weight=0.2,
)
def how_many_did_one_eat(
    who: Phrase, 了: At, 吃: At = (), 买: At = (), 喝: At = (), 几: At = (), 个: At = (), 多少: At = ()
) -> English:
    """你吃了几个 → how many did you eat ?; 你喝了多少 → how much did you drink ?"""
    act = acts("eat" if 吃 else "buy" if 买 else "drink", 吃 or 买 or 喝).did(了)
    return Clause(who, act).asked(say("how many" if 几 else "how much", 几 + 个 or 多少), 几 or 多少)


@construction("how many", "who:you 要 几:几 个:个|本|件|杯|张", "who:you 要 几:多少", weight=0.1)
@construction(
    "how many",
    "who:you 想|要 买 几:几 个:个|本|件|杯|张",
    "who:other 买 了 几:几 个:个|本|件|杯|张",
    weight=0.2,
)
def how_many_do_you_want(
    who: Phrase, 几: At, 要: At = (), 想: At = (), 买: At = (), 了: At = (), 个: At = ()
) -> English:
    """你要几个 → how many do you want ?; 你想买几本 → how many do you want to buy ?"""
    act = acts("buy", 买) if 买 else acts("want", 要)
    if 了:
        act = act.did(了)
    elif 买:
        act = want(要 or 想, act)
    return Clause(who, act).asked(say("how many", 几 + 个), 几)


@construction("how many", "who:you 想|要 act:counted.act", weight=0.5)
@construction("how many", "who:other last:time.past? act:counted.did", weight=1)
def do_how_many(
    who: Phrase, act: tuple[Predicate, English, At], 想: At = (), 要: At = (), last: English = NOTHING
) -> English:
    """你想买几本书 → how many books do you want to buy ?; 你买了几本书 → how many books did you buy ?"""
    predicate, asked, at = act
    return Clause(who, want(想 or 要, predicate) if 想 or 要 else predicate, last=last).asked(asked, at)


any_of("howmany.there", {f"howmany.{kind}": 1 for kind in ("book", "thing", "gift", "fruit", "pet")})
one_of("howmany.people", {"howmany.学生": 2, "howmany.老师": 1})


HOLDING = ("桌子", "书包", "盒子", "房间", "椅子", "床")


@construction("how many", "spot:spot.anything 有 howmany:howmany.there", weight=0.6)
@construction("how many", "place:place.study 里? 有 howmany:howmany.people", weight=0.3)
@construction(
    "how many", "mine:pronoun.你们|pronoun.你|pronoun.他们 学校 有 howmany:howmany.people", weight=0.2
)
def how_many_there(
    有: At,
    howmany: tuple[English, At],
    spot: Spot | None = None,
    place: Place | None = None,
    mine: Pronoun | None = None,
    学校: At = (),
) -> English:
    """桌子上有几本书 → how many books are there on the table ?"""
    asked, at = howmany
    what = [token.word for token in asked.variants[0][1]]
    if spot and (spot.heads[-1] not in HOLDING or NOUNS[spot.heads[-1]].plural in what):
        raise SenselessError  # bags in the bag
    where = spot.english if spot else place.there(有) if place else NOTHING
    if mine:
        where = say("at", 有) + mine.possessive + name("school", 学校)
    return asked + say("is there" if what[1] == "much" else "are there", 有) + where + say("?", at)
