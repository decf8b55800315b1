"""What can be chosen: the settings, their values, and what each does. No Textual."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ....core.support.localization import N_, _, languages
from ...ui.memory import COLOURS, DECIMALS, PACES, THEMES, Settings

NO_COLOR, CHOSEN = "NO_COLOR", "chosen"  # the variable, and what it holds if it is not from outside
SYSTEM = "TEXTUAL_COLOR_SYSTEM"
SYSTEMS = {"full": "truecolor", "256": "256", "16": "standard"}  # as Textual calls them
FROM_THE_NEXT_START = ("colours", "language")  # what a program that runs cannot change any more


@dataclass(frozen=True)
class Choice:
    """One setting.

    Attributes:
        field: of `Settings`.
        title, about: what it is called, and what it does, in one sentence; not yet translated.
        values: from first to last.
        names: how values are called that do not say it themselves; not yet translated.
        unit: what stands behind a value.
    """

    field: str
    title: str
    about: str
    values: Sequence[Any]
    names: Mapping[Any, str]
    unit: str = ""

    def said(self, value: Any) -> str:
        """A value as one reads it."""
        if value in self.names:
            return _(self.names[value])
        return self.said(self.values[0]) if isinstance(value, str) else f"{value:g}{self.unit}"

    def other(self, value: Any, by: int, round_and_round: bool = False) -> Any:
        """The value so many places on; at most to the ends, or round and round."""
        place = self.place(value) + by
        return self.values[
            place % len(self.values) if round_and_round else max(0, min(place, len(self.values) - 1))
        ]

    def place(self, value: Any) -> int:
        """Where a value stands among those that can be chosen, or the nearest of them."""
        if value in self.values:
            return self.values.index(value)
        if isinstance(value, str):  # that is not to be had any more
            return 0
        return min(range(len(self.values)), key=lambda n: abs(self.values[n] - value))


CHOICES = (
    Choice(
        "theme",
        N_("theme"),
        N_("Light on dark, or dark on light. {light} does the same anywhere."),
        THEMES[1:],
        {"night": N_("night"), "day": N_("day")},
    ),
    Choice(
        "colours",
        N_("colours"),
        N_(
            "How many the terminal is given: what it says it can show, or so many. With few, shades take their place."
        ),
        COLOURS,
        {"auto": N_("automatic"), "full": N_("all"), "256": "256", "16": "16", "none": N_("none")},
    ),
    Choice(
        "decimals",
        N_("decimals"),
        N_("Digits after the point in a grid. Where a single number is explained there is one more."),
        DECIMALS,
        {},
    ),
    Choice(
        "motion",
        N_("reduced motion"),
        N_(
            "Nothing blinks and nothing glides. Playing, which you start yourself, still goes on step by step."
        ),
        (True, False),
        {True: N_("off"), False: N_("on")},
    ),
    Choice(
        "pace",
        N_("pace"),
        N_("How long a step stands while the walk plays."),
        PACES,
        {},
        " s",
    ),
)
LANGUAGES = {"en": "English", "zh": "中文"}  # as those who speak them call them


def choices() -> tuple[Choice, ...]:
    """All that can be chosen; the language only where there are several."""
    known = languages()
    if len(known) < 2:
        return CHOICES
    language = Choice(
        "language",
        N_("language"),
        N_("In which the program speaks, unless --lang or TRANSFORMER_EXPLORE_LANG says otherwise."),
        ("", *known),
        {"": N_("automatic")} | {code: LANGUAGES.get(code, code) for code in known},
    )
    return (*CHOICES, language)


def use_colours(settings: Settings) -> None:
    """As many colours as the reader has chosen; to be called before Textual is imported, which looks once.

    What the environment says goes before: it was said for this start.
    """
    if settings.colours == "none":
        os.environ.setdefault(NO_COLOR, CHOSEN)
    elif settings.colours in SYSTEMS:
        os.environ.setdefault(SYSTEM, SYSTEMS[settings.colours])


def chosen(settings: Settings, theme: str) -> Settings:
    """The settings as they are in force, where the reader has not chosen a theme yet."""
    return settings if settings.theme else replace(settings, theme=theme)


def notes(choice: Choice, changed: bool, problem: str) -> list[str]:
    """What else there is to say of a setting, one line each."""
    said = []
    if choice.field == "colours" and os.environ.get(NO_COLOR, CHOSEN) != CHOSEN:
        said.append(_("NO_COLOR is set: there are none, whatever is chosen here."))
    elif choice.field in FROM_THE_NEXT_START and changed:
        said.append(_("From the next start on."))
    if problem:
        said.append(_("It could not be stored ({why}): it holds until you quit.", why=problem))
    return said
