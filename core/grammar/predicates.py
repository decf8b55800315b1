"""Predicates and clauses: what is said about somebody, built once, then asserted, denied, asked or embedded.

A predicate is a verb in English with what follows it: "like cats", "be big", "can swim". It grows by operations:

    act.negated(不)          do not like cats          will(会, act)         will buy books
    act.did(了)              bought books             perfect(过, act)      have read books
    act.also(adverb)         also like cats           progressive(在, act)  am reading books
    act + english            read books at home       want(想, act)         want to read books

A clause is a subject with a predicate and perhaps a time. It becomes English as

    clause.statement         he does not like cats
    clause.question(吗)      does he not like cats ?
    clause.asked(why, 为什么)  why does he not like cats ?
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace

from .english import NOTHING, At, English, either, name, say
from .lexicon import ACTIVITIES, OTHERS, UNSPOKEN, Verb
from .rules import SenselessError
from .words import Bare, Counted, Owned, Phrase, Pointed, Quality


@dataclass(frozen=True)
class Auxiliary:
    """A verb that forms its negations and questions itself, without "do": be, have (perfect), can, will, …"""

    base: str
    i: str
    he: str
    they: str
    past: str = ""
    past_many: str = ""
    participle: str = ""
    progressive: str = ""


BE = Auxiliary("be", "am", "is", "are", "was", "were", "been", "being")
PERFECT = Auxiliary("have", "have", "has", "have", "had", "had")
CAN, WILL, MAY, SHOULD, MUST, COULD, WOULD = (
    Auxiliary(word, word, word, word) for word in ("can", "will", "may", "should", "must", "could", "would")
)


CITIES = ("beijing", "shanghai", "china", "america", "england")

_ALONE = frozenset(activity.chinese for activity in ACTIVITIES)


@dataclass(frozen=True)
class Predicate:
    """A verb with its object and whatever else follows it.

    Attributes:
        at: the positions of the verb.
        rest: what follows the verb.
        adverb: what stands before a verb and after an auxiliary.
        no: the positions of the negation; () if it is affirmative.
        past: the positions of what makes it past tense (了, 没, a time); None if it is not past tense.
        asking: the positions of 不V in 喜欢不喜欢.
        of: what its object is (counted, pointed at, owned, …).
        complement: a dependent clause at the end.
    """

    verb: Verb | Auxiliary
    at: At
    rest: English = NOTHING
    adverb: English = NOTHING
    no: At = ()
    past: At | None = None
    asking: At = ()
    complement: English = NOTHING
    of: type[Phrase] | None = None

    @property
    def heads(self) -> tuple[str, ...]:
        return (self.verb.chinese,) if isinstance(self.verb, Verb) and self.verb.chinese else ()

    @property
    def words(self) -> list[str]:
        """The English words after the verb, in the most probable translation."""
        return [token.word for token in self.rest.variants[0][1]]

    @property
    def is_turning(self) -> bool:
        """Whether it is to open or close something, which takes an object as it is."""
        return isinstance(self.verb, Verb) and self.verb.kind == "turn"

    def __add__(self, rest: English) -> Predicate:
        return replace(self, rest=self.rest + rest)

    def on(self, object: Phrase) -> Predicate:
        """With an object: read books. 唱歌 is a verb of its own (to sing), so 唱 does not take the bare 歌."""
        if "".join(self.heads + object.heads) in _ALONE and isinstance(object, Bare) and not object.described:
            raise SenselessError
        if isinstance(object, Bare) and not object.described and self._needs_detail(object):
            raise SenselessError
        if isinstance(object, Bare) and self._takes_one(object):
            return replace(self + object.single, of=Bare)
        return replace(self + object.object, of=type(object))

    def _takes_one(self, object: Bare) -> bool:
        """Whether people do this with one such thing: buy a phone, but buy apples."""
        kind = object.nominal.noun.kind
        if self.heads == ("找",):
            return kind in ("thing", "pen", "paper")
        return self.heads in (("买",), ("想要",), ("需要",)) and kind in ("thing", "car", "furniture")

    def _needs_detail(self, object: Bare) -> bool:
        """Whether nobody says this verb with this noun alone: 喜欢工作 (to like jobs), 懂词 (to understand words)."""
        noun = object.nominal.noun
        if self.heads == ("喜欢",):
            return noun.kind in ("job", "lesson", "room", "thing")
        return (
            self.heads != ()
            and self.heads[0] in ("懂", "读", "看懂", "听懂")
            and noun.chinese in ("词", "句子", "题")
        )

    def negated(self, no: At) -> Predicate:
        """Denied by these characters; unchanged for (), the absence of an optional 不."""
        if no and self.of is Counted:
            raise SenselessError  # 我不买三只猫
        return replace(self.denied if no else self, no=no)

    @property
    def denied(self) -> Predicate:
        """As it is after "not": eat anything."""
        return replace(self, rest=self.rest.replaced("something", "anything"))

    def did(self, past: At = ()) -> Predicate:
        """In the past tense."""
        if isinstance(self.verb, Auxiliary) and not self.verb.past:
            raise SenselessError  # can … 了
        return replace(self, past=past)

    def usually(self, adverb: English) -> Predicate:
        """With often, always or never: not with a number of things or a certain thing."""
        if self.of in (Counted, Pointed):
            raise SenselessError
        return self.everywhere.also(adverb)

    @property
    def daily(self) -> Predicate:
        """With 每天: what people do again and again."""
        if self.of in (Pointed, Owned):
            raise SenselessError
        return self.everywhere

    @property
    def everywhere(self) -> Predicate:
        """Not in a certain city: nobody often studies in beijing."""
        if any(pair[0] == "in" and pair[1] in CITIES for pair in itertools.pairwise(self.words)):
            raise SenselessError
        return self

    def also(self, adverb: English) -> Predicate:
        """With an adverb: also, often, always, never, all, already, still, just, …"""
        return replace(self, adverb=adverb + self.adverb)

    def finite(self, subject: Phrase) -> English:
        """likes cats; does not like cats; is big; cannot swim; bought books"""
        if isinstance(self.verb, Verb) and not self.no:
            if self.past is not None:
                form = self.verb.past
            else:
                form = self.verb.third if subject.person == "he" else self.verb.base
            return self.adverb + self._with(form) + self.complement
        if self.no and self.verb is CAN:
            return say("cannot", self.no + self.at) + self.after
        return self.operator(subject, self.no) + (say("not", self.no) if self.no else NOTHING) + self.after

    def operator(self, subject: Phrase, at: At) -> English:
        """What comes first in a question: does, did, is, can; "do" has no character of its own and belongs to `at`."""
        if isinstance(self.verb, Verb):
            if self.past is not None:
                return say("did", self.past or at)
            return say("does" if subject.person == "he" else "do", at)
        forms = self.verb
        if self.past is not None:
            return say(forms.past_many if subject.person == "they" else forms.past, self.at)
        return say(getattr(forms, subject.person), self.at)

    @property
    def after(self) -> English:
        """What follows the operator: like cats, big, swim"""
        return (
            self.adverb
            + (self._with(self.verb.base) if isinstance(self.verb, Verb) else self.rest)
            + self.complement
        )

    def _with(self, form: str) -> English:
        """The form with particle and rest."""
        if isinstance(self.verb, Auxiliary):
            return say(form, self.at) + self.rest
        particle = say(self.verb.particle, self.at) if self.verb.particle else NOTHING
        return name(form, self.at) + particle + self.rest

    def _infinite(self, form: str) -> English:
        if not form or form in UNSPOKEN:
            raise SenselessError  # to can; is giving
        no = say("not", self.no) if self.no else NOTHING
        return no + self.adverb + self._with(form) + self.complement

    @property
    def base(self) -> English:
        """like cats, be big, not go"""
        return self._infinite(
            "" if isinstance(self.verb, Auxiliary) and not self.verb.past else self.verb.base
        )

    @property
    def participle(self) -> English:
        """eaten apples, been big"""
        return self._infinite(self.verb.participle)

    @property
    def progressive(self) -> English:
        """reading books"""
        return self._infinite(self.verb.progressive)


# --- operations ----------------------------------------


def modal(word: Auxiliary, at: At, act: Predicate) -> Predicate:
    """can swim, may rest, should sleep"""
    return Predicate(word, at, act.base, of=act.of)


def will(at: At, act: Predicate) -> Predicate:
    """will buy books"""
    return modal(WILL, at, act)


def going_to(at: At, act: Predicate) -> Predicate:
    """am going to buy books; but "am going to beijing", not "am going to go …"."""
    if isinstance(act.verb, Verb) and act.verb.base in ("go", "come"):
        return progressive(at, act)
    return Predicate(BE, at, say("going to", at) + act.base, of=act.of)


def perfect(at: At, act: Predicate) -> Predicate:
    """have read books"""
    return Predicate(PERFECT, at, act.participle, of=act.of)


def progressive(at: At, act: Predicate) -> Predicate:
    """am reading books; am at work"""
    if act.heads == ("上班",):
        return Predicate(BE, at, say("at", act.at) + name("work", act.at))
    return Predicate(BE, at, act.progressive, of=act.of)


def under_way(act: Predicate) -> Predicate:
    """am going to school, am reading this book: what is said of one occasion; anything else as it is."""
    if not isinstance(act.verb, Verb) or act.past is not None or act.verb.progressive in UNSPOKEN:
        return act
    goes = not act.heads and act.verb.base in ("go", "come", "drive", "walk")
    certain = act.verb.kind == "action" and act.of in (Counted, Pointed)
    return progressive(act.at, act) if goes or certain else act


def want(at: At, act: Predicate) -> Predicate:
    """want to read books"""
    return Predicate(OTHERS["want"], at, say("to", at) + act.base, of=act.of)


def be(at: At, what: English) -> Predicate:
    """be + something: am a teacher, is big, are at school"""
    return Predicate(BE, at, what)


def is_(quality: Quality, at: At = (), degree: English = NOTHING) -> Predicate:
    """is big; "is" belongs to `at` (很), or to the adjective"""
    return Predicate(BE, at or quality.at, degree + quality.english, asking=quality.asking)


def acts(english: str, at: At) -> Predicate:
    """One of the verbs without a table of objects (`tables.verbs.OTHERS`): go, give, think, …"""
    return Predicate(OTHERS[english], at)


# --- clauses ----------------------------------------

OWN = {"i": "my", "you": "your", "he": "his", "she": "her", "we": "our", "they": "their"}


def _contains(english: English, words: list[str]) -> bool:
    """Whether the words follow each other in it."""
    there = [token.word for token in english.variants[0][1]]
    return any(there[at : at + len(words)] == words for at in range(len(there) - len(words) + 1))


@dataclass(frozen=True)
class Clause:
    """Subject and predicate; `first` and `last` are times and places before and after them.

    `others` are other translations of the predicate with their shares (will …, or am going to …); `rephrased` are
    those with another subject (my name is …, or i am called …). `asked_as` is the only predicate of questions, if
    statements have others (are you going …, but i go …, or i am going …).
    """

    subject: Phrase
    predicate: Predicate
    first: English = NOTHING
    last: English = NOTHING
    others: tuple[tuple[float, Predicate], ...] = ()
    rephrased: tuple[tuple[float, Clause], ...] = ()
    asked_as: Predicate | None = None

    def __post_init__(self) -> None:
        """Nobody does something to themselves (i like me), or goes to their own home as a guest."""
        subject = set(self.subject.words)
        objects = set(self.predicate.words)
        after = " ".join(self.predicate.words)
        if any(after.endswith(f"to {OWN[word]} home") for word in subject & OWN.keys()):
            raise SenselessError
        if (subject & {"i", "we"} and objects & {"me", "us"}) or (subject & objects & {"you", "it"}):
            raise SenselessError
        if self.subject.heads and _contains(self.predicate.rest, self.subject.words):
            raise SenselessError  # the doctor calls the doctor

    def _each(self, english: Callable[[Clause, Predicate], English]) -> English:
        rest = 1 - sum(share for share, _ in (*self.others, *self.rephrased))
        ways = [(rest, english(self, self.predicate))]
        ways += [(share, english(self, predicate)) for share, predicate in self.others]
        ways += [(share, english(clause, clause.predicate)) for share, clause in self.rephrased]
        return ways[0][1] if len(ways) == 1 else either(*ways)

    @property
    def statement(self) -> English:
        """he likes cats"""
        return self._each(Clause._stated)

    def _stated(self, it: Predicate) -> English:
        return self.first + self.subject.subject + it.finite(self.subject) + self.last

    def _inverted(self, it: Predicate, at: At) -> English:
        no = say("not", it.no) if it.no else NOTHING
        return it.operator(self.subject, at) + self.subject.subject + no + it.after + self.last + self.first

    def question(self, at: At) -> English:
        """does he like cats ? — what Chinese does not express belongs to `at` (吗)"""
        only = replace(self, predicate=self.asked_as, others=(), asked_as=None) if self.asked_as else self
        return only._each(lambda clause, it: clause._inverted(it, at)) + say("?", at)

    def asked(self, word: English, at: At) -> English:
        """why does he like cats ? — `word` is the question word, `at` its characters"""
        return word + self._each(lambda clause, it: clause._inverted(it, at)) + say("?", at)
