"""A decoding as plain text: what was likely at each turn, what was chosen, what was dropped and why."""

from __future__ import annotations

from rich.console import Console

from ....core.support.localization import _
from ....core.trace import Candidate, Decoding, Hypothesis, Iteration
from ....core.trace.iterations import DROPPED, FINISHED, GROWING
from ....core.trace.token import spaced
from ...ui.plain.page import FAINT, GOOD, STRONG, put
from ...ui.text import fit, safe, width
from ...ui.words import sentence

MORE = "…"
BAR = 24  # columns of a full bar
WORD = 12
MARKS = {GROWING: "▶", FINISHED: "■", DROPPED: "·"}
RANKS = _("▶ goes on   ■ ends   · is dropped      rank: by log p, among all of the iteration")
BEST = 4  # finished hypotheses that are listed at the end


def print_decoding(console: Console, decoding: Decoding) -> None:
    """Each turn, then the translation and why the search stopped there."""
    several = any(len(i.expansions) != 1 or len(i.hypotheses) != 1 for i in decoding.iterations)
    if several:
        put(console, (RANKS, FAINT))
        put(console)
    for iteration in decoding.iterations:
        if several:
            _hypotheses(console, decoding, iteration)
        else:
            _distribution(console, decoding, iteration)
        put(console)
    if several:
        _ranking(console, decoding)
    source = safe(spaced(token.label for token in decoding.source))
    put(console, (f"{source} → {sentence([token.text for token in decoding.answer])}", STRONG))
    put(console, (_("stopped because {ended}", ended=safe(decoding.ended)), FAINT))


def _distribution(console: Console, decoding: Decoding, iteration: Iteration) -> None:
    """What came next after one hypothesis, as bars."""
    (expansion,), (chosen,) = iteration.expansions, iteration.hypotheses
    so_far = _end_of(_said(decoding, expansion.hypothesis), max(console.width - 50, 24)) or _("nothing yet")
    put(
        console,
        (f"{iteration.number + 1:>2}  ", FAINT),
        _("after "),
        (so_far, STRONG),
        (f"   {safe(chosen.why)}", FAINT),
    )
    for candidate in expansion.candidates:
        _bar(console, candidate, candidate.token == chosen.token)


def _bar(console: Console, candidate: Candidate, taken: bool) -> None:
    share = candidate.probability  # of a file, which may say anything
    bar = "█" * round(share * BAR if 0 <= share <= 1 else 0)
    put(
        console,
        f"    {'▶' if taken else ' '} {fit(safe(candidate.token.text), WORD)} ",
        f"{candidate.probability:6.3f}  {fit(bar, BAR)}",
        (_("  log {log_probability:.3f}", log_probability=candidate.log_probability), FAINT),
        (_("  cut by {cut}", cut=safe(candidate.cut)) if candidate.cut else "", FAINT),
    )


def _hypotheses(console: Console, decoding: Decoding, iteration: Iteration) -> None:
    """What the growing hypotheses became: who goes on, who ends, who is dropped and why."""
    put(console, (f"{iteration.number + 1:>2}  ", FAINT), (_("  log p    score"), FAINT))
    texts = [_said(decoding, h.number) for h in iteration.hypotheses]
    widest = min(max(map(width, texts), default=0), max(console.width - 60, 24))
    for h, text in zip(iteration.hypotheses, texts, strict=True):
        put(
            console,
            (f"    {MARKS.get(h.state, '?')} {h.log_probability:7.3f}  {h.score:7.3f}  "),
            (fit(text, widest), FAINT if h.state == DROPPED else ""),
            (
                _("  {number} from {parent}", number=h.number, parent=h.parent)
                if h.parent
                else f"  {h.number}",
                FAINT,
            ),
            (f"  {safe(h.why)}", FAINT),
        )


def _ranking(console: Console, decoding: Decoding) -> None:
    """The finished hypotheses by score, which is what decides."""
    finished = [h for h in decoding.hypotheses() if h.state == FINISHED]
    put(console, (_("finished, by score = log p ÷ ((5 + length) / 6)^α"), FAINT))
    for h in sorted(finished, key=lambda h: -h.score)[:BEST]:
        put(console, *_finished(decoding, h))
    if len(finished) > BEST:
        put(console, (_("    and {count} more", count=len(finished) - BEST), FAINT))
    put(console)


def _finished(decoding: Decoding, h: Hypothesis) -> tuple[str | tuple[str, str], ...]:
    arithmetic = f"  {h.log_probability:.3f} ÷ {h.length_penalty:.3f} = {h.score:.3f}"
    answer = _("  the answer") if h.number == decoding.best else ""
    return "    ■ ", (_said(decoding, h.number), GOOD if answer else ""), (arithmetic, FAINT), (answer, GOOD)


def _said(decoding: Decoding, number: int) -> str:
    return sentence([token.text for token in decoding.so_far(number)])


def _end_of(text: str, columns: int) -> str:
    """The text, or as much of its end as there is room for."""
    if width(text) <= columns:
        return text
    text = text[-columns:]  # no more characters than columns
    while width(MORE + text) > columns:
        text = text[1:]
    return MORE + text
