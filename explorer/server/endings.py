"""Why an explorer left its browser tab, as the page says it."""

from __future__ import annotations

from enum import Enum

from ...core.support.localization import N_


class Ending(Enum):
    """A reason, and the text of the page. The page has a button that starts another explorer, or moves it here."""

    LEFT = N_("You have left the explorer.")
    CRASHED = N_("The explorer stopped unexpectedly. Your progress in lessons is saved.")
    IDLE = N_(
        "The explorer was closed because nothing was typed for a long time. Your progress in lessons is saved."
    )
    LIFETIME = N_(
        "The explorer was closed because it had run for too long. Your progress in lessons is saved."
    )
    LOST = N_(
        "The connection was lost for too long, so the explorer was closed. Your progress in lessons is saved."
    )
    TAKEN = N_("The explorer is now open in another tab.")
    FULL = N_("All explorers of this server are in use. Try again in a few minutes.")
    TOO_MANY = N_("Too many explorers are open with your link. Close one of the other tabs, then try again.")
    STOPPED = N_("The server has stopped.")
    SIGNED_OUT = N_("Your teacher made a new link for you, which replaces the old one.")
    REFUSED = N_("The browser sent something that the explorer does not understand.")


class RefusedError(Exception):
    """There is no explorer for a tab.

    Attributes:
        ending: why.
    """

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending.name)
        self.ending = ending
