"""Verbs in a sentence, without an object (`action.book`: 看) and with one (`action`: 看三本书)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .english import NOTHING, At, English, name, say
from .lexicon import ACTIVITIES, CLASSES, TURNING, VERBS, Verb
from .rules import RULES, one_of, rule
from .tables.verbs import FINISHING, FOR_OTHERS
from .words import Phrase

_BE = {"i": ("am", "was"), "he": ("is", "was"), "they": ("are", "were")}


def be(subject: Phrase, at: At, past: bool = False) -> English:
    """am, is, are, was or were, depending on the subject"""
    return say(_BE[subject.person][past], at)


def do(subject: Phrase, at: At) -> English:
    """do or does"""
    return say("does" if subject.person == "he" else "do", at)


def have(subject: Phrase, at: At) -> English:
    """have, has"""
    return say("has" if subject.person == "he" else "have", at)


@dataclass(frozen=True)
class Act:
    """A verb, with its object and whatever else follows it in English."""

    verb: Verb
    at: At
    rest: English = NOTHING

    @property
    def heads(self) -> tuple[str, ...]:
        return (self.verb.chinese,)

    def __add__(self, rest: English) -> Act:
        return replace(self, rest=self.rest + rest)

    def _form(self, form: str) -> English:
        particle = say(self.verb.particle, self.at) if self.verb.particle else NOTHING
        return name(form, self.at) + particle + self.rest

    @property
    def base(self) -> English:
        return self._form(self.verb.base)

    @property
    def past(self) -> English:
        return self._form(self.verb.past)

    @property
    def participle(self) -> English:
        return self._form(self.verb.participle)

    @property
    def progressive(self) -> English:
        return self._form(self.verb.progressive)

    def present(self, subject: Phrase) -> English:
        """love or loves, depending on the subject"""
        return self._form(self.verb.third if subject.person == "he" else self.verb.base)


def _verb_rule(symbol: str, verb: Verb) -> None:
    """Let the symbol be this verb."""
    rule(symbol, f"at:{verb.chinese}")(lambda at: Act(verb, at))


for _verb in VERBS:
    for _kind in _verb.takes:
        _verb_rule(f"{_verb.kind}.{_kind}", _verb)
        _verb_rule(f"{_verb.chinese}.{_kind}", _verb)
        if _verb.chinese in FINISHING:
            _verb_rule(f"finishing.{_kind}", _verb)
        if _verb.chinese in FOR_OTHERS:
            _verb_rule(f"for.{_kind}", _verb)
for _verb in TURNING:
    _verb_rule("turning", _verb)
for _verb in ACTIVITIES:
    _verb_rule("activity", _verb)
    _verb_rule(f"{_verb.chinese}.", _verb)
for _kind in CLASSES:
    _done = {
        f"{way}.{_kind}": weight
        for way, weight in (("action", 3.0), ("event", 1.0))
        if f"{way}.{_kind}" in RULES
    }
    if _done:
        one_of(f"done.{_kind}", _done)


@rule("action", "verb:action.K object.K", weight=5)
@rule("state", "verb:state.K object:liked.K", "verb:wish.K object.K")
def with_object(verb: Act, object: Phrase) -> Act:
    """看书 → read books, 喜欢猫 → like cats"""
    return verb + object.object


@rule("action", "activity")
def alone(activity: Act) -> Act:
    """跑步 → run"""
    return activity
