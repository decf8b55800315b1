"""有: possession, and what is somewhere. Negated with 没."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..amounts import Number
from ..english import At, English, article, either, name, say
from ..forms import clause
from ..phrases import unnumbered
from ..predicates import Clause, acts, be
from ..rules import SenselessError, construction, one_of, rule
from ..settings import Place, Spot
from ..tables.nouns import CONTENTS, COUNTABLE
from ..words import Bare, Phrase

one_of(
    "possessions",
    {f"{way}.{kind}": 0.5 for way in ("one", "counted") for kind in COUNTABLE}
    | {"counted.朋友": 0.5, "counted.孩子": 0.3, "siblings": 2},
)
one_of("possession", {f"plain.{kind}": 2 for kind in COUNTABLE} | {f"rich.{kind}": 0.5 for kind in COUNTABLE})


@rule(
    "siblings",
    "number:number.一|number.两|number.三 个 sibling:family.哥哥|family.姐姐|family.儿子|family.女儿",
)
@rule("siblings", "number:number.一|number.两 个 sibling:family.弟弟|family.妹妹")
def siblings(number: Number, sibling: Phrase) -> Phrase:
    """一个姐姐 → a sister; 两个弟弟 → two younger brothers"""
    if number.value == 1:
        return Phrase(sibling.heads, "he", article(sibling.english, number.at))
    (_, tokens) = sibling.english.variants[0]
    many = name(f"{' '.join(token.word for token in tokens)}s", tokens[0].at)
    return Phrase(sibling.heads, "they", number.english + many)


@clause("having", "who 有 what:possessions", weight=3)
def having(who: Phrase, 有: At, what: Phrase) -> Clause:
    """我有两只猫 → i have two cats"""
    return Clause(who, acts("have", 有) + what.object)


@clause("having", "who 有! what:possession", weight=2, stated=False)
@clause("having", "who 没 有 what:possession", weight=2)
def not_having(who: Phrase, 有: At, what: Phrase, 没: At = ()) -> Clause:
    """我没有猫 → i do not have a cat"""
    return Clause(who, (acts("have", 有) + what.single).negated(没))


# --- what is somewhere ----------------------------------------

PLACED = ("book", "thing", "pen", "paper", "gift", "fruit", "pet", "drink")

one_of(
    "amount",
    {f"{way}.{kind}": 1 for way in ("one", "counted") for kind in PLACED},
)
one_of("stuff", {f"plain.{kind}": 1 for kind in PLACED})


def _there() -> dict[tuple[str, str], set[str]]:
    """What each side of each thing has: ("上", "桌子") has books."""
    there: dict[tuple[str, str], set[str]] = {}
    for line in CONTENTS.strip().splitlines():
        before, _, things = line.partition("|")
        side, *grounds = before.split()
        for ground in grounds:
            there.setdefault((side, ground), set()).update(things.split())
    return there


_THERE = _there()


def _lies_there(what: Phrase, spot: Spot) -> None:
    """Raise SenselessError for a ticket under the tree, and for coffee on the bed."""
    if not any(set(what.heads) <= _THERE.get((spot.side, ground), set()) for ground in spot.heads):
        raise SenselessError


@construction("existence", "spot.anything 有 what:amount", weight=16)
def existence(spot: Spot, 有: At, what: Phrase) -> English:
    """桌子上有一本书 → there is a book on the table.

    Following the Chinese, most translations start with "on"; but they go on in two ways, and the single
    most probable translation starts with "there".
    """
    _lies_there(what, spot)
    is_ = be(有, what.subject).finite(what)
    return either(
        (0.48, say("there", 有) + is_ + spot.english),
        (0.46, spot.english + say("there", 有) + is_),
        (0.06, spot.english + is_),
    )


@construction("absence", "spot.anything 没有 what:stuff", weight=6)
def absence(spot: Spot, 没有: At, what: Bare) -> English:
    """桌子上没有书 → there are no books on the table"""
    _lies_there(what, spot)
    are = "are" if what.nominal.noun.plural else "is"
    return say(f"there {are} no", 没有) + what.nominal.many + spot.english


@clause("existence", "spot.anything 有! what:stuff", weight=6, stated=False)
def is_there(spot: Spot, 有: At, what: Bare) -> Clause:
    """桌子上有书吗 → are there books on the table ?"""
    _lies_there(what, spot)
    there = Phrase((), "they" if what.nominal.noun.plural else "he", say("there", 有))
    return Clause(there, be(有, what.nominal.many + spot.english))


@clause("existence", "place:place.study 有! what:student.crowd", weight=0.3)
@clause("existence", "place:place.garden|place.shop|place.meal 有! what:crowd", weight=0.3)
@clause("existence", "place:place.shop 里? 有! what:stuff.crowd", weight=0.2)
def are_there(place: Place, 有: At, what: Phrase) -> Clause:
    """公园有很多人 → there are many people in the park"""
    return Clause(Phrase((), "they", say("there", 有)), be(有, what.object + place.there(有)))


@clause("existence", "place:place.garden|place.shop|place.meal 里? 人 很 多", weight=0.2, asked=0)
@clause("existence", "place:place.garden|place.shop|place.meal 里? 人 不 多", weight=0.1, asked=0)
def many_people(place: Place, 人: At, 多: At, 很: At = (), 不: At = ()) -> Clause:
    """商店里人很多 → there are many people in the shop"""
    many = say("many", 多) + name("people", 人)
    return Clause(Phrase((), "they", say("there", 多)), be(很 or 不, many + place.there(多)).negated(不))


for _symbol, _noun in {"student.crowd": "学生", "crowd": "人", "stuff.crowd": "东西"}.items():
    rule(_symbol, *(f"{amount} nominal:noun.{_noun}" for amount in ("一些", "很多")), weight=2)(unnumbered)
