"""The keys of the what-if screen and of the compare screen."""

from __future__ import annotations

from typing import Any

from ....core.support.localization import N_
from ...ui.keys import Footer, Key, KeyTable

ARROWS, VERTICAL = "← ↑ ↓ →", "↑ ↓"


def _has_heads(screen: Any) -> bool:
    return screen.grids.pair is not None and screen.grids.main.plane.switches > 0


def _any_on(screen: Any) -> bool:
    return bool(screen.state.switches.changes)


STEPS = (
    Key("n", "step(1)", about=N_("next step, also from the numbers")),
    Key("p", "step(-1)", about=N_("previous step")),
    Key("F", "first", N_("first"), N_("go to the first step that differs (▸)")),
    Key(
        "M",
        "largest",
        N_("largest"),
        N_("go to the largest difference: its step (◂) or, in the numbers, its cell"),
    ),
)
NUMBERS = (
    Key("h", "switch(0, 1)", N_("head"), N_("next head"), when=_has_heads),
    Key("H", "switch(0, -1)", about=N_("previous head")),
    Key("j", "switch(1, 1)", about=N_("next index of the second axis before rows and columns")),
    Key("J", "switch(1, -1)", about=N_("previous index")),
    Key("v", "view", N_("view"), N_("show numbers or colors")),
)
CHOOSE, TOKEN = Key(shown=VERTICAL, label=N_("choose")), Key(shown=VERTICAL, label=N_("token"))
STEP, CELL = Key(shown=VERTICAL, label=N_("step")), Key(shown=ARROWS, label=N_("cell"))
ON_OFF = Key(shown="Space", label=N_("on, off"), when=lambda screen: not screen.asks)
TYPE_IT = Key(shown="Space", label=N_("type it"), when=lambda screen: screen.asks)
WHICH = Key(shown="← →", label=N_("which"), when=lambda screen: screen.turns)
ITS_NUMBERS = Key(shown="⏎", label=N_("its numbers"))
BACK, TO_STEPS = Key("escape", "leave", N_("back")), Key("escape", "leave", N_("steps"))

WHAT_IF = KeyTable(
    Key(
        shown=VERTICAL,
        about=N_("choose a switch"),
        section=N_("SWITCHES: what is changed; several can be on"),
    ),
    Key(shown="Space  ⏎", about=N_("turn it on or off; the last two lines open a prompt")),
    Key(shown="← →", label=N_("which"), about=N_("choose another head or another seed")),
    Key(shown="[ ]", about=N_("another attention layer, or a seed 10 higher or lower")),
    Key("0", "reset", N_("reset"), N_("turn everything off: the normal run"), when=_any_on),
    Key("tab", "region(1)", N_("next"), N_("go to the predictions, the steps or the numbers")),
    Key("shift+tab", "region(-1)", about=N_("go back to the previous region")),
    Key(
        shown=VERTICAL,
        about=N_("a token, and the most probable next token"),
        section=N_("PREDICTIONS"),
    ),
    Key(shown="≠", about=N_("the changed run prefers another token")),
    Key(shown="⏎", about=N_("go to its probabilities")),
    Key(
        shown=VERTICAL,
        about=N_("the numbers of each step in both runs"),
        section=N_("STEPS that differ, in order"),
    ),
    *STEPS,
    Key(
        shown=ARROWS,
        about=N_("move to another cell, in all three grids"),
        section=N_("NUMBERS: normal, changed, and changed − normal"),
    ),
    *NUMBERS,
    Key(
        "enter,o",
        "open",
        N_("walk there"),
        N_("open this number in the walk of the changed run"),
        section=N_("ANYWHERE"),
    ),
    Key(
        "escape",
        "leave",
        N_("walk"),
        N_("cancel the computation, or go back: from the list, to the walk"),
    ),
    Key("w", "leave(True)", about=N_("go back to the walk; the switches stay as they are")),
    footers={
        "switch": Footer(N_("SWITCH"), (CHOOSE, ON_OFF, TYPE_IT, WHICH, "region(1)", "reset", "leave")),
        "prediction": Footer(N_("NEXT TOKEN"), (TOKEN, ITS_NUMBERS, "region(1)", "reset", BACK)),
        "step": Footer(
            N_("STEP"), (STEP, "open", "region(1)", "switch(0, 1)", BACK, "view", "largest", "reset")
        ),
        "cell": Footer(N_("CELL"), (CELL, "switch(0, 1)", "largest", "open", BACK, "view", "reset")),
    },
    intro=N_("""\
Change something inside the model, run it again on the same words, and see what happens."""),
    notes=N_("""\
A click toggles a line, chooses a token, a step or a cell, or presses a key in the footer.

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
        N_("sentence"),
        N_("type another second sentence (B)"),
        section=N_("SENTENCES: aligned words, one above the other"),
    ),
    Key("o", "file", N_("file"), N_("open a trace file as B")),
    Key(shown=N_("/word"), about=N_("B has a different word here")),
    Key(shown=N_("+word  −word"), about=N_("only in B, only in A")),
    Key(
        shown=VERTICAL,
        about=N_("the numbers of each step in both runs"),
        section=N_("STEPS, each with its largest difference"),
    ),
    *STEPS,
    Key("tab,shift+tab", "region", N_("numbers"), N_("go to the numbers and back"), when=_compared),
    Key(
        shown=ARROWS,
        about=N_("move to another cell, in all three grids"),
        section=N_("NUMBERS: A, B, and B − A"),
    ),
    *NUMBERS,
    Key(shown="░", about=N_("no number: this word is not in this sentence")),
    Key(shown="▜ ▙", about=N_("the same as ░, where two rows share a line")),
    Key("enter", "open(False)", N_("walk there"), N_("open this number in A's walk"), section=N_("ANYWHERE")),
    Key("x", "open(True)", N_("in B"), N_("open it in B's walk; B becomes A when you come back")),
    Key(
        "escape",
        "leave",
        N_("walk"),
        N_("cancel the computation, or go back: from the list, to the walk"),
    ),
    Key("c", "leave(True)", about=N_("go back to the walk; the comparison is kept")),
    footers={
        "step": Footer(
            N_("STEP"), (STEP, "region", "open(False)", "text", "leave", "largest", *_MORE_OF_STEP)
        ),
        "cell": Footer(
            N_("CELL"), (CELL, "switch(0, 1)", "largest", "open(False)", "open(True)", *_MORE_OF_CELL)
        ),
        "empty": Footer(N_("COMPARE"), ("text", "file", "leave")),
        "waiting": Footer(N_("WAIT"), (Key("escape", "leave", N_("cancel")), "text", "file")),
    },
    intro=N_("""\
Two sentences in the same model: their words are aligned, and each step is compared between them. The walk
shows A; B is the other sentence."""),
    notes=N_("""\
A click chooses a step or a cell, or presses a key in the footer.

Steps with the same name are compared. Positions, queries and keys follow the words; features and heads are
compared one to one. Numbers of words that are only in one sentence are not counted as differences."""),
)
