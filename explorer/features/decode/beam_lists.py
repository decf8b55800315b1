"""The lists of a beam search: its hypotheses as a tree and by iteration, and the finished ones by score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ....core.support.localization import _
from ....core.trace import Hypothesis
from ....core.trace.iterations import DROPPED, FINISHED
from ...ui.reasons import reason
from ...ui.text import cut_start, fit, safe, wrap
from ...ui.text import width as columns_of
from ...ui.widgets.cursor_list import CursorList
from ...ui.words import MARKS
from .beams import Beams, Scored
from .widgets import signed

NUMBERS = 8 + 7 + 8 + 7  # columns of log p, penalty, score and parent
ROOM_FOR_WHY = 90
TEXT = 36  # columns of a hypothesis
SCORE = 9  # columns of a score
RANK = 11  # columns of the rank and the score of a finished hypothesis
MOST_LINES = 4  # of a finished hypothesis
TREE_NUMBERS = 9 + SCORE + 1  # columns of log p and score
LEAST_TOKEN = 12  # columns that a token of the tree keeps at any depth


class BeamList(CursorList):
    """A list of hypotheses: a subclass provides their lines."""

    def __init__(self, beams: Beams, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.beams = beams

    def hypotheses(self) -> Sequence[Hypothesis | None]:
        """The hypothesis of each line; None for a heading."""
        raise NotImplementedError

    def count(self) -> int:
        return len(self.hypotheses())

    @property
    def hypothesis(self) -> Hypothesis | None:
        """The hypothesis under the cursor."""
        found = self.hypotheses()
        return found[self.cursor] if self.cursor < len(found) else None

    def go_to(self, hypothesis: Hypothesis | None) -> None:
        """Moves the cursor to a hypothesis, if it is listed."""
        lines = (n for n, each in enumerate(self.hypotheses()) if each == hypothesis)
        self.cursor = next(lines, self.cursor)
        self.changed()


class BeamTable(BeamList):
    """Iterations, each followed by its hypotheses in order of log-probability."""

    def hypotheses(self) -> Sequence[Hypothesis | None]:
        return [h for _iteration, h in self.beams.lines()]

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        iteration, h = self.beams.lines()[number]
        few = width < 3 + LEAST_TOKEN + NUMBERS  # only the score: a truncated number would be wrong
        columns = width - 3 - SCORE if few else min(TEXT, width - 3 - NUMBERS)
        if h is None:
            head = fit("  " + _("iteration {number}", number=iteration + 1), columns + 3)
            if few:
                return [(head, "list--current"), (_at_right(_("score"), SCORE), "list--faint")]
            heads = ((_("log p"), 8), (_("÷ pen."), 7), (_("= score"), 8), (_("from"), 6))
            line = "".join(_at_right(text, columns) for text, columns in heads)
            return [(head, "list--current"), (f"{line} ", "list--faint")]
        scored, name = self.beams.scored(h), "list--faint" if h.state == DROPPED else ""
        mark, text = f" {MARKS.get(h.state, '?')} ", self.beams.text(h)
        score = signed(scored.score)
        if few:
            room = max(0, columns)
            return [(mark, name), (fit(cut_start(text, room), room), name), (f"{score:>{SCORE}}", name)]
        return [
            (mark, name),
            (fit(cut_start(text, columns - 4), columns - 4), name),
            (f"{h.number:>4}", "list--faint"),
            (f"{signed(h.log_probability):>8}{scored.penalty:>7.3f}{score:>8}", name),
            (_at_right(str(h.parent) if h.parent else _("start"), 6) + " ", "list--faint"),
            (f" {safe(reason(h.why))}" if width >= ROOM_FOR_WHY else "", "list--faint"),
        ]


class BeamTree(BeamList):
    """The same hypotheses as a tree: each below its parent; a branch ends where it was dropped."""

    def hypotheses(self) -> Sequence[Hypothesis | None]:
        return [h for h, _branches in self.beams.tree()]

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        h, branches = self.beams.tree()[number]
        why = width >= ROOM_FOR_WHY
        few = width < 3 + LEAST_TOKEN + TREE_NUMBERS
        numbers = SCORE if few else TREE_NUMBERS
        room = max(0, min(width, ROOM_FOR_WHY - TEXT if why else width) - numbers)
        if h is None:
            heads = _at_right(_("score"), SCORE)
            if not few:
                heads = _at_right(_("log p"), 9) + heads + " "
            return [(fit("   " + _("(beginning)"), room), "list--faint"), (heads, "list--faint")]
        name = {FINISHED: "list--current", DROPPED: "list--faint"}.get(h.state, "")
        before = cut_start(branches, max(0, room - LEAST_TOKEN))
        score = f"{signed(self.beams.scored(h).score):>{SCORE}}"
        return [
            (f" {MARKS.get(h.state, '?')} ", name),
            (before, "list--faint"),
            (fit(safe(h.token.text), max(0, room - 3 - columns_of(before))), name),
            (score if few else f"{signed(h.log_probability):>9}{score} ", name),
            (f" {safe(reason(h.why))}" if why else "", "list--faint"),
        ]


class Ranking(BeamList):
    """The finished hypotheses, best score first; a long one takes several lines."""

    # Of each line: rank and score, or "" on a further line of the same hypothesis; the text.
    lines: Sequence[tuple[str, str, Scored]] = ()

    def changed(self) -> None:
        room = max(1, self.content_size.width - RANK)
        self.lines = [
            (f"{rank:>2} {signed(scored.score):>7} " if first else "", text, scored)
            for rank, scored in enumerate(self.beams.ranking(), 1)
            for first, text in _wrapped(self.beams.text(scored.hypothesis), room)
        ]
        super().changed()

    def hypotheses(self) -> Sequence[Hypothesis | None]:
        return [scored.hypothesis for _rank, _text, scored in self.lines]

    def is_heading(self, number: int) -> bool:
        return not self.lines[number][0]  # the cursor goes from one hypothesis to the next

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        rank, text, scored = self.lines[number]
        name = "list--current" if scored is self.lines[0][2] else ""
        return [(fit(rank, RANK), name), (fit(text, max(0, width - RANK)), name)]


def _wrapped(text: str, columns: int) -> Iterator[tuple[bool, str]]:
    """The lines of a text, each with whether it is the first."""
    return ((n == 0, line) for n, line in enumerate(wrap(text, columns, MOST_LINES)))


def _at_right(text: str, columns: int) -> str:
    return fit(text, columns, "right")
