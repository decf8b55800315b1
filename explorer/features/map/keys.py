"""The keys of the map."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ....core.support.localization import N_
from ...ui.keys import Footer, Key, KeyTable
from ...ui.strings import DECODE, MAP

FIGURE, STEPS, PLAYING = "map", "steps", "playing"


def _possible(action: str) -> Callable[[Any], bool]:
    """On a `MapScreen`: whether the run allows an action."""
    return lambda screen: action not in screen.state.impossible


def _has_layers(screen: Any) -> bool:
    return any(len(column.layers) > 1 for column in screen.state.diagram.columns)


def _decodes(screen: Any) -> bool:
    return bool(screen.state.diagram.passes > 1)


KEYS = KeyTable(
    Key("up", "flow(1)", N_("follow the data"), N_("the next box along an arrow"), "↑ ↓"),
    Key("down", "flow(-1)", about=N_("the previous box along an arrow")),
    Key(
        "right", "side(1)", N_("sideways"), N_("the box on the right, along an arrow if there is one"), "← →"
    ),
    Key("left", "side(-1)", about=N_("the box on the left, along an arrow if there is one")),
    Key("n", "step(1)", about=N_("the box that is computed next")),
    Key("p", "step(-1)", about=N_("the box that was computed before")),
    Key("home", "end(False)", about=N_("the first box")),
    Key("end", "end(True)", about=N_("the last box")),
    Key("enter", "open_box", N_("steps"), N_("open the box to list its steps; on a step, open the walk")),
    Key("o", "open", N_("walk"), N_("open the first step of the box in the walk")),
    Key("space", "play", N_("play"), N_("play or pause")),
    Key("plus,equals_sign", "pace(1)", N_("faster"), N_("play faster")),
    Key("minus", "pace(-1)", N_("slower"), N_("play slower")),
    Key("j", "layer(1)", N_("layer"), N_("next layer"), when=_has_layers),
    Key("J", "layer(-1)", about=N_("previous layer"), when=_has_layers),
    Key(
        "right_square_bracket",
        "run(1)",
        N_("iteration"),
        N_("decoding: the next run of the decoder"),
        "[ ]",
        when=_decodes,
    ),
    Key("left_square_bracket", "run(-1)", about=N_("decoding: the previous run"), when=_decodes),
    Key(
        DECODE,
        "decode",
        N_("decode"),
        N_("decode: choose the output token by token"),
        when=_possible("decode"),
    ),
    Key("a", "attention", N_("attention"), N_("attention as text"), when=_possible("attention")),
    Key("w", "what_if", N_("what if"), N_("what if: changes inside the model"), when=_possible("what_if")),
    Key("m", "heads", N_("all heads"), N_("all heads, or all layers, of this step")),
    Key("c", "compare", N_("compare"), N_("compare with another sentence")),
    Key(shown=N_("mouse"), about=N_("a click chooses a box; a second one opens it")),
    Key(f"escape,{MAP}", "leave", N_("back"), N_("close the box; go back")),
    footers={
        FIGURE: Footer(
            N_("MAP"),
            ("flow(1) open_box open side(1) play layer(1) run(1)", "decode attention what_if"),
        ),
        STEPS: Footer(
            N_("STEPS"),
            (
                Key(action="choose", label=N_("choose"), shown="↑ ↓"),
                Key(action="open", label=N_("walk"), shown="⏎"),
            ),
        ),
        PLAYING: Footer(
            "▶",
            (Key(action="play", label=N_("pause"), shown="Space"), "pace(1) pace(-1)"),
        ),
    },
    always=("leave", "help", "app.quit"),
    intro=N_("""\
The model as in figure 1 of the paper: data flows upwards. Each box shows the shape of its result and a picture
of the numbers for this sentence."""),
    notes=N_("""\
WHAT YOU SEE
  2× · layer 1      the layers repeat 2 times; the boxes show layer 1
  K V               keys and values, from the encoder
  ↻                 it reads what it computed before: at the previous
                    positions, or in the previous iterations
  ●                 you are here: the box of the step that you came from"""),
)
