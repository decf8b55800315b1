"""有: possession, and what is somewhere. Negated with 没."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..amounts import Number
from ..english import At, English, article, either, name, say
from ..forms import clause
from ..lexicon import NOUNS
from ..predicates import Clause, acts, be
from ..rules import SenselessError, construction, distinct, one_of, rule
from ..settings import Spot
from ..words import Bare, Phrase

HAVE = (
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
one_of(
    "possessions",
    {f"counted.{kind}": 1 for kind in HAVE} | {"counted.朋友": 0.5, "counted.孩子": 0.3, "siblings": 2},
)
one_of("possession", {f"plain.{kind}": 2 for kind in HAVE} | {f"rich.{kind}": 0.5 for kind in HAVE})


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

one_of(
    "amount", {f"counted.{kind}": 1 for kind in ("book", "thing", "paper", "gift", "fruit", "pet", "drink")}
)
one_of("stuff", {f"plain.{kind}": 1 for kind in ("book", "thing", "paper", "gift", "fruit", "pet", "drink")})


OUTSIDE = ("树", "门", "车", "房子", "窗户", "电视")
INDOORS = ("drink", "paper", "fruit", "book")


def _lies_there(what: Phrase, spot: Spot) -> None:
    """Raise SenselessError for a ticket under the tree, and for coffee on the bed."""
    distinct(what, spot)
    kind = NOUNS[what.heads[0]].kind if what.heads and what.heads[0] in NOUNS else ""
    if (kind in INDOORS and set(spot.heads) & set(OUTSIDE)) or (kind == "drink" and spot.heads != ("桌子",)):
        raise SenselessError


@construction("existence", "spot.anything 有 what:amount", weight=4)
def existence(spot: Spot, 有: At, what: Phrase) -> English:
    """桌子上有一本书 → there is a book on the table.

    Following the Chinese, most translations start with "on"; but they go on in two ways, and the single
    most probable translation starts with "there".
    """
    _lies_there(what, spot)
    is_ = be(有, what.subject).finite(what)
    return either(
        (0.42, say("there", 有) + is_ + spot.english),
        (0.31, spot.english + say("there", 有) + is_),
        (0.27, spot.english + is_),
    )


@construction("absence", "spot.anything 没有 what:stuff", weight=1.5)
def absence(spot: Spot, 没有: At, what: Bare) -> English:
    """桌子上没有书 → there are no books on the table"""
    _lies_there(what, spot)
    are = "are" if what.nominal.noun.plural else "is"
    return say(f"there {are} no", 没有) + what.object + spot.english


@clause("existence", "spot.anything 有! what:stuff", weight=1.5, stated=False)
def is_there(spot: Spot, 有: At, what: Bare) -> Clause:
    """桌子上有书吗 → are there books on the table ?"""
    _lies_there(what, spot)
    there = Phrase((), "they" if what.nominal.noun.plural else "he", say("there", 有))
    return Clause(there, be(有, what.object + spot.english))
