"""From the explore screen into the decode screen, and back to the walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.interventions import InterventionError
from ...core.trace import TraceError
from ..decoding.desk import Desk, Place
from ..reading import Reading
from ..text import safe
from .decode import DecodeScreen

if TYPE_CHECKING:
    from .doors import Doors


def open_decode(explore: Doors, kept: Desk | None, beam: bool = False) -> Desk | None:
    """Decodes the sentence one is on.

    Args:
        kept: what was decoded before; it goes on if one comes from one of its runs.
        beam: begin with the beam search.

    Returns:
        What is decoded now; None, with a word to the reader, if nothing can be.
    """
    desk = kept
    if desk is None or not desk.knows(explore.reading.trace):
        try:
            desk = Desk(explore.reading)
        except (TraceError, InterventionError) as error:
            explore.tell(safe(str(error)), "error")
            return kept
    explore.app.push_screen(DecodeScreen(desk, explore.answers, beam), lambda place: _back(explore, place))
    return desk


def _back(explore: Doors, place: Place | None) -> None:
    desk = explore.decoding
    if desk is None:
        return
    if place is None:
        reading = desk.home
        if explore.reading is reading:
            return
    else:
        reading = Reading(place.trace, place.source)
        reading.put(place.cell)
    explore.look(reading)
