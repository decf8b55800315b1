"""The sentences of the what-if and the compare screen, and of plain text. No Textual."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ....core.interventions import SPECS
from ....core.operations.arithmetic import number
from ....core.operations.expression import Index
from ....core.support.localization import N_, _, plural
from ....core.trace import Step, Trace
from ....core.trace.analysis.diff import MADE, ONLY_A, ONLY_B, OPERATION
from ...ui import precision
from ...ui.numbers import MINUS
from ...ui.tensor_view import TensorView
from ...ui.text import fit, safe, width
from ...ui.walk import SEPARATOR, titles, together
from ...ui.words import read_and_said
from .alignment import marked
from .run_pair import ArrayPair, RunPair, StepPair
from .switches import KEEP, SET, SHUFFLE_TEXT, SILENCE, SPEC, Ask, HeadSwitch, NumberHere, SeedSwitch, Switch

SIDES = ("source", "target")


class Runs(NamedTuple):
    """What a screen calls the two runs; not translated yet.

    Attributes:
        a, b, difference: the titles of the three grids.
        values: the numbers of a cell in both, with {a} and {b}; `change` comes before their difference.
        only_a, only_b: a step or a cell that is only in one run.
    """

    a: str
    b: str
    difference: str
    values: str
    change: str
    only_a: str
    only_b: str


# Two sentences.
COMPARED = Runs("A", "B", f"B {MINUS} A", "A {a}   B {b}", f"B {MINUS} A ", N_("only in A"), N_("only in B"))
WHAT_IF = Runs(
    N_("normal"),
    N_("changed"),
    N_("changed − normal"),
    "{a} → {b}",
    "",
    N_("removed"),
    N_("new"),
)

# -------------------------------------------------------------------------- switches

SWITCHES = {  # the name of each, and its question
    "no-positions": (N_("no positions"), N_("What if there were no positional encoding?")),
    "no-scaling": (N_("no scaling by √d_k"), N_("What if the dot products were not divided by √d_k?")),
    "no-causal-mask": (N_("no causal mask"), N_("What if the decoder also saw later tokens?")),
    "fill-0": (N_("mask with 0"), N_("What if masked scores were 0 instead of −∞ before softmax?")),
    "fill-large": (N_("mask with −1e9"), N_("What if masked scores were −1e9 instead of −∞ before softmax?")),
    "mask-after-softmax": (N_("mask after softmax"), N_("What if the mask were applied after softmax?")),
    SILENCE: (N_("silence head {head}"), N_("What if head {head} of {attention} returned only zeros?")),
    KEEP: (N_("keep only head {head}"), N_("What if head {head} of {attention} were the only head?")),
    "shuffle": (
        N_("shuffle the source"),
        N_("What if the source words were in a different order? (seed {seed})"),
    ),
    SHUFFLE_TEXT: (
        N_("shuffle the text"),
        N_("What if the words of the text were in a different order? (seed {seed})"),
    ),
    "pre-norm": (
        N_("use pre-norm"),
        N_("What if layer normalization came before each sub-layer? (with the same weights)"),
    ),
    "dropout": (N_("dropout"), N_("What if dropout were on, as in training? (seed {seed})")),
}
IMPOSSIBLE = {  # why a switch has no use; `switches.impossible` says which ones
    "no-positions": N_("This model has no positional encoding, so there is nothing to remove."),
    "no-scaling": N_("This model does not divide its dot products by √d_k."),
    "no-causal-mask": N_("This model has no causal mask: every token sees all the others."),
    "fill-0": N_("This model masks no scores."),
    "fill-large": N_("This model masks no scores."),
    "mask-after-softmax": N_("This model masks no scores."),
    "pre-norm": N_("This model is pre-norm already: each norm comes before its sub-layer."),
}
ASKS = {SET: N_("change this number…"), SPEC: N_("another change…")}
PROMPTS = {SET: N_("set to"), SPEC: N_("change")}
SPEC_HINT = N_("for example: forbid decoder.layers.0.cross_attention 1,0")
# In these, each key is written as its action.
HEAD_HINT = N_("{turn(-1, 0)} {turn(1, 0)} head   {turn(0, -1)} {turn(0, 1)} attention")
SEED_HINT = N_("{turn(-1, 0)} {turn(1, 0)} seed")

PREDICTED, PREDICTED_AT = N_("the most probable next token"), N_("the most probable token at each position")
AFTER, AT, PROBABILITY_OF_A = N_("after"), N_("at"), N_("p(normal token)")
STEPS = N_("steps that differ")
ALL_OFF = N_("All switches are off: this is the normal run.")
COMPUTING = N_("This run is still being computed.")
NO_RUN = N_("This run could not be computed.")
NO_STEPS = N_("No step differs by more than rounding.")
NO_PREDICTIONS = N_("This run does not record its predictions.")
NOTHING_TO_SET = N_("The cursor of the walk is not on a number that can be set.")
WRONG_NUMBER = N_("Type a number such as 0.5 or -3: {typed} is not a number.")


def switch_name(line: Switch | Ask) -> str:
    """The text of a line in the list of switches."""
    if isinstance(line, Ask):
        return _(ASKS[line.key])
    if line.label:
        return safe(line.label)
    return _(SWITCHES[line.key][0], head=line.head.head + 1 if isinstance(line, HeadSwitch) else "")


def question(line: Switch | Ask, here: NumberHere | None) -> str:
    """The question of a line in full."""
    if isinstance(line, Ask):
        if line.key == SPEC:
            forms = _(", ").join(spec[0].split()[0] for spec in SPECS[-4:])
            return _("What if …? Type any change: {forms}, …", forms=forms)
        return _("What if {name} were a different number?", name=here.name) if here else _(NOTHING_TO_SET)
    if line.label:
        return _("What if: {change}?", change=safe(line.change.description))
    if isinstance(line, HeadSwitch):
        attention = SEPARATOR.join(titles(line.head.attention))
        return _(SWITCHES[line.key][1], head=line.head.head + 1, attention=attention)
    return _(SWITCHES[line.key][1], seed=line.seed if isinstance(line, SeedSwitch) else "")


def switch_hint(line: Switch | Ask) -> str:
    """The keys that change the setting of a switch, by their actions; "" if it has none."""
    hint = HEAD_HINT if isinstance(line, HeadSwitch) else ""
    return _(SEED_HINT if isinstance(line, SeedSwitch) else hint)


# -------------------------------------------------------------------------- sentences

SENTENCE, FILE = N_("second sentence"), N_("trace file")
FILE_HINT = N_("path of an exported trace, then Enter")
COMPARISON = N_("the comparison")
# In these, each key is written as its action.
NO_MODEL = N_("No model is loaded, so a sentence cannot be computed; press {file} to open a trace file.")
NO_B = N_("There is no second sentence yet: press {text} to enter one, or {file} to open a trace file.")
STOPPED = N_(
    "Stopped. Press {text} to enter a sentence, {file} to open a trace file, or {leave} to "
    "return to the walk."
)
NOT_IN_A = N_("A has no such number: its words are only in B; {open(True)} opens it there.")
NOT_IN_B = N_("B has no such number: its words are only in A.")

Words = tuple[str, str]  # words of A and of B, one above the other, equally wide


def sentences(a: Trace, b: Trace | None) -> list[tuple[str, str]]:
    """Both sentences, each with its translation, as the heading shows them."""
    return [*read_and_said(a), *([("  |  ", "accent"), *read_and_said(b)] if b is not None else [])]


def sentence_hint(suggestion: str) -> str:
    """The placeholder of the prompt for a sentence."""
    if not suggestion:
        return _("another sentence, then Enter")
    return _("Enter uses {sentence}; or type another one", sentence=safe(suggestion))


def aligned_words(pair: RunPair, side: str) -> list[Words]:
    """The words of one sequence, aligned words one above the other."""
    found = []
    for a, b in marked(pair.alignment(side), *pair.tokens(side)):
        a, b = safe(a) if a else "", safe(b) if b else ""
        columns = max(width(a), width(b))
        found.append((fit(a, columns), fit(b, columns)))
    return found


def broken(words: Iterable[Words], columns: int, gap: int) -> Iterator[list[Words]]:
    """As many aligned words on a line as fit in this many columns."""
    line: list[Words] = []
    used = 0
    for each in words:
        used += width(each[0]) + gap
        if line and used > columns + gap:
            yield line
            line, used = [], width(each[0]) + gap
        line.append(each)
    if line:
        yield line


def other_differences(pair: RunPair) -> str:
    """How the two runs differ besides their sentences; "" if they do not."""
    a, b = pair.a, pair.b
    found = []
    if a.model.sha256 != b.model.sha256:
        models = [f"{safe(each.model.name)} {safe(each.model.sha256[:8])}" for each in (a, b)]
        found.append(_("two models: {a}, {b}", a=models[0], b=models[1]))
    if bool(a.iterations) != bool(b.iterations):
        found.append(_("one trace is a decoding, the other a forward pass"))
    if a.run.get("dtype") != b.run.get("dtype"):
        found.append(f"{safe(str(a.run.get('dtype')))}, {safe(str(b.run.get('dtype')))}")
    if a.run.get("interventions") != b.run.get("interventions"):
        found.append(_("the interventions differ"))
    return " · ".join(found)


# -------------------------------------------------------------------------- steps


def how_many_differ(pair: RunPair) -> str:
    """How many steps differ."""
    return plural(
        "{n} of {of} steps differs", "{n} of {of} steps differ", len(pair.differing), of=len(pair.steps)
    )


def first_step(pair: RunPair, columns: int) -> str:
    """The first step that differs, without groups that do not fit, and the marks; "" if no step differs."""
    if pair.first is None:
        return ""
    parts = together(pair.first.title)
    for begin in range(len(parts)):
        said = _("◂ largest · ▸ first: {step}", step=SEPARATOR.join(parts[begin:]))
        if width(said) <= columns:
            return said
    return _("◂ largest · ▸ first")


def short(title: Sequence[str]) -> str:
    """A step's title with the layer's number after its part: "encoder 1 › self-attention › scaled"."""
    return SEPARATOR.join(together(title))


def size(value: float) -> str:
    """The size of a difference with three digits."""
    if value != value or value == float("inf"):
        return "∞"
    return f"{value:.3g}".replace("e-0", "e-").replace("-", MINUS)


def kind_of_change(step: StepPair, runs: Runs) -> str:
    """What differs besides the numbers: the operation, the inputs, or in which runs it is; "" if nothing does."""
    kinds = {
        ONLY_A: _(runs.only_a),
        ONLY_B: _(runs.only_b),
        OPERATION: _("different operation"),
        MADE: _("different inputs or settings"),
    }
    return kinds.get(step.found.verdict, "")


def largest_difference(step: StepPair, runs: Runs) -> str:
    """The largest difference of a step; in words if there is none."""
    if step.size:
        return size(step.size)
    return kind_of_change(step, runs) or step.why or _("the same")


def largest_numbers(step: StepPair, runs: Runs) -> str:
    """The two numbers with the largest difference; or why there are none."""
    if step.gap is None:
        return largest_difference(step, runs)
    if not step.differs:
        return _("the same up to rounding")
    return f"{written(step.gap.a)} → {written(step.gap.b)}"


def formulas(step: StepPair, runs: Runs) -> str:
    """The formula of a step; both formulas if they differ."""
    a, b = (formula_of(each) for each in (step.a, step.b))
    if a and b and a != b:
        return _("{a}: {a_formula}      {b}: {b_formula}", a=_(runs.a), a_formula=a, b=_(runs.b), b_formula=b)
    return a or b


def formula_of(step: Step | None) -> str:
    """The formula of a step on one line; "" if there is none."""
    if step is None:
        return ""
    return step.kind.formula_for(len(step.inputs)).linear() if step.kind else safe(step.formula)


# -------------------------------------------------------------------------- numbers


def grid_title(run: str, shown: TensorView, cell: Index) -> str:
    """The run that a grid shows, and the head."""
    return " · ".join([run, *(shown.where(axis, cell[axis]) for axis in range(len(shown.axes) - 2))])


def at_cell(arrays: ArrayPair, cell: Index, runs: Runs) -> str:
    """A cell in both runs, and the difference."""
    name = arrays.first.cell_name(cell)
    a, b = arrays.a, arrays.b
    if a is None or b is None:
        return f"{name} = {_value(arrays.first, cell)}"
    if a.lacks(cell) and b.lacks(cell):
        return _("{name}   in neither run: its words are not in the same sentence", name=name)
    if a.lacks(cell) or b.lacks(cell):
        only, there = (runs.only_a, a) if b.lacks(cell) else (runs.only_b, b)
        return _("{name}   {where}: {value}", name=name, where=_(only), value=_value(there, cell))
    both = f"{name}   {runs.values.format(a=_value(a, cell), b=_value(b, cell))}"
    x, y = a.values[cell], b.values[cell]
    if x == y or (x != x and y != y):
        return both + "   " + _("the same")
    if a.values.dtype.kind == "b" or x != x or y != y:
        return both
    difference = float(y) - float(x)
    return f"{both}   {runs.change}{'+' if difference > 0 else ''}{written(difference)}"


def _value(shown: TensorView, cell: Index) -> str:
    value = shown.values[cell]
    if shown.values.dtype.kind == "b":
        return _("allowed") if value else _("masked")
    return written(float(value))


def written(value: float) -> str:
    """A single number, with the digits that the reader has chosen."""
    return number(float(value), precision.explained)


def probability(value: float) -> str:
    """A probability with three significant digits, or "NaN"."""
    return f"{value:.3g}".replace("e-0", "e-").replace("-", MINUS) if value == value else "NaN"
