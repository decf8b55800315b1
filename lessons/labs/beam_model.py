"""Beam search and greedy decoding with the trained model: two translations and their probabilities.

Section 6.1.
"""

from __future__ import annotations

from ...core.trace.tags import Tag
from .lab import Parameter, Result, result, single, table

SHOWS = Tag.TRAINED
PARAMETERS = (
    Parameter("source", "明天她看书", "the sentence to translate"),
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
    axes = "hypothesis, what"
    scores = [[h.log_probability, h.length, h.length_penalty, h.score] for h in ended]
    output = greedy.hypotheses()
    logs, words = [h.log_probability for h in output], greedy.so_far(output[-1].number)
    evaluated = sum(len(each.expansions) for each in beam.iterations)
    first = beam.iterations[0].expansions[0].candidates
    return result(
        {
            "hypothesis": (" ".join(token.text for token in beam.so_far(h.number)) for h in ended),
            "what": ("log-probability", "length", "penalty", "score"),
            "word": (token.text for token in words),
        },
        hypotheses=table(scores, axes, "The hypotheses that beam search finished, the best first."),
        first_words=table(
            [each.probability for each in first],
            "word",
            "The model's probabilities of the first word.",
            {"word": (each.token.text for each in first)},
        ),
        greedy_words=table(
            logs, "word", "Greedy decoding: the log-probability of the output up to each word."
        ),
        greedy=single(logs[-1], "The log-probability of the greedy translation."),
        beam=single(ended[0].log_probability, "The log-probability of beam search's best translation."),
        differ=single(beam.answer != greedy.answer, "1 if the two translations differ."),
        read=single(evaluated, "Number of prefixes evaluated by beam search."),
        greedy_read=single(len(greedy.iterations), "Number of prefixes evaluated by greedy decoding."),
    )
