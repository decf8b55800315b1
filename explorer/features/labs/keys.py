"""The keys of the experiments."""

from __future__ import annotations

from ....core.support.localization import N_
from ...ui.keys import Footer, Key, KeyTable

_CHOOSE = Key(label=N_("choose"), shown="↑ ↓")
_LAB = Key(action="lab(1)", label=N_("experiment"), shown="n p")

# The lists, the grid and the sliders handle the arrow keys that they need.
KEYS = KeyTable(
    Key(shown="↑ ↓", about=N_("choose an experiment, or one of its tables"), section=N_("CHOOSING")),
    Key("right", "into", about=N_("go into an experiment and its numbers; ⏎ or a click works too")),
    Key("n", "lab(1)", about=N_("next experiment")),
    Key("p", "lab(-1)", about=N_("previous experiment")),
    Key("tab", "region(1)", N_("next part"), N_("experiments, tables, numbers, parameters")),
    Key("shift+tab", "region(-1)"),
    Key("left", "out", about=N_("go back to the list of experiments")),
    Key("escape", "leave", N_("back"), N_("back")),
    Key("m", "turn", N_("parameters"), N_("go to the parameters"), section=N_("PARAMETERS")),
    Key(shown="← →", about=N_("on a parameter: change it; all numbers are recomputed")),
    Key(shown="⏎", about=N_("on a parameter: type a value, such as 2, 1, 3")),
    Key("0", "reset", N_("defaults"), N_("reset all parameters")),
    Key(shown="← ↑ ↓ →", about=N_("move to another cell"), section=N_("NUMBERS")),
    Key("h", "switch(1)", N_("next slice"), N_("show another slice, if there are more than two axes"),
        when=lambda screen: screen.can_switch),
    Key("H", "switch(-1)", about=N_("previous slice")),
    Key("G", "curves", N_("curves"), N_("scroll to the curves and back"), when=lambda screen: screen.has_curves),
    Key("v", "view", N_("view"), N_("show numbers or colors")),
    Key("i", "about", N_("about"), N_("what the experiment does, and its parameters")),
    Key("y", "copy", N_("copy command"), N_("copy the command that reproduces this; in the numbers, copy the number")),
    footers={
        "labs": Footer(
            N_("EXPERIMENTS"),
            (_CHOOSE, Key(action="into", label=N_("open"), shown="⏎"), "turn", "copy", "about"),
        ),
        "tables": Footer(
            N_("TABLES"),
            (
                Key(label=N_("table"), shown="↑ ↓"),
                Key(action="into", label=N_("numbers"), shown="⏎"),
                "turn", "copy", "curves", _LAB, "region(1)", "reset", "about",
            ),
        ),
        "grid": Footer(
            N_("CELL"),
            (
                Key(label=N_("cell"), shown="← ↑ ↓ →"),
                "switch(1)",
                Key(action="copy", label=N_("copy"), shown="y"),
                "turn", "curves", "view", _LAB, "region(1)", "about",
            ),
        ),
        "parameters": Footer(
            N_("PARAMETER"),
            (
                Key(label=N_("change"), shown="← →"),
                Key(label=N_("type"), shown="⏎"),
                _CHOOSE, "reset", "copy", _LAB, "region(1)", "about",
            ),
        ),
        "typing": Footer(
            N_("VALUE"),
            (Key(label=N_("accept"), shown="⏎"), Key(action="leave", label=N_("cancel"), shown="Esc")),
            typing=True,
        ),
    },
    always=("leave", "help", "app.quit"),
    intro=N_(
        "Experiments: small computations behind the lessons, with parameters that you can change.\n"
        "All numbers are computed live, and one command reproduces them."
    ),
    notes=N_(
        "X opens the experiments from anywhere and closes them again. From a lesson it opens the\n"
        "experiment of the page with its current parameters."
    ),
)  # fmt: skip
