"""A small language model continues a text, one word at a time.

Radford et al. 2019. With a low temperature, it nearly always chooses the most probable word.
"""

from __future__ import annotations

import numpy as np

from ...core.support.localization import N_
from ...core.trace.tags import Tag
from .english_models import GPT, best, next_words
from .lab import Parameter, Result, result, single, table

CANDIDATES = 5
HALF = 0.5
SHOWS = Tag.TRAINED
PARAMETERS = (
    Parameter("text", "the cat", "the beginning of an English sentence"),
    Parameter("temperature", 1.0, "temperature of the sampling", 0.1, 3, 0.1),
    Parameter("seed", 0, "random seed", 0, 9999, whole=True),
)


def run(text: str, temperature: float, seed: int) -> Result:
    """The candidates for the next word, and two continuations: greedy and sampled."""
    from ...core.decoding.distribution import distribution
    from ...core.decoding.strategy import Greedy, Sample
    from ...core.running.request import Request
    from ...core.running.runs import run as compute

    sample = Sample(temperature, seed=seed)
    greedy, sampled = (
        compute(Request(source=text, model=GPT, strategy=strategy, device="cpu", keep="statistics")).decoding
        for strategy in (Greedy(), sample)
    )
    assert greedy is not None
    assert sampled is not None
    trace, probabilities = next_words(text)
    choices = best(probabilities[-1], CANDIDATES)
    drawn_from, half = (
        distribution(np.log(probabilities[-1]), each).probabilities[choices]
        for each in (sample, Sample(HALF))
    )
    tables = {}
    for name, decoding, says in (
        ("greedy", greedy, N_("The greedy continuation, with the probability of each word.")),
        ("sampled", sampled, N_("The sampled continuation, with the probability of each word.")),
    ):
        steps = decoding.hypotheses()
        logs = [0.0, *(step.log_probability for step in steps)]
        words = [token.text for token in decoding.so_far(steps[-1].number)]
        tables[name] = table(np.exp(np.diff(logs)), "word", says, {"word": words})
    return result(
        {"word": [trace.vocabulary[each] for each in choices]},
        candidates=table(
            probabilities[-1, choices], "word", "The probabilities of the most probable next words."
        ),
        at_temperature=table(drawn_from, "word", "The probabilities of the same words at this temperature."),
        half=table(half, "word", "The probabilities of the same words at a temperature of 1/2."),
        **tables,
        temperature=single(temperature, "The temperature."),
    )
