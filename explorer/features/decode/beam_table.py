"""A beam search: what was looked at in each iteration, and what is finished, by score."""

from __future__ import annotations

from textual.message import Message

from ....core.support.localization import _
from ....core.trace import Hypothesis
from ....core.trace.iterations import DROPPED, FINISHED, GROWING
from ...ui.text import fit, safe
from ...ui.text import width as columns_of
from ...ui.widgets.line_list import LineList
from ...ui.words import sentence
from .beams import Beams, Scored
from .hypotheses import signed

MARKS = {GROWING: "▶", FINISHED: "■", DROPPED: "·"}
NUMBERS = 8 + 7 + 8 + 7  # columns of log p, penalty, score and parent
ROOM_FOR_WHY = 90
SAID = 36
SCORE = 9  # columns of a score
TREE_NUMBERS = 9 + SCORE + 1  # columns of log p and score
LEAST_TOKEN = 12  # columns that a token of the tree keeps however deep it is


class BeamList(LineList):
    """A base of the two lists of hypotheses."""

    class Looked(Message):
        """The cursor has come to a hypothesis."""

        def __init__(self, looked: BeamList, enter: bool) -> None:
            super().__init__()
            self.looked, self.enter = looked, enter

    def __init__(self, beams: Beams, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.beams = beams

    def at(self, number: int) -> Hypothesis | None:
        """The hypothesis of a line."""
        raise NotImplementedError

    @property
    def hypothesis(self) -> Hypothesis | None:
        """The one under the cursor."""
        return self.at(self.cursor) if self.count() else None

    def stand_at(self, hypothesis: Hypothesis | None) -> None:
        """The cursor onto that hypothesis, where it has it."""
        self.cursor = next((n for n in range(self.count()) if self.at(n) == hypothesis), self.cursor)
        self.changed()

    def chosen(self, number: int) -> None:
        self.post_message(self.Looked(self, enter=True))

    def moved(self, number: int) -> None:
        self.post_message(self.Looked(self, enter=False))


class BeamTable(BeamList):
    """Iterations, and under each its hypotheses in the order of their log-probability."""

    def count(self) -> int:
        return len(self.beams.lines())

    def at(self, number: int) -> Hypothesis | None:
        scored = self.beams.lines()[number].scored
        return scored.hypothesis if scored else None

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        line = self.beams.lines()[number]
        why = width >= ROOM_FOR_WHY
        few = width < 3 + LEAST_TOKEN + NUMBERS  # the score alone: a part of a number would be another number
        said = width - 3 - SCORE if few else min(SAID, width - 3 - NUMBERS)
        if line.scored is None:
            head = fit("  " + _("iteration {number}", number=line.iteration + 1), said + 3)
            if few:
                return [(head, "list--current"), (_at_right(_("score"), SCORE), "list--faint")]
            return [
                (head, "list--current"),
                (f"{_at_right(_('log p'), 8)}{_at_right(_('÷ pen.'), 7)}", "list--faint"),
                (f"{_at_right(_('= score'), 8)}{_at_right(_('from'), 6)} ", "list--faint"),
            ]
        scored, h = line.scored, line.scored.hypothesis
        name = "list--faint" if h.state == DROPPED else ""
        if few:
            text = fit(end_of(sentence(self.beams.words(h)), max(0, said)), max(0, said))
            score = f"{signed(scored.score):>{SCORE}}"
            return [(f" {MARKS.get(h.state, '?')} ", name), (text, name), (score, name)]
        return [
            (f" {MARKS.get(h.state, '?')} ", name),
            (fit(end_of(sentence(self.beams.words(h)), said - 4), said - 4), name),
            (f"{h.number:>4}", "list--faint"),
            (_numbers(scored), name),
            (_at_right(str(h.parent) if h.parent else _("start"), 6) + " ", "list--faint"),
            (f" {safe(h.why)}" if why else "", "list--faint"),
        ]


class BeamTree(BeamList):
    """The same as a tree: each hypothesis below its parent, those that were dropped as branches that end."""

    def count(self) -> int:
        return len(self.beams.tree())

    def at(self, number: int) -> Hypothesis | None:
        scored = self.beams.tree()[number].scored
        return scored.hypothesis if scored else None

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        branch = self.beams.tree()[number]
        why = width >= ROOM_FOR_WHY
        few = width < 3 + LEAST_TOKEN + TREE_NUMBERS
        numbers = SCORE if few else TREE_NUMBERS
        room = max(0, min(width, ROOM_FOR_WHY - SAID if why else width) - numbers)
        if branch.scored is None:
            heads = (
                _at_right(_("score"), SCORE)
                if few
                else f"{_at_right(_('log p'), 9)}{_at_right(_('score'), 9)} "
            )
            return [(fit(f"   {_('(beginning)')}", room), "list--faint"), (heads, "list--faint")]
        h = branch.scored.hypothesis
        on = h.state != DROPPED
        name = "list--current" if h.state == FINISHED else "" if on else "list--faint"
        before = end_of(branch.drawn, max(0, room - LEAST_TOKEN))
        score = f"{signed(branch.scored.score):>{SCORE}}"
        return [
            (f" {MARKS.get(h.state, '?')} ", name),
            (before, "list--faint"),
            (fit(safe(h.token.text), max(0, room - 3 - columns_of(before))), name),
            (
                score if few else f"{signed(h.log_probability):>9}{score} ",
                name if on else "list--faint",
            ),
            (f" {safe(h.why)}" if why else "", "list--faint"),
        ]


class Ranking(BeamList):
    """What is finished, the best score first."""

    def count(self) -> int:
        return len(self.beams.ranking())

    def at(self, number: int) -> Hypothesis | None:
        return self.beams.ranking()[number].hypothesis

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        scored = self.beams.ranking()[number]
        text = end_of(sentence(self.beams.words(scored.hypothesis)), width - 11)
        name = "list--current" if number == 0 else ""
        return [
            (f"{number + 1:>2} {signed(scored.score):>7} ", name),
            (fit(text, max(0, width - 11)), name),
        ]


def _at_right(text: str, columns: int) -> str:
    return fit(text, columns, "right")


def _numbers(scored: Scored) -> str:
    log_probability, score = signed(scored.hypothesis.log_probability), signed(scored.score)
    return f"{log_probability:>8}{scored.penalty:>7.3f}{score:>8}"


def end_of(text: str, columns: int) -> str:
    """A safe text, or as much of its end as there is room for."""
    if columns_of(text) <= columns:
        return text
    while text and columns_of(text) > columns - 1:
        text = text[1:]
    return f"…{text}"
