"""Verbs as symbols: `action.book` and `看.book` take books, `activity` and `跑步.` nothing; `machine.action.word` is
done by machines. `choice.action.book` is 看不看.
"""

from __future__ import annotations

from .english import At
from .lexicon import ACTIVITIES, CLASSES, MACHINE_ACTIVITIES, TURNING, VERBS, Verb
from .predicates import Predicate
from .rules import RULES, one_of, rule
from .tables.verbs import FINISHING, FOR_OTHERS


def with_plain(*verbs: str) -> tuple[str, ...]:
    """The patterns of verbs with a bare noun of their class as object: 看.book → verb:看.book object:plain.book"""
    return tuple(f"verb:{verb} object:plain.{verb.rpartition('.')[2]}" for verb in verbs)


def _verb_rule(symbol: str, verb: Verb) -> None:
    """Let the symbol be this verb, and `choice.symbol` the verb as V不V."""

    def plain(at: At) -> Predicate:
        return Predicate(verb, at)

    def choice(at: At, asking: At) -> Predicate:
        return Predicate(verb, at, asking=asking)

    word = verb.chinese
    rule(symbol, f"at:{word}")(plain)
    rule(f"choice.{symbol}", f"at:{word} asking:不{word}")(choice)
    if len(word) > 1 and verb.kind in ("state", "wish"):
        rule(f"choice.{symbol}", f"asking:{word[0]}不 at:{word}")(choice)


for _verb in VERBS:
    for _kind in _verb.takes:
        _verb_rule(f"{_verb.kind}.{_kind}", _verb)
        _verb_rule(f"{_verb.chinese}.{_kind}", _verb)
        for _doer in _verb.doers:
            _verb_rule(f"{_doer}.{_verb.kind}.{_kind}", _verb)
        if _verb.chinese in FINISHING:
            _verb_rule(f"finishing.{_kind}", _verb)
        if _verb.chinese in FOR_OTHERS:
            _verb_rule(f"for.{_kind}", _verb)
for _verb in TURNING:
    _verb_rule("turning", _verb)
for _verb in ACTIVITIES:
    _verb_rule("activity", _verb)
    _verb_rule(f"{_verb.chinese}.", _verb)
for _verb in MACHINE_ACTIVITIES:
    _verb_rule("machine.activity", _verb)
for _kind in CLASSES:
    _done = {
        f"{way}.{_kind}": weight
        for way, weight in (("action", 3.0), ("event", 1.0))
        if f"{way}.{_kind}" in RULES
    }
    if _done:
        one_of(f"done.{_kind}", _done)
        one_of(f"choice.done.{_kind}", {f"choice.{done}": weight for done, weight in _done.items()})
