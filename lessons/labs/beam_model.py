"""Beam search and greedy decoding with the trained model: two translations and their probabilities.

Section 6.1.
"""

from __future__ import annotations

import numpy as np

from .lab import Parameter, Result, Table, result, single, vector

PARAMETERS = (
    Parameter("source", "她的床上有一个球", "the sentence to translate"),
    Parameter("beams", 4, "beam width", 1, 16, whole=True),
    Parameter("alpha", 0.6, "α of the length penalty", 0, 3, 0.1),
)


def run(source: str, beams: int, alpha: float) -> Result:
    """The greedy translation and every hypothesis that the beam finished, the best first."""
    from ...core.decoding.strategy import Beam, Greedy
    from ...core.running.request import Request
    from ...core.running.runs import run as compute
    from ...core.trace.iterations import FINISHED

    greedy, beam = (
        compute(Request(source=source, strategy=strategy, device="cpu", keep="statistics")).decoding
        for strategy in (Greedy(), Beam(beams, alpha))
    )
    assert greedy is not None
    assert beam is not None
    ended = sorted((h for h in beam.hypotheses() if h.state == FINISHED), key=lambda h: -h.score)
    single_one = greedy.hypotheses()[-1]
    sentences = tuple(" ".join(token.text for token in beam.so_far(h.number)) for h in ended)
    first = tuple(token.text for token in greedy.so_far(single_one.number))
    columns = ("log-probability", "length", "penalty", "score")
    return result(
        hypotheses=Table(
            np.array([[h.log_probability, h.length, h.length_penalty, h.score] for h in ended]),
            ("hypothesis", "what"),
            {"hypothesis": sentences, "what": columns},
            "The hypotheses that the beam finished, the best first.",
        ),
        first_words=vector(
            np.array([c.probability for c in beam.iterations[0].expansions[0].candidates]),
            "word",
            "The model's probabilities of the first word.",
            tuple(c.token.text for c in beam.iterations[0].expansions[0].candidates),
        ),
        greedy_words=vector(
            np.array([h.log_probability for h in greedy.hypotheses()]),
            "word",
            "Greedy decoding: the log-probability of the output up to each word.",
            first,
        ),
        greedy=single(single_one.log_probability, "The log-probability of the greedy translation."),
        beam=single(ended[0].log_probability, "The log-probability of the beam's best translation."),
        differ=single(beam.answer != greedy.answer, "1 if the two translations differ."),
        read=single(
            sum(len(each.expansions) for each in beam.iterations),
            "Prefixes evaluated by beam search.",
        ),
        greedy_read=single(len(greedy.iterations), "Prefixes evaluated by greedy decoding."),
    )
