"""A decoding as plain text: the candidates of each iteration, which were chosen or dropped, and why."""

from __future__ import annotations

from rich.console import Console

from ....core.operations.arithmetic import number
from ....core.support.localization import N_, _
from ....core.trace import Candidate, Decoding, Hypothesis, Iteration
from ....core.trace.iterations import DROPPED, FINISHED
from ..reasons import reason
from ..text import cut_start, fit, safe, width
from ..words import MARKS, decoded, has_rivals, hypothesis_text, is_reshaped
from .page import FAINT, GOOD, STRONG, print_line

BAR = 24  # columns of a full bar
WORD = 12
LOGS = 24  # columns before a hypothesis
BEHIND = 44  # columns after a hypothesis; a longer reason has a line of its own
NARROWEST = 12  # columns of a hypothesis, of which the end is shown
RANKS = N_("▶ goes on   ■ ends   · is dropped      rank: by log p, within the iteration")
COLUMNS = N_("first number: p (after temperature, top-k, top-p)   log: log p (model)")
BEST = 4  # finished hypotheses that are listed at the end


def print_decoding(console: Console, decoding: Decoding, continues: bool = False) -> None:
    """Prints each iteration, then the answer and why the search stopped.

    Args:
        continues: whether the answer continues the text; otherwise it translates it.
    """
    several = has_rivals(decoding)
    if several:
        print_line(console, (_(RANKS), FAINT))
        print_line(console)
    elif is_reshaped(decoding):
        print_line(console, (_(COLUMNS), FAINT))
        print_line(console)
    for iteration in decoding.iterations:
        if several:
            _hypotheses(console, decoding, iteration)
        else:
            _distribution(console, decoding, iteration, continues)
        print_line(console)
    if several:
        _ranking(console, decoding, _("  the continuation") if continues else _("  the translation"))
    print_line(console, (decoded(decoding), STRONG))
    print_line(console, (_("stopped because {ended}", ended=safe(reason(decoding.ended))), FAINT))


def _distribution(console: Console, decoding: Decoding, iteration: Iteration, continues: bool) -> None:
    """The candidates after the only hypothesis, as bars."""
    (expansion,), (chosen,) = iteration.expansions, iteration.hypotheses
    so_far = cut_start(hypothesis_text(decoding, expansion.hypothesis), max(console.width - 50, 24))
    so_far = so_far or (_("the text") if continues else _("nothing yet"))
    print_line(
        console,
        (f"{iteration.number + 1:>2}  ", FAINT),
        _("after "),
        (so_far, STRONG),
        (f"   {safe(reason(chosen.why))}", FAINT),
    )
    for candidate in expansion.candidates:
        print_candidate(console, candidate, candidate.token == chosen.token)


def print_candidate(console: Console, candidate: Candidate, chosen: bool) -> None:
    """A token with its probability as a number and as a bar."""
    share = candidate.probability  # a file may hold any number here
    bar = "█" * round(share * BAR if 0 <= share <= 1 else 0)
    print_line(
        console,
        f"    {'▶' if chosen else ' '} {fit(safe(candidate.token.text), WORD)} ",
        f"{number(candidate.probability, 3):>6}  {fit(bar, BAR)}",
        (_("  log {log_probability}", log_probability=number(candidate.log_probability, 3)), FAINT),
        (_("  cut by {cut}", cut=safe(candidate.cut)) if candidate.cut else "", FAINT),
    )


def _hypotheses(console: Console, decoding: Decoding, iteration: Iteration) -> None:
    """The hypotheses of an iteration: which go on, end or are dropped, and why."""
    print_line(console, (f"{iteration.number + 1:>2}  ", FAINT), (_("  log p    score"), FAINT))
    texts = [hypothesis_text(decoding, h.number) for h in iteration.hypotheses]
    behind = [(_origin(h), safe(reason(h.why))) for h in iteration.hypotheses]
    widths = [width(origin) + 2 + width(why) for origin, why in behind]
    room = console.width - LOGS - max((columns for columns in widths if columns <= BEHIND), default=0)
    widest = min(max(map(width, texts), default=0), max(room, NARROWEST))
    for h, text, columns, (origin, why) in zip(iteration.hypotheses, texts, widths, behind, strict=True):
        apart = LOGS + widest + columns > console.width
        print_line(
            console,
            (f"    {MARKS.get(h.state, '?')} {number(h.log_probability, 3):>7}  {number(h.score, 3):>7}  "),
            (fit(cut_start(text, widest), widest), FAINT if h.state == DROPPED else ""),
            (origin, FAINT),
            ("" if apart else f"  {why}", FAINT),
        )
        if apart:
            print_line(console, " " * 6, (why, FAINT))


def _origin(h: Hypothesis) -> str:
    return _("  {number} from {parent}", number=h.number, parent=h.parent) if h.parent else f"  {h.number}"


def _ranking(console: Console, decoding: Decoding, answer: str) -> None:
    """The finished hypotheses by score: the best one is the answer."""
    finished = [h for h in decoding.hypotheses() if h.state == FINISHED]
    if not finished:
        return
    print_line(console, (_("finished, by score = log p ÷ ((5 + length) / 6)^α"), FAINT))
    for h in sorted(finished, key=lambda h: -h.score)[:BEST]:
        print_line(console, *_finished(decoding, h, answer))
    if len(finished) > BEST:
        print_line(console, (_("    and {count} more", count=len(finished) - BEST), FAINT))
    print_line(console)


def _finished(decoding: Decoding, h: Hypothesis, answer: str) -> tuple[str | tuple[str, str], ...]:
    arithmetic = f"  {number(h.log_probability, 3)} ÷ {number(h.length_penalty, 3)} = {number(h.score, 3)}"
    answer = answer if h.number == decoding.best else ""
    return (
        "    ■ ",
        (hypothesis_text(decoding, h.number), GOOD if answer else ""),
        (arithmetic, FAINT),
        (answer, GOOD),
    )
