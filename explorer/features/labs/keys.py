"""The keys of the experiments."""

from __future__ import annotations

from ....core.support.localization import _
from ...ui.keys import Footer, Key, KeyTable

_CHOOSE = Key(label=_("choose"), shown="↑ ↓")
_LAB = Key(action="lab(1)", label=_("experiment"), shown="n p")

# The lists, the grid and the sliders handle the arrow keys that they need.
KEYS = KeyTable(
    Key(shown="↑ ↓", about=_("choose an experiment, or one of its tables"), section=_("CHOOSING")),
    Key("right", "into", about=_("go into an experiment and its numbers; ⏎ or a click works too")),
    Key("n", "lab(1)", about=_("next experiment")),
    Key("p", "lab(-1)", about=_("previous experiment")),
    Key("tab", "region(1)", _("next part"), _("experiments, tables, numbers, parameters")),
    Key("shift+tab", "region(-1)"),
    Key("left", "out", about=_("back to the list of experiments")),
    Key("escape", "leave", _("back"), _("back")),
    Key("m", "turn", _("parameters"), _("go to the parameters"), section=_("PARAMETERS")),
    Key(shown="← →", about=_("on a parameter: change it; all numbers are recomputed")),
    Key(shown="⏎", about=_("on a parameter: type a value, such as 2, 1, 3")),
    Key("0", "reset", _("defaults"), _("reset all parameters")),
    Key(shown="← ↑ ↓ →", about=_("move to another cell"), section=_("NUMBERS")),
    Key("h", "switch(1)", _("next slice"), _("another slice, if there are more than two axes"),
        when=lambda screen: screen.can_switch),
    Key("H", "switch(-1)", about=_("previous slice")),
    Key("G", "curves", _("curves"), _("scroll to the curves and back"), when=lambda screen: screen.has_curves),
    Key("v", "view", _("view"), _("numbers or colors")),
    Key("i", "about", _("about"), _("what the experiment does, and its parameters")),
    Key("y", "copy", _("copy command"), _("copy the command that reproduces this; in the numbers, copy the number")),
    footers={
        "labs": Footer(
            _("EXPERIMENTS"),
            (_CHOOSE, Key(action="into", label=_("open"), shown="⏎"), "turn", "copy", "about"),
        ),
        "tables": Footer(
            _("TABLES"),
            (
                Key(label=_("table"), shown="↑ ↓"),
                Key(action="into", label=_("numbers"), shown="⏎"),
                "turn", "copy", "curves", _LAB, "region(1)", "reset", "about",
            ),
        ),
        "grid": Footer(
            _("CELL"),
            (
                Key(label=_("cell"), shown="← ↑ ↓ →"),
                "switch(1)",
                Key(action="copy", label=_("copy"), shown="y"),
                "turn", "curves", "view", _LAB, "region(1)", "about",
            ),
        ),
        "parameters": Footer(
            _("PARAMETER"),
            (
                Key(label=_("change"), shown="← →"),
                Key(label=_("type"), shown="⏎"),
                _CHOOSE, "reset", "copy", _LAB, "region(1)", "about",
            ),
        ),
        "typing": Footer(
            _("VALUE"),
            (Key(label=_("accept"), shown="⏎"), Key(action="leave", label=_("cancel"), shown="Esc")),
            typing=True,
        ),
    },
    always=("leave", "help", "app.quit"),
    intro=_(
        "Experiments: small computations behind the lessons, with parameters that you can change.\n"
        "All numbers are computed live, and one command reproduces them."
    ),
    notes=_(
        "X opens the experiments from anywhere and closes them again. From a lesson it opens the\n"
        "experiment of the page with its current parameters."
    ),
)  # fmt: skip
