"""A view of the screen as a self-contained file: text, SVG or HTML. No font, script or address is fetched.

Columns are exact with any font: text is placed word by word, and characters that a font may draw wider or narrower
than a cell, such as Chinese or box-drawing characters, one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import NamedTuple

from ...ui.colors.scales import RGB
from ...ui.text import width
from .picture import Look, Piece, View

FONTS = "ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,'Noto Sans Mono CJK SC',monospace"
SIZE, CELL, LINE, MARGIN = 15, 9, 18, 12  # pixels of the SVG: a letter, its cell (.6 SIZE, LINE), the edge
BASELINE = 14  # below the upper edge of a cell
BLOCKS = {"▀": (0.0, 0.5)} | {chr(0x2580 + n): (1 - n / 8, 1.0) for n in range(1, 9)}  # upper, lower edge
NOTHING_FETCHED = "default-src 'none'; style-src 'unsafe-inline'"  # forbids the browser from loading anything


class Unit(NamedTuple):
    """A unit of text: a word of letters as wide as a cell, or a single character of another width."""

    text: str
    columns: int
    exact: bool


# ----------------------------------------------------------------------------- text
def as_text(view: View) -> str:
    """The lines, without trailing spaces."""
    lines = ["".join(piece.text for piece in line).rstrip() for line in view.lines]
    return "\n".join(lines).rstrip("\n") + "\n"


# ----------------------------------------------------------------------------- SVG
def as_svg(view: View) -> str:
    """A picture: colored cells, and text on them that can be found and copied."""
    across, down = view.columns * CELL + 2 * MARGIN, len(view.lines) * LINE + 2 * MARGIN
    looks = _numbered(view)
    rules = "".join(f".l{n}{{fill:{_hex(look.front)}{_font(look)}}}" for look, n in looks.items())
    cells = [cell for y, line in enumerate(view.lines) for cell in _cells(line, y, view.ground)]
    texts = [text for y, line in enumerate(view.lines) for text in _texts(line, y, looks)]
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across} {down}" width="{across}"'
            f' height="{down}" role="img">',
            f"<title>{escape(view.title)}</title>",
            f"<style>text{{font:{SIZE}px {FONTS};white-space:pre}}.m{{text-anchor:middle}}{rules}</style>",
            f'<rect width="{across}" height="{down}" rx="6" fill="{_hex(view.ground.back)}"/>',
            f'<g transform="translate({MARGIN} {MARGIN})">',
            '<g shape-rendering="crispEdges">',
            *cells,
            "</g>",
            *texts,
            "</g>",
            "</svg>\n",
        )
    )


def _cells(line: tuple[Piece, ...], y: int, ground: Look) -> Iterator[str]:
    """The colors behind the text, and those block characters that are nothing but color."""
    x = 0
    for piece in line:
        columns = width(piece.text)
        if piece.look.back != ground.back:
            yield _rectangle(x, y * LINE, columns, LINE, piece.look.back)
        for character, same in groupby(piece.text):
            wide = len(list(same)) * width(character)
            if character in BLOCKS:
                top, end = (round(edge * LINE) for edge in BLOCKS[character])
                yield _rectangle(x, y * LINE + top, wide, end - top, piece.look.front)
            x += wide


def _rectangle(x: int, top: int, columns: int, height: int, color: RGB) -> str:
    return f'<rect x="{x * CELL}" y="{top}" width="{columns * CELL}" height="{height}" fill="{_hex(color)}"/>'


def _texts(line: tuple[Piece, ...], y: int, looks: dict[Look, int]) -> Iterator[str]:
    x, base = 0, y * LINE + BASELINE
    for piece in line:
        for unit in _units(piece.text):
            if not unit.text.isspace() and unit.text not in BLOCKS:
                here, look = x * CELL, f"l{looks[piece.look]}"
                if unit.exact:
                    said = f'x="{here}" class="{look}" textLength="{unit.columns * CELL}"'
                else:
                    said = f'x="{here + unit.columns * CELL / 2:g}" class="m {look}"'
                yield f'<text y="{base}" {said}>{escape(unit.text)}</text>'
            x += unit.columns


# ----------------------------------------------------------------------------- HTML
def as_html(view: View, language: str) -> str:
    """One page, light or dark as the screen was.

    Args:
        language: the language of the program's texts.
    """
    looks = _numbered(view)
    rules = "\n".join(
        f".l{n}{{color:{_hex(look.front)};background:{_hex(look.back)}{_font(look)}}}"
        for look, n in looks.items()
    )
    lines = "".join(_line(line, looks) for line in view.lines)
    ground = f"color:{_hex(view.ground.front)};background:{_hex(view.ground.back)}"
    return f"""\
<!doctype html>
<html lang="{escape(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{NOTHING_FETCHED}">
<meta name="viewport" content="width=device-width">
<title>{escape(view.title)}</title>
<style>
:root{{color-scheme:{"dark" if view.dark else "light"}}}
body{{margin:1em;{ground}}}
pre{{margin:0;font:{SIZE}px/1.17 {FONTS}}}
pre span{{display:inline-block;height:1.17em;vertical-align:top}}
pre .line{{display:block;width:{view.columns}ch}}
pre .n{{width:1ch;text-align:center}}
pre .w{{width:2ch;text-align:center}}
{rules}
</style>
</head>
<body>
<pre>{lines}</pre>
</body>
</html>
"""


def _line(line: tuple[Piece, ...], looks: dict[Look, int]) -> str:
    pieces = (
        f'<span class="l{looks[piece.look]}" style="width:{width(piece.text)}ch">{_boxes(piece.text)}</span>'
        for piece in line
    )
    return f'<span class="line">{"".join(pieces)}\n</span>'


def _boxes(text: str) -> str:
    """Text in which every character that a font may draw wider or narrower has a box of its own."""
    return "".join(
        escape(unit.text)
        if unit.exact or unit.text.isspace()
        else f'<span class="{"w" if unit.columns == 2 else "n"}">{escape(unit.text)}</span>'
        for unit in _units(text)
    )


# ----------------------------------------------------------------------------- both
def _units(text: str) -> Iterator[Unit]:
    """The text in parts that begin at exact columns: words, spaces and single characters."""
    word = ""
    for sign in _signs(text):
        if (sign.isascii() and not sign.isspace()) or (sign.isalpha() and width(sign) == 1):
            word += sign
            continue
        if word:
            yield Unit(word, width(word), True)
            word = ""
        yield Unit(sign, width(sign), False)
    if word:
        yield Unit(word, width(word), True)


def _signs(text: str) -> Iterator[str]:
    """Characters, each with its combining marks; consecutive spaces together."""
    held = ""
    for character in text:
        if held and (not width(character) or (held.isspace() and character == " ")):
            held += character
            continue
        if held:
            yield held
        held = character
    if held:
        yield held


def _numbered(view: View) -> dict[Look, int]:
    return {
        look: n for n, look in enumerate(dict.fromkeys(piece.look for line in view.lines for piece in line))
    }


def _font(look: Look) -> str:
    lines = " ".join(["underline"] * look.underline + ["line-through"] * look.strike)
    return (
        ";font-weight:bold" * look.bold
        + ";font-style:italic" * look.italic
        + (f";text-decoration:{lines}" if lines else "")
    )


def _hex(color: RGB) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)
