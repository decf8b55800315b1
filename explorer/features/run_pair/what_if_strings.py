"""The sentences of the what-if screen: one place, so that another language can follow. No Textual."""

from __future__ import annotations

from collections.abc import Sequence

from ....core.interventions import SPECS
from ....core.operations.arithmetic import number
from ....core.operations.expression import Index
from ....core.support.localization import _
from ....core.trace.analysis.diff import MADE, ONLY_A, ONLY_B, OPERATION, PART, SHAPE, UNKNOWN
from ...ui import precision
from ...ui.numbers import MINUS
from ...ui.text import safe
from ...ui.walk import SEPARATOR, titles, together
from .run_pair import RunPair, formula_of
from .switches import SET, SPEC, Ask, HeadSwitch, SeedSwitch, Switch, Under
from .what_if import Row

NAMES = {
    "no-positions": _("no positions"),
    "no-scaling": _("no scaling by √d_k"),
    "no-causal-mask": _("no causal mask"),
    "fill-0": _("masked with 0"),
    "fill-large": _("masked with −1e9"),
    "mask-after-softmax": _("mask after softmax"),
    "silence": _("silence head {head}"),
    "keep": _("keep only head {head}"),
    "shuffle": _("shuffle the source"),
    "pre-norm": _("read as pre-norm"),
    "dropout": _("dropout"),
    SET: _("set this number…"),
    SPEC: _("another change…"),
}
QUESTIONS = {
    "no-positions": _("What if there were no positional encoding?"),
    "no-scaling": _("What if the dot products were not divided by √d_k?"),
    "no-causal-mask": _("What if the decoder saw the target tokens that come later, too?"),
    "fill-0": _("What if masked scores were 0 before softmax, and not −∞?"),
    "fill-large": _("What if masked scores were −1e9 before softmax, and not −∞?"),
    "mask-after-softmax": _("What if the mask came after softmax, and not before it?"),
    "silence": _("What if head {head} of {attention} brought back nothing?"),
    "keep": _("What if head {head} of {attention} were its only one?"),
    "shuffle": _("What if the words of the source stood in another order? (seed {seed})"),
    "pre-norm": _("What if each layer norm stood before its sub-layer? The weights stay."),
    "dropout": _("What if numbers dropped out by chance, as in training? (seed {seed})"),
}
ASKS = {SET: _("What if {name} were another number?"), SPEC: _("What if …? Type any change: {forms}, …")}
NOTHING_TO_SET = _("What if this number were another? Look at a number that was computed first.")
HINTS = {  # a key stands as the action that it does
    "head": _("{turn(-1, 0)} {turn(1, 0)} head   {turn(0, -1)} {turn(0, 1)} attention"),
    "seed": _("{turn(-1, 0)} {turn(1, 0)} seed"),
}

NORMAL, CHANGED, DIFFERENCE = _("normal"), _("changed"), _("changed {minus} normal", minus=MINUS)
PREDICTED = _("the most probable next token")
AFTER, NORMALS = _("after"), _("the normal one")
STEPS = _("steps that differ")
ALL_OFF = _("All switches are off: this is the normal run.")
NO_MODEL = _("There is no model at hand to compute a changed run with.")
NO_RUN = _("There is no such run.")
PROMPTS = {SET: _("set to"), SPEC: _("change")}
NO_STEPS = _("No step differs by more than rounding.")
NOT_TOLD = _("This run does not say what it predicts.")
NOTHING_SET = _("There is no number under the cursor of the walk that could be set.")
WRONG_NUMBER = _("{typed} is no number.")

VERDICTS = {
    ONLY_A: _("no more"),
    ONLY_B: _("new"),
    OPERATION: _("other operation"),
    PART: _("other part"),
    SHAPE: _("other shape"),
    MADE: _("made otherwise"),
    UNKNOWN: _("not compared"),
}


# -------------------------------------------------------------------------- switches


def name(line: Switch | Ask) -> str:
    """What stands beside the box."""
    if isinstance(line, Switch) and line.label:
        return safe(line.label)
    head = line.head.head + 1 if isinstance(line, HeadSwitch) else ""
    return NAMES[line.key].format(head=head)


def question(line: Switch | Ask, under: Under | None) -> str:
    """What a line asks, in full."""
    if isinstance(line, Ask):
        if line.key == SET:
            return ASKS[SET].format(name=under.name) if under else NOTHING_TO_SET
        return ASKS[SPEC].format(forms=", ".join(spec[0].split()[0] for spec in SPECS[-4:]))
    if line.label:
        return _("What if: {said}?", said=safe(line.change.said))
    if isinstance(line, HeadSwitch):
        return QUESTIONS[line.key].format(head=line.head.head + 1, attention=place(line.head.attention))
    return QUESTIONS[line.key].format(seed=line.seed if isinstance(line, SeedSwitch) else "")


def hint(line: Switch | Ask) -> str:
    """How a line is turned, where it can be."""
    return (
        HINTS["head"]
        if isinstance(line, HeadSwitch)
        else HINTS["seed"]
        if isinstance(line, SeedSwitch)
        else ""
    )


def place(part: str) -> str:
    """A part of the model as one reads it: "encoder › layer 1 › self-attention"."""
    return SEPARATOR.join(titles(part))


def value_hint(under: Under) -> str:
    return _("it is {value}; type another number, then Enter", value=_apart(under.value))


def set_label(under: Under, typed: str) -> str:
    """The name of a switch that sets a number."""
    return f"{under.name} = {typed.replace('-', MINUS)}"


SPEC_HINT = _("such as forbid decoder.layers.0.cross_attention 1,0")


# -------------------------------------------------------------------------- runs


def how_many(on: int) -> str:
    return _("{on} on", on=on) if on else _("all off")


def probability(value: float) -> str:
    return f"{value:.2f}" if value == value else "NaN"


def steps_title(rows: Sequence[Row], of: int) -> str:
    """How many steps differ, and which does first."""
    if not rows:
        return STEPS
    return _("{count} of {of} steps differ", count=len(rows), of=of)


def first(rows: Sequence[Row]) -> str:
    """The first one that differs, by name."""
    return _("first: {step}", step=short(rows[0].title)) if rows else ""


def short(title: Sequence[str]) -> str:
    """A step's title with the layer beside the part it belongs to: "encoder 1 › self-attention › scaled"."""
    return SEPARATOR.join(together(title))


def apart(row: Row) -> str:
    """The largest difference of a step; or why there is none."""
    verdict = VERDICTS.get(row.found.verdict, "")
    if row.size is None or (verdict and not row.size):
        return verdict or row.found.verdict
    return size(row.size)


def largest(row: Row) -> str:
    """The two numbers that are furthest apart."""
    return f"  {_apart(row.gap.a)} → {_apart(row.gap.b)}" if row.gap else ""


def size(value: float) -> str:
    """A difference without its sign, in as many digits as tell it from others."""
    if value != value or value == float("inf"):
        return "∞"
    return f"{value:.3g}".replace("e-0", "e-").replace("-", MINUS)


def kind_of_change(row: Row) -> str:
    """What besides its numbers is other about a step."""
    return VERDICTS.get(row.found.verdict, "")


def formulas(row: Row) -> str:
    """What it was computed by, where that is not the same in both runs."""
    normal, changed = (formula_of(step) for step in (row.normal, row.changed))
    if normal and changed and normal != changed:
        return f"{NORMAL}: {normal}      {CHANGED}: {changed}"
    return "" if normal == changed else normal or changed


def at_cell(beside: RunPair, cell: Index) -> str:
    """One number in both runs, and what lies between them."""
    here = beside.first.cell_name(cell)
    before, after = (None if each is None else each.values[cell] for each in (beside.a, beside.b))
    if before is None or after is None:
        return f"{here} = {_written(after if before is None else before)}"
    if before.dtype.kind == "b":
        return f"{here}   {_written(before)} → {_written(after)}"
    gap = float(after) - float(before)
    if before == after or gap != gap:
        return _(
            "{cell}   {before} → {after}   the same",
            cell=here,
            before=_written(before),
            after=_written(after),
        )
    return f"{here}   {_written(before)} → {_written(after)}   {'+' if gap > 0 else ''}{_apart(gap)}"


def _written(value: object) -> str:
    if str(getattr(value, "dtype", "")) == "bool":
        return _("may") if value else _("may not")
    return _apart(float(value))  # type: ignore[arg-type]


def _apart(value: float) -> str:
    """A number that stands by itself."""
    return number(float(value), precision.explained())


HELP = _("""\
You change something inside the model, run it again on the same words, and see what becomes of it.

THE SWITCHES        what is changed; several may be on
  ↑ ↓               along the list
  Space  ⏎          on, off; the last two lines ask for something
  ← →               another head, another seed
  [ ]               another attention, a seed 10 further
  0  Backspace      everything off: back to the normal run
  Tab               on to the predictions, the steps, the numbers

WHAT IS PREDICTED   for each target token the most probable next one
  ≠                 the changed run prefers another token
  ⏎                 to those probabilities

THE STEPS           that are not the same in both runs, in order
  ↑ ↓               the numbers of each, in both runs
  ⏎                 go on walking there, in the changed run
  Tab               into the numbers

THE NUMBERS         normal, changed, and changed − normal
  ← ↑ ↓ →           one cell, in all of them
  h H               next head, head before (j J: a second switch)
  m                 the cell that changed most
  v                 numbers, or colour alone
  ⏎                 go on walking there, in the changed run

ANYWHERE
  y Y ctrl+y        copy the number under the cursor, its row, the array
  e                 export: the view, the array, the trace
  L                 light or dark
  Esc               a step back; from the switches, back to the walk
  ?  q              this help, quit

Steps and heads that one types are named as in a trace, counted from 0:
silence encoder.layers.0.self_attention 1. The forms are those of
transformer-explore interventions.
""")
