"""The settings: their values, and what each does."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ....core.support.localization import N_, _, languages
from ...ui.memory import COLORS, DECIMALS, PACES, THEMES, Settings

NO_COLOR, CHOSEN = "NO_COLOR", "chosen"  # the variable, and its value if the setting sets it
SYSTEM = "TEXTUAL_COLOR_SYSTEM"
SYSTEMS = {"full": "truecolor", "256": "256", "16": "standard"}  # the names that Textual uses
FROM_THE_NEXT_START = ("colors",)  # cannot be changed while the program runs


@dataclass(frozen=True)
class Choice:
    """One setting.

    Attributes:
        field: the field of `Settings`.
        title, about: its name and a sentence about it; not yet translated.
        values: all values, in order.
        names: the names of values, where the value is not its own name; not yet translated.
        unit: is written after the value.
    """

    field: str
    title: str
    about: str
    values: Sequence[Any]
    names: Mapping[Any, str]
    unit: str = ""

    def written(self, value: Any) -> str:
        """A value as it is displayed."""
        if value in self.names:
            return _(self.names[value])
        return self.written(self.values[0]) if isinstance(value, str) else f"{value:g}{self.unit}"

    def other(self, value: Any, by: int, round_and_round: bool = False) -> Any:
        """The value `by` places further, stopping at the last one, or wrapping around to the first."""
        place = self.place(value) + by
        return self.values[
            place % len(self.values) if round_and_round else max(0, min(place, len(self.values) - 1))
        ]

    def place(self, value: Any) -> int:
        """The place of a value, or of the nearest one, among the values."""
        if value in self.values:
            return self.values.index(value)
        if isinstance(value, str):  # a value of another version
            return 0
        return min(range(len(self.values)), key=lambda n: abs(self.values[n] - value))


CHOICES = (
    Choice(
        "theme",
        N_("theme"),
        N_("Light on dark, or dark on light. {light} switches it on any screen."),
        THEMES[1:],
        {"night": N_("night"), "day": N_("day")},
    ),
    Choice(
        "colors",
        N_("colors"),
        N_(
            "How many colors to use: as many as the terminal reports, or fewer. With 16 colors "
            "or none, shading replaces the color scale."
        ),
        COLORS,
        {"auto": N_("automatic"), "full": N_("all"), "256": "256", "16": "16", "none": N_("none")},
    ),
    Choice(
        "decimals",
        N_("decimals"),
        N_("Digits after the decimal point in a grid. The explanation of a number shows one more."),
        DECIMALS,
        {},
    ),
    Choice(
        "motion",
        N_("reduced motion"),
        N_("Nothing blinks or scrolls smoothly. The walk still plays step by step."),
        (True, False),
        {True: N_("off"), False: N_("on")},
    ),
    Choice("pace", N_("pace"), N_("Seconds per step while the walk plays."), PACES, {}, " s"),
)
LANGUAGES = {"en": "English", "zh": "中文"}  # in their own language


def choices() -> tuple[Choice, ...]:
    """All settings; the language only if there are several."""
    known = languages()
    if len(known) < 2:
        return CHOICES
    language = Choice(
        "language",
        N_("language"),
        N_("The language of the program; --lang and TRANSFORMER_EXPLORE_LANG override it."),
        ("", *known),
        {"": N_("automatic")} | {code: LANGUAGES.get(code, code) for code in known},
    )
    return (*CHOICES, language)


def use_colors(settings: Settings) -> None:
    """Applies the setting for colors. Call it before importing Textual, which reads the environment once.

    Variables that are already set take precedence.
    """
    if settings.colors == "none":
        os.environ.setdefault(NO_COLOR, CHOSEN)
    elif settings.colors in SYSTEMS:
        os.environ.setdefault(SYSTEM, SYSTEMS[settings.colors])


def chosen(settings: Settings, theme: str) -> Settings:
    """The settings, with the current theme if the reader has not chosen one."""
    return settings if settings.theme else replace(settings, theme=theme)


def notes(choice: Choice, changed: bool, problem: str) -> list[str]:
    """Notes about a setting, one line each."""
    lines = []
    if choice.field == "colors" and os.environ.get(NO_COLOR, CHOSEN) != CHOSEN:
        lines.append(_("NO_COLOR is set, so there are no colors."))
    elif choice.field in FROM_THE_NEXT_START and changed:
        lines.append(_("This takes effect the next time you start the program."))
    if problem:
        lines.append(_("This could not be saved ({why}) and will be lost when you quit.", why=problem))
    return lines
