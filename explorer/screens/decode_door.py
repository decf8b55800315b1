"""From the explore screen into the decode screen, and back to the walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.interventions import InterventionError
from ...core.trace import TraceError
from ..decoding.session import Place, Session
from ..reading import Reading
from ..text import safe
from .decode import DecodeScreen

if TYPE_CHECKING:
    from .explore import ExploreScreen


def open_decode(explore: ExploreScreen, kept: Session | None) -> Session | None:
    """Decodes the sentence one is on.

    Args:
        kept: what was decoded before; it goes on if one comes from one of its runs.

    Returns:
        What is decoded now; None, with a word to the reader, if nothing can be.
    """
    session = kept
    if session is None or not session.knows(explore.reading.trace):
        try:
            session = Session(explore.reading)
        except (TraceError, InterventionError) as error:
            explore.tell(safe(str(error)), "error")
            return kept
    explore.app.push_screen(DecodeScreen(session, explore.answers), lambda place: _back(explore, place))
    return session


def _back(explore: ExploreScreen, place: Place | None) -> None:
    session = explore.decoding
    if session is None:
        return
    if place is None:
        reading = session.home
        if explore.reading is reading:
            return
    else:
        reading = Reading(place.trace, place.source)
        reading.put(place.cell)
    explore.reading = reading
    explore.map.look(reading)
    explore.show_step()
    explore.show_keys()
