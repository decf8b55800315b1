"""给: giving something to a person."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..english import At, English, either, name, say
from ..rules import construction, one_of
from ..verbs import Act
from ..words import Phrase

one_of("gifts", {f"counted.{kind}": 1 for kind in ("book", "thing", "paper", "gift", "fruit", "drink")})
one_of("receiver", {"known": 4, "plain.person": 2})


def _two_orders(giving: English, whom: Phrase, 给: At, what: Phrase) -> English:
    return either(
        (0.6, giving + whom.definite + what.object),
        (0.4, giving + what.object + say("to", 给) + whom.definite),
    )


@construction("double object", "who 给 whom:receiver what:gifts", weight=2.5)
def give(who: Phrase, 给: At, whom: Phrase, what: Phrase) -> English:
    """我给老师一本书 → i give the teacher a book, or i give a book to the teacher"""
    return _two_orders(who.subject + name("gives" if who.person == "he" else "give", 给), whom, 给, what)


@construction("double object", "who 给 了 whom:receiver what:gifts", weight=1.5)
def gave(who: Phrase, 给: At, whom: Phrase, what: Phrase) -> English:
    """我给了老师一本书 → i gave the teacher a book, or i gave a book to the teacher"""
    return _two_orders(who.subject + name("gave", 给), whom, 给, what)


@construction("request", "请 给 whom:receiver what:gifts", weight=0.8)
def please_give(请: At, 给: At, whom: Phrase, what: Phrase) -> English:
    """请给我一杯茶 → please give me a cup of tea, or please give a cup of tea to me"""
    return _two_orders(say("please", 请) + name("give", 给), whom, 给, what)


@construction("for somebody", "who 给 whom:receiver verb:for.K 了 object:counted.K", weight=2)
def did_for(who: Phrase, 给: At, whom: Phrase, verb: Act, object: Phrase) -> English:
    """我给妈妈买了一本书 → i bought a book for mom"""
    return who.subject + (verb + object.object).past + say("for", 给) + whom.definite
