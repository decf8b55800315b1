"""A decoding: the candidates of each iteration, which hypotheses went on, ended or were dropped, and why."""

from __future__ import annotations

from collections.abc import Sequence

from ....core.operations.arithmetic import number
from ....core.support.localization import N_, _, plural
from ....core.trace import Candidate, Decoding, Expansion, Iteration
from ....core.trace.iterations import DROPPED, FINISHED, GROWING
from ..reasons import reason
from ..words import decoded, has_rivals, hypothesis_text
from .markup import Html, details, element, joined, numeric, paragraph, table

ITERATIONS = 40  # that are shown
OPEN = 3  # iterations that are open from the start
CANDIDATES = 8  # of an iteration
HYPOTHESES = 20  # of an iteration
DIGITS = 3
STATES = {GROWING: N_("goes on"), FINISHED: N_("ends"), DROPPED: N_("is dropped")}


def decoding(found: Decoding, continues: bool = False) -> Html:
    """Each iteration, then the answer and why the search stopped.

    Args:
        continues: whether the answer continues the text; otherwise it translates it.
    """
    rivals = has_rivals(found)
    each = [
        details(
            _("iteration {number}", number=iteration.number + 1),
            _iteration(found, iteration, rivals, continues),
            open_=place < OPEN,
        )
        for place, iteration in enumerate(found.iterations[:ITERATIONS])
    ]
    more = len(found.iterations) - len(each)
    left = (
        plural("{n} more iteration is left out.", "{n} more iterations are left out.", more)
        if more > 0
        else ""
    )
    return joined(
        [
            paragraph(element("strong", decoded(found))),
            paragraph(_("stopped because {ended}", ended=reason(found.ended)), class_="faint"),
            *each,
            paragraph(left, class_="left-out"),
        ]
    )


def _iteration(found: Decoding, iteration: Iteration, rivals: bool, continues: bool) -> Html:
    chosen = {(h.parent, h.token.id) for h in iteration.chosen}
    tables = [_expansion(found, each, chosen, continues) for each in iteration.expansions]
    return joined([*tables, _hypotheses(found, iteration) if rivals else _why(iteration)])


def _why(iteration: Iteration) -> Html:
    return joined(paragraph(f"{h.token.text}: {reason(h.why)}") for h in iteration.hypotheses)


def _expansion(found: Decoding, each: Expansion, chosen: set[tuple[int, int]], continues: bool) -> Html:
    before = hypothesis_text(found, each.hypothesis) or (_("the text") if continues else _("nothing yet"))
    heads = (_("token"), "p", _("log p (model)"), _("chosen"))
    rows = [
        _candidate(candidate, (each.hypothesis, candidate.token.id) in chosen)
        for candidate in each.candidates[:CANDIDATES]
    ]
    return table(_("the most probable tokens after: {text}", text=before), heads, rows, class_="candidates")


def _candidate(candidate: Candidate, chosen: bool) -> Sequence[str]:
    cut = _("  cut by {cut}", cut=candidate.cut).strip() if candidate.cut else _("no")
    return (
        candidate.token.text,
        numeric(number(candidate.probability, DIGITS)),
        numeric(number(candidate.log_probability, DIGITS)),
        element("strong", _("yes")) if chosen else cut,
    )


def _hypotheses(found: Decoding, iteration: Iteration) -> Html:
    rows = [
        (
            hypothesis_text(found, h.number),
            numeric(number(h.log_probability, DIGITS)),
            numeric(number(h.score, DIGITS)),
            _("{what}: {why}", what=_(STATES[h.state]), why=reason(h.why)),
        )
        for h in iteration.hypotheses[:HYPOTHESES]
    ]
    more = len(iteration.hypotheses) - len(rows)
    left = (
        plural("{n} more hypothesis is left out.", "{n} more hypotheses are left out.", more) if more else ""
    )
    heads = (_("hypothesis"), _("log p"), _("score"), _("what happens"))
    return joined(
        [
            table(_("the hypotheses after this iteration"), heads, rows, class_="hypotheses"),
            paragraph(left, class_="left-out"),
        ]
    )
