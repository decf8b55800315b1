"""From the explore screen into the decode screen, and back to the walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.interventions import InterventionError
from ....core.trace import TraceError
from ...ui.navigator import Navigator
from ...ui.text import safe
from .screen import DecodeScreen
from .state import DecodeState, Place

if TYPE_CHECKING:
    from ..walk.doors import Doors


def open_decode(explore: Doors, kept: DecodeState | None, beam: bool = False) -> DecodeState | None:
    """Decodes the sentence one is on.

    Args:
        kept: what was decoded before; it goes on if one comes from one of its runs.
        beam: begin with the beam search.

    Returns:
        What is decoded now; None, with a word to the reader, if nothing can be.
    """
    state = kept
    if state is None or not state.knows(explore.navigator.trace):
        try:
            state = DecodeState(explore.navigator)
        except (TraceError, InterventionError) as error:
            explore.show_notice(safe(str(error)), "error")
            return kept
    explore.app.push_screen(DecodeScreen(state, explore.engine, beam), lambda place: _back(explore, place))
    return state


def _back(explore: Doors, place: Place | None) -> None:
    state = explore.decoding
    if state is None:
        return
    if place is None:
        navigator = state.home
        if explore.navigator is navigator:
            return
    else:
        navigator = Navigator(place.trace, place.source)
        navigator.set_cell(place.cell)
    explore.show_navigator(navigator)
