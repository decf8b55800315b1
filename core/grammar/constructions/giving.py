"""给: giving something to a person, and doing something for one."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..english import NOTHING, At, English, name, say
from ..forms import clause
from ..predicates import Clause, Predicate, acts
from ..rules import SenselessError, construction
from ..words import Phrase
from .actions import two_orders


def _giving(whom: Phrase, 给: At, what: Phrase) -> Predicate:
    return acts("give", 给) + two_orders(NOTHING, whom, 给, what)


@clause("double object", "who 给 whom:receiver what:gifts", weight=1.2)
def give(who: Phrase, 给: At, whom: Phrase, what: Phrase) -> Clause:
    """我给老师一本书 → i give the teacher a book, or i give a book to the teacher"""
    return Clause(who, _giving(whom, 给, what))


@clause("double object", "who 给 了 whom:receiver what:gifts", weight=2.5)
def gave(who: Phrase, 给: At, whom: Phrase, what: Phrase, 了: At) -> Clause:
    """我给了老师一本书 → i gave the teacher a book, or i gave a book to the teacher"""
    return Clause(who, _giving(whom, 给, what).did(了))


@construction("request", "请 给 whom:receiver what:gifts", weight=0.8)
def please_give(请: At, 给: At, whom: Phrase, what: Phrase) -> English:
    """请给我一杯茶 → please give me a cup of tea, or please give a cup of tea to me"""
    if "you" in whom.words:
        raise SenselessError
    return two_orders(say("please", 请) + name("give", 给), whom, 给, what)


@clause("for somebody", "who 给 whom:receiver verb:for.K 了 object:one.K|counted.K", weight=2)
def did_for(who: Phrase, 给: At, whom: Phrase, verb: Predicate, 了: At, object: Phrase) -> Clause:
    """我给妈妈买了一本书 → i bought a book for mom"""
    return Clause(who, (verb.on(object) + say("for", 给) + whom.definite).did(了))
