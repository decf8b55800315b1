"""The algebra of predicates and clauses: each form of English verbs follows from one entry."""

import pytest
from transformer_explore.core.grammar.english import NOTHING, English, name, say
from transformer_explore.core.grammar.predicates import (
    CAN,
    Clause,
    Predicate,
    acts,
    be,
    going_to,
    modal,
    perfect,
    progressive,
    want,
    will,
)
from transformer_explore.core.grammar.words import Phrase

AT = (0,)
SHE = Phrase((), "he", say("she", AT))
THEY = Phrase((), "they", say("they", AT))
GO = acts("go", AT) + say("home", AT)
OLD = be(AT, name("old", AT))


def text(english: English) -> str:
    return " ".join(token.word for token in english.variants[0][1])


@pytest.mark.parametrize(
    ("predicate", "statement", "negation", "question"),
    [
        (GO, "she goes home", "she does not go home", "does she go home ?"),
        (GO.did(AT), "she went home", "she did not go home", "did she go home ?"),
        (OLD, "she is old", "she is not old", "is she old ?"),
        (OLD.did(AT), "she was old", "she was not old", "was she old ?"),
        (modal(CAN, AT, GO), "she can go home", "she cannot go home", "can she go home ?"),
        (will(AT, OLD), "she will be old", "she will not be old", "will she be old ?"),
        (perfect(AT, GO), "she has gone home", "she has not gone home", "has she gone home ?"),
        (progressive(AT, GO), "she is going home", "she is not going home", "is she going home ?"),
        (going_to(AT, GO), "she is going home", "she is not going home", "is she going home ?"),
        (want(AT, GO), "she wants to go home", "she does not want to go home", "does she want to go home ?"),
    ],
)
def test_a_clause_is_stated_denied_and_asked(
    predicate: Predicate, statement: str, negation: str, question: str
) -> None:
    assert text(Clause(SHE, predicate).statement) == statement
    assert text(Clause(SHE, predicate.negated(AT)).statement) == negation
    assert text(Clause(SHE, predicate).question(AT)) == question


def test_adverbs_stand_before_verbs_and_after_auxiliaries() -> None:
    also = say("also", AT)
    assert text(Clause(SHE, GO.also(also)).statement) == "she also goes home"
    assert text(Clause(THEY, OLD.also(also)).statement) == "they are also old"
    assert text(Clause(THEY, OLD.also(also)).question(AT)) == "are they also old ?"


def test_a_time_at_the_front_is_at_the_end_of_a_question() -> None:
    clause = Clause(SHE, GO.did(AT), first=name("yesterday", AT))
    assert text(clause.statement) == "yesterday she went home"
    assert text(clause.asked(say("why", AT), AT)) == "why did she go home yesterday ?"


def test_alternatives_keep_their_shares() -> None:
    clause = Clause(SHE, will(AT, GO), others=((0.35, going_to(AT, GO)),))
    assert [round(share, 2) for share, _ in clause.statement.variants] == [0.65, 0.35]
    assert Clause(SHE, GO).last is NOTHING
