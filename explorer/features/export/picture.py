"""The screen, cell by cell, for `picture_files`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextvars import copy_context
from typing import Any, NamedTuple
from unicodedata import category

from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from textual._context import visible_screen_stack
from textual.app import App
from textual.color import Color

from ...ui.colors.scales import RGB
from ...ui.text import width

NO_TEXT = ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp")  # these move, reverse or hide text, or cannot be encoded
DIM = 0.4  # share of the background color in dimmed text


class Look(NamedTuple):
    """The style of a piece of text, with the displayed colors."""

    front: RGB
    back: RGB
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False


class Piece(NamedTuple):
    """Adjacent cells of a line with the same style."""

    text: str
    look: Look


class View(NamedTuple):
    """A snapshot of the screen.

    Attributes:
        lines: every line, exactly `columns` wide, without control characters.
        ground: the style of empty cells, and of text without colors of its own.
        title: what the view shows, in a word or two; safe.
    """

    lines: tuple[tuple[Piece, ...], ...]
    columns: int
    ground: Look
    dark: bool
    title: str


def taken(app: App[Any], title: str) -> View:
    """The current screen; without colors if the program runs without them."""
    theme, colors, ansi = app.current_theme, app.theme_variables, app.ansi_theme
    front = _rgb(colors["foreground"], ansi, _plain(ansi.foreground_color))
    ground = Look(front, _rgb(colors["background"], ansi, _plain(ansi.background_color)))
    strips = copy_context().run(_strips, app)
    if app.no_color:
        ground = Look(_gray(ground.front), _gray(ground.back))
    columns = app.screen.size.width
    lines = tuple(tuple(_pieces(strip, ansi, ground)) for strip in strips)
    return View(lines, columns, ground, theme.dark, title)


def _strips(app: App[Any]) -> Iterable[Iterable[Segment]]:
    """The lines of the screen and of the screens below it. Runs in its own context, which it changes."""
    visible_screen_stack.set(app._background_screens)
    return app.screen._compositor.render_strips()  # what Textual's own screenshots are made of


def _pieces(strip: Iterable[Segment], theme: TerminalTheme, ground: Look) -> Iterator[Piece]:
    """A line; adjacent cells with the same style are one piece."""
    text, before = "", None
    for segment in strip:
        look = _look(segment.style, theme, ground)
        if look != before and text:
            assert before is not None
            yield Piece(text, before)
            text = ""
        text, before = text + _printable(segment.text), look
    if text and before is not None:
        yield Piece(text, before)


def _printable(text: str) -> str:
    """The text in the same number of columns, without control characters."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if category(c) not in NO_TEXT else "·" * width(c) for c in text)


def _look(style: Style | None, theme: TerminalTheme, ground: Look) -> Look:
    if style is None:
        return ground
    front, back = (
        default if color is None or color.is_default else color.get_truecolor(theme)
        for color, default in ((style.color, ground.front), (style.bgcolor, ground.back))
    )
    if style.reverse:
        front, back = back, front
    if style.dim:
        front = _between(front, back)
    bold, italic, strike = bool(style.bold), bool(style.italic), bool(style.strike)
    return Look(_plain(front), _plain(back), bold, italic, bool(style.underline), strike)


def _plain(color: RGB) -> RGB:
    red, green, blue = color
    return red, green, blue


def _between(front: RGB, back: RGB) -> RGB:
    red, green, blue = (round(f + (b - f) * DIM) for f, b in zip(front, back, strict=True))
    return red, green, blue


def _gray(color: RGB) -> RGB:
    light = round(sum(part * share for part, share in zip(color, (0.299, 0.587, 0.114), strict=True)))
    return light, light, light


def _rgb(name: str, theme: TerminalTheme, default: RGB) -> RGB:
    """A color of the style sheet; `default` replaces a color that the terminal chooses."""
    color = Color.parse(name)
    if color.ansi is None:
        return color.rgb
    return default if color.ansi < 0 else _plain(theme.ansi_colors[color.ansi])
