"""Beam search and greedy decoding by the trained model: two answers, and how probable each is.

Section 6.1.
"""

from __future__ import annotations

import numpy as np

from .lab import Parameter, Result, Table, Value, single

PARAMETERS = (
    Parameter("source", "她的床上有一个球", "the sentence that is translated"),
    Parameter("beams", 4, "how many hypotheses grow at a time", 1, 16, whole=True),
    Parameter("alpha", 0.6, "α of the length penalty", 0, 3, 0.1),
)


def run(source: Value, beams: Value, alpha: Value) -> Result:
    """Greedy's answer and every hypothesis that the beam finished, the best first."""
    from ...core.decoding.strategy import Beam, Greedy
    from ...core.running.request import Request
    from ...core.running.runs import run as compute
    from ...core.trace.iterations import FINISHED

    greedy, beam = (
        compute(Request(source=str(source), strategy=strategy, device="cpu", keep="statistics")).decoding
        for strategy in (Greedy(), Beam(int(beams), float(alpha)))
    )
    assert greedy is not None
    assert beam is not None
    ended = sorted((h for h in beam.hypotheses() if h.state == FINISHED), key=lambda h: -h.score)
    single_one = greedy.hypotheses()[-1]
    sentences = tuple(" ".join(token.text for token in beam.so_far(h.number)) for h in ended)
    first = tuple(token.text for token in greedy.so_far(single_one.number))
    columns = ("log-probability", "length", "penalty", "score")
    return Result(
        {
            "hypotheses": Table(
                np.array([[h.log_probability, h.length, h.length_penalty, h.score] for h in ended]),
                ("hypothesis", "what"),
                {"hypothesis": sentences, "what": columns},
                "The hypotheses that the beam finished, the best first.",
            ),
            "first_words": Table(
                np.array([c.probability for c in beam.iterations[0].expansions[0].candidates]),
                ("word",),
                {"word": tuple(c.token.text for c in beam.iterations[0].expansions[0].candidates)},
                "What the model says of the first word.",
            ),
            "greedy_words": Table(
                np.array([h.log_probability for h in greedy.hypotheses()]),
                ("word",),
                {"word": first},
                "Greedy's answer: the log-probability of its beginning up to each word.",
            ),
            "greedy": single(single_one.log_probability, "The log-probability of greedy's answer."),
            "beam": single(ended[0].log_probability, "That of the beam's."),
            "differ": single(float(beam.answer != greedy.answer), "1 where they are not the same."),
            "read": single(
                sum(len(each.expansions) for each in beam.iterations), "How many beginnings the beam read."
            ),
            "greedy_read": single(len(greedy.iterations), "How many greedy decoding read."),
        }
    )
