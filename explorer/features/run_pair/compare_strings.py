"""The sentences of the compare screen and of its command: one place, for other languages to follow. No Textual."""

from __future__ import annotations

from ....core.operations.arithmetic import number
from ....core.operations.expression import Index
from ....core.support.localization import _, plural
from ....core.trace import Trace
from ...ui.numbers import MINUS
from ...ui.tensor_view import TensorView
from ...ui.text import fit, safe, width
from ...ui.words import read_and_said
from .alignment import marked
from .compare import Comparison, Row
from .run_pair import RunPair, formula_of
from .what_if_strings import size

DIGITS = 3
SIDES = ("source", "target")
NAMES = ("A", "B", f"B {MINUS} A")
SENTENCE, FILE = _("second sentence"), _("trace file")
# In these, a key stands as the action that it does: the screen fills it in.
NO_MODEL = _("There is no model at hand to compute a sentence with; {file} opens a trace file.")
NO_B = _("Nothing to compare with yet: {text} types a second sentence, {file} opens a trace file.")
COMPARISON = _("the comparison")
STOPPED = _(
    "No longer waiting. {text} types a sentence, {file} opens a trace file, {leave} leads back to the walk."
)
FILE_HINT = _("path of a trace that was exported, then Enter")
Piece = tuple[str, str]  # what stands in A and in B, one under the other; each as wide as the other

# -------------------------------------------------------------------------- sentences


def titles(a: Trace, b: Trace | None) -> list[tuple[str, str]]:
    """Both sentences, each with its translation, as a line at the top of the screen shows them."""
    return [*read_and_said(a), *([("  |  ", "accent"), *read_and_said(b)] if b is not None else [])]


def sentence_hint(suggestion: str) -> str:
    """What stands in the empty prompt."""
    if not suggestion:
        return _("another sentence, then Enter")
    return _("Enter takes {sentence}; or type another one", sentence=safe(suggestion))


def pieces(comparison: Comparison, side: str) -> list[Piece]:
    """The words of one sequence, those that belong together under each other."""
    found = marked(comparison.alignment(side), *comparison.tokens(side))
    return [_wide(safe(a) if a else "", safe(b) if b else "") for a, b in found]


def _wide(a: str, b: str) -> Piece:
    columns = max(width(a), width(b))
    return fit(a, columns), fit(b, columns)


def besides(comparison: Comparison) -> str:
    """What else is other about the two runs than their sentences; empty where nothing is."""
    a, b = comparison.a, comparison.b
    told = []
    if a.model.sha256 != b.model.sha256:
        told.append(
            _(
                "two models: {a}, {b}",
                a=f"{safe(a.model.name)} {safe(a.model.sha256[:8])}",
                b=f"{safe(b.model.name)} {safe(b.model.sha256[:8])}",
            )
        )
    if bool(a.iterations) != bool(b.iterations):
        told.append(_("one is a decoding, the other one a forward pass"))
    if a.run.get("dtype") != b.run.get("dtype"):
        told.append(f"{safe(str(a.run.get('dtype')))}, {safe(str(b.run.get('dtype')))}")
    if a.run.get("interventions") != b.run.get("interventions"):
        told.append(_("they were changed inside in other ways"))
    return " · ".join(told)


# -------------------------------------------------------------------------- steps


def how_many(comparison: Comparison) -> str:
    """How many steps differ."""
    rows = comparison.rows
    differing = sum(row.differs for row in rows)
    return plural(
        "{n} of {of} step differs", "{n} of {of} steps differ", len(rows), n=differing, of=len(rows)
    )


def marks(comparison: Comparison) -> str:
    """What the marks in the list stand for."""
    if comparison.most is None:
        return ""
    return _("▸ first · ◂ largest")


def apart(row: Row) -> str:
    """The largest difference of a step; empty where it is the same in both, or was not compared."""
    return size(row.size) if row.size else ""


def told(row: Row, where: str = "") -> str:
    """Where it differs most, and from what to what; or why it was not compared."""
    if row.why:
        return row.why
    if row.gap is None:
        return _("the same")
    if not row.differs:
        return _("the same up to rounding")
    return (
        f"{where}{'  ' * bool(where)}{number(float(row.gap.a), DIGITS)} → {number(float(row.gap.b), DIGITS)}"
    )


def formula(row: Row) -> str:
    """What it is computed by; both, where that is not the same."""
    a, b = (formula_of(step) for step in (row.a, row.b))
    return f"A: {a}      B: {b}" if a and b and a != b else a or b


# -------------------------------------------------------------------------- one number


def at_cell(beside: RunPair, cell: Index) -> str:
    """One number in A, in B, and what lies between them."""
    name = beside.first.cell_name(cell)
    if beside.a is None or beside.b is None or beside.difference is None:
        return f"{name} = {_written(beside.first, cell)}"
    if beside.a.lacks(cell) and beside.b.lacks(cell):
        return _("{name}   in neither: its words do not stand in one sentence", name=name)
    if beside.a.lacks(cell) or beside.b.lacks(cell):
        there = beside.a if beside.b.lacks(cell) else beside.b
        only = _("only in A") if there is beside.a else _("only in B")
        return f"{name}   {only}: {_written(there, cell)}"
    a, b = beside.a.values[cell], beside.b.values[cell]
    both = f"{name}   A {_written(beside.a, cell)}   B {_written(beside.b, cell)}"
    gap = float(b) - float(a)
    if a == b or gap != gap:
        return f"{both}   {_('the same')}" if a == b or (a != a and b != b) else both
    if beside.a.values.dtype.kind == "b":
        return both
    return f"{both}   {NAMES[2]} {'+' if gap > 0 else ''}{number(gap, DIGITS)}"


def _written(shown: TensorView, cell: Index) -> str:
    value = shown.values[cell]
    if shown.values.dtype.kind == "b":
        return _("may") if value else _("may not")
    return number(float(value), DIGITS)


def nothing_there(in_b: bool) -> str:
    """Why a number cannot be walked to; the keys in it are still to be filled in."""
    return (
        _("B has no such number: its words stand only in A.")
        if in_b
        else _("A has no such number: its words stand only in B; {open(True)} opens it there.")
    )


HELP = _("""\
Two sentences through the same model, word under word, and every step of the one beside that of the other.
A is the sentence that you walk through, B the other one.

THE SENTENCES       what belongs together stands under each other
  /word             another word in B in the place of A's
  +word  −word      stands only in B, only in A
  t                 type B: another second sentence
  o                 open a trace file as B
  Esc               while the engine computes: wait no longer

THE STEPS           each with its largest difference, and where that is
  ↑ ↓               the numbers of each, in both
  f                 the first step that differs (▸)
  M                 the step that differs most (◂)
  Tab               into the numbers and back

THE NUMBERS         A, B, and B − A, laid on the words of both
  ← ↑ ↓ →           one cell, in all of them
  h H               next head, head before (j J: a second switch)
  m                 the cell that differs most
  v                 numbers, or colour alone
  ░                 nothing: this word is not in this sentence
                    (▜ ▙ beside a number, where two rows share a line)

ANYWHERE
  ⏎                 go on walking through A, at this number
  x                 walk through B, at this number; c comes back, and what
                    you walk through is then A
  L                 light or dark
  Esc  c            back to the walk; the comparison is kept
  ?  q              this help, quit

Steps belong together by their name. Positions, queries and keys follow the
words; features and heads are compared one to one. Numbers of words that stand
alone are not counted among the differences.
""")
