"""What a run read and answered, and its steps grouped by the parts of the model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import orjson

from ....core.operations.arithmetic import number
from ....core.support.localization import _, plural
from ....core.trace import Candidate, Trace, TraceError, masked_words, no_masked_words
from ....core.trace.tags import of_traces
from ..availability import continues
from ..plain.array import probability
from ..plain.title import named
from ..walk import SEPARATOR, Walk
from .decodings import decoding
from .markup import NOTHING, Html, element, joined, listing, numeric, paragraph, table

TOKENS = 64  # rows of a table with a row for each token
DIGITS = 3
OF_VISITS = ("prefix", "latest")  # token sequences


class Part(NamedTuple):
    """Consecutive steps in the same part of the model: its title, and the places of the steps in the walk."""

    title: str
    places: tuple[int, ...]


def parts(walk: Walk, count: int) -> Iterator[Part]:
    """The first `count` steps of a walk by the part of the model that they belong to."""
    for path, places in groupby(range(min(count, len(walk))), key=lambda place: walk.titles[place][:-1]):
        yield Part(SEPARATOR.join(path) or _("output"), tuple(places))


def with_count(part: Part) -> str:
    """The title of a part, and how many steps it has."""
    return f"{part.title} · " + plural("{n} step", "{n} steps", len(part.places))


def about(trace: Trace) -> Html:
    """The model, how many steps it took, and what was changed in the run."""
    model = _("model: {name}", name=named(trace.model.name, of_traces(trace)))
    steps = plural("{n} step", "{n} steps", len(trace))
    return joined([paragraph(f"{model} · {steps}"), interventions(trace)])


def interventions(trace: Trace) -> Html:
    """The changes inside the run, as the trace records them."""
    changes = trace.run.get("interventions")
    if not changes or not isinstance(changes, list | tuple):
        return NOTHING
    listed = listing(element("code", orjson.dumps(change).decode()) for change in changes)
    return joined([paragraph(_("changed in this run:")), listed])


def tokens(trace: Trace, name: str) -> Html:
    """The tokens of one sequence, with their ids."""
    every = trace.tokens[name]
    rows = [(str(place), token.label, numeric(str(token.id))) for place, token in enumerate(every[:TOKENS])]
    heads = (_("position"), _("token"), _("token id"))
    caption = _("{name} tokens", name=_(name))
    return joined([table(caption, heads, rows, class_="tokens"), _left_out(len(every))])


def outcome(trace: Trace) -> Html:
    """How the answer was found: a decoding, the masked words, or what each position predicts."""
    if trace.decoding is not None:
        return decoding(trace.decoding, continues(trace))
    try:
        return _predictions(trace) if no_masked_words(trace) else _masked_words(trace)
    except TraceError as error:  # an array is damaged
        return paragraph(str(error))


def _masked_words(trace: Trace) -> Html:
    read = trace.tokens["source"]
    rows = [
        (str(word.position), read[word.position].label, _listed(word.candidates))
        for word in masked_words(trace)[:TOKENS]
    ]
    heads = (_("position"), _("token"), _("most probable words"))
    return table(_("masked words, as the model predicts them"), heads, rows)


def _listed(candidates: Sequence[Candidate]) -> Html:
    return joined((f"{each.token.text} {number(each.probability, DIGITS)}" for each in candidates), " · ")


def _predictions(trace: Trace) -> Html:
    """What each position finds most probable next, or answers."""
    if not trace.predicted or trace.output is None:
        return NOTHING
    answers = "target" not in trace.tokens and not continues(trace)
    caption = _("what each position answers") if answers else _("what each position predicts")
    best = trace.output.values.max(-1)
    rows = []
    for place, (token, word, row) in enumerate(zip(trace.predicting, trace.predicted, best, strict=True)):
        asked = not answers or place in trace.answer_positions
        idle = "" if asked else _("   not asked").strip()
        rows.append(
            (
                token.label,
                word,
                numeric(number(probability(row), DIGITS)),
                *([idle or "–"] if answers else []),
            )
        )
    heads = [_("token"), _("prediction"), "p", *([_("remark")] if answers else [])]
    return joined([table(caption, heads, rows[:TOKENS], class_="predictions"), _left_out(len(rows))])


def _left_out(count: int) -> Html:
    if count <= TOKENS:
        return NOTHING
    more = plural("{n} more row is left out.", "{n} more rows are left out.", count - TOKENS)
    return paragraph(more, class_="left-out")


def read_sequences(trace: Trace) -> list[str]:
    """The names of the sequences that the model read; what single visits of a decoder read is part of the target."""
    return [name for name, found in trace.tokens.items() if found and name.partition("#")[0] not in OF_VISITS]
