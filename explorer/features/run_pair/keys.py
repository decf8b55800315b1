"""The keys of the what-if screen and of the compare screen."""

from __future__ import annotations

from typing import Any

from ....core.support.localization import _
from ...ui.keys import Footer, Key, KeyTable

ARROWS, VERTICAL = "← ↑ ↓ →", "↑ ↓"


def _has_heads(screen: Any) -> bool:
    return screen.grids.pair is not None and screen.grids.main.plane.switches > 0


def _any_on(screen: Any) -> bool:
    return bool(screen.state.switches.changes)


STEPS = (
    Key("n", "step(1)", about=_("next step, also from the numbers")),
    Key("p", "step(-1)", about=_("previous step")),
    Key("F", "first", _("first"), _("the first step that differs (▸)")),
    Key("M", "largest", _("largest"), _("the largest difference: the step (◂), or in the numbers the cell")),
)
NUMBERS = (
    Key("h", "switch(0, 1)", _("head"), _("next head"), when=_has_heads),
    Key("H", "switch(0, -1)", about=_("previous head")),
    Key("j", "switch(1, 1)", about=_("next index of a second axis in front of rows and columns")),
    Key("J", "switch(1, -1)", about=_("previous index")),
    Key("v", "view", _("view"), _("numbers or colors")),
)
CHOOSE, TOKEN = Key(shown=VERTICAL, label=_("choose")), Key(shown=VERTICAL, label=_("token"))
STEP, CELL = Key(shown=VERTICAL, label=_("step")), Key(shown=ARROWS, label=_("cell"))
ON_OFF = Key(shown="Space", label=_("on, off"), when=lambda screen: not screen.asks)
TYPE_IT = Key(shown="Space", label=_("type it"), when=lambda screen: screen.asks)
WHICH = Key(shown="← →", label=_("which"), when=lambda screen: screen.turns)
ITS_NUMBERS = Key(shown="⏎", label=_("its numbers"))
BACK, TO_STEPS = Key("escape", "leave", _("back")), Key("escape", "leave", _("steps"))

WHAT_IF = KeyTable(
    Key(
        shown=VERTICAL, about=_("choose a switch"), section=_("SWITCHES: what is changed; several can be on")
    ),
    Key(shown="Space  ⏎", about=_("on or off; the last two lines open a prompt")),
    Key(shown="← →", label=_("which"), about=_("another head, another seed")),
    Key(shown="[ ]", about=_("another attention, a seed 10 higher or lower")),
    Key("0", "reset", _("reset"), _("everything off: the normal run"), when=_any_on),
    Key("tab", "region(1)", _("next"), _("to the predictions, the steps, the numbers")),
    Key("shift+tab", "region(-1)", about=_("back to the previous region")),
    Key(
        shown=VERTICAL, about=_("a target token, and the most probable next token"), section=_("PREDICTIONS")
    ),
    Key(shown="≠", about=_("the changed run prefers another token")),
    Key(shown="⏎", about=_("to its probabilities")),
    Key(
        shown=VERTICAL,
        about=_("the numbers of each step in both runs"),
        section=_("STEPS that differ, in order"),
    ),
    *STEPS,
    Key(
        shown=ARROWS,
        about=_("a cell, in all three grids"),
        section=_("NUMBERS: normal, changed, and changed − normal"),
    ),
    *NUMBERS,
    Key(
        "enter,o",
        "open",
        _("walk there"),
        _("walk through the changed run at this number"),
        section=_("ANYWHERE"),
    ),
    Key(
        "escape",
        "leave",
        _("walk"),
        _("cancel the computation, or go back a step, from the list to the walk"),
    ),
    Key("w", "leave(True)", about=_("back to the walk; the switches stay as they are")),
    footers={
        "switch": Footer(_("SWITCH"), (CHOOSE, ON_OFF, TYPE_IT, WHICH, "region(1)", "reset", "leave")),
        "prediction": Footer(_("NEXT TOKEN"), (TOKEN, ITS_NUMBERS, "region(1)", "reset", BACK)),
        "step": Footer(
            _("STEP"), (STEP, "open", "region(1)", "switch(0, 1)", BACK, "view", "largest", "reset")
        ),
        "cell": Footer(_("CELL"), (CELL, "switch(0, 1)", "largest", "open", BACK, "view", "reset")),
    },
    intro=_("""\
Change something inside the model, run it again on the same words, and see what happens."""),
    notes=_("""\
You can click a line to switch it, a token, a step or a cell to choose it, and the keys in the footer.

Type steps and heads as a trace names them, counted from 0: silence encoder.layers.0.self_attention 1.
`transformer-explore interventions` lists all forms."""),
)


def _compared(screen: Any) -> bool:
    return screen.state.pair is not None


_MORE_OF_STEP = ("first", "open(True)", "switch(0, 1)", "view", "file")
_MORE_OF_CELL = (TO_STEPS, "view", "text", "file")

COMPARE = KeyTable(
    Key(
        "t",
        "text",
        _("sentence"),
        _("type B: another second sentence"),
        section=_("SENTENCES: aligned words, one above the other"),
    ),
    Key("o", "file", _("file"), _("open a trace file as B")),
    Key(shown=_("/word"), about=_("another word in B in place of A's")),
    Key(shown=_("+word  −word"), about=_("only in B, only in A")),
    Key(
        shown=VERTICAL,
        about=_("the numbers of each step in both runs"),
        section=_("STEPS, each with its largest difference"),
    ),
    *STEPS,
    Key("tab,shift+tab", "region", _("numbers"), _("to the numbers and back"), when=_compared),
    Key(shown=ARROWS, about=_("a cell, in all three grids"), section=_("NUMBERS: A, B, and B − A")),
    *NUMBERS,
    Key(shown="░", about=_("no number: this word is not in this sentence")),
    Key(shown="▜ ▙", about=_("the same, if two rows share a line")),
    Key("enter", "open(False)", _("walk there"), _("walk through A at this number"), section=_("ANYWHERE")),
    Key("x", "open(True)", _("in B"), _("walk through B at this number; B becomes A when you come back")),
    Key(
        "escape",
        "leave",
        _("walk"),
        _("cancel the computation, or go back a step, from the list to the walk"),
    ),
    Key("c", "leave(True)", about=_("back to the walk; the comparison is kept")),
    footers={
        "step": Footer(
            _("STEP"), (STEP, "region", "open(False)", "text", "leave", "largest", *_MORE_OF_STEP)
        ),
        "cell": Footer(
            _("CELL"), (CELL, "switch(0, 1)", "largest", "open(False)", "open(True)", *_MORE_OF_CELL)
        ),
        "empty": Footer(_("COMPARE"), ("text", "file", "leave")),
        "waiting": Footer(_("WAIT"), (Key("escape", "leave", _("cancel")), "text", "file")),
    },
    intro=_("""\
Two sentences in the same model: their words are aligned, and every step of one is compared with that of the
other. You walk through A; B is the other one."""),
    notes=_("""\
You can click a step or a cell to choose it, and the keys in the footer.

Steps with the same name are compared. Positions, queries and keys follow the words; features and heads are
compared one to one. Numbers of words that are only in one sentence are not counted as differences."""),
)
