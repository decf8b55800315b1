"""HTML elements. Every text in them is escaped, and characters that would be invisible or reverse it are replaced."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from unicodedata import bidirectional

from ..text import safe

RIGHT_TO_LEFT = {"R", "AL", "AN"}
WITHOUT_END = {"br", "hr", "meta"}


class Html(str):
    """Text that is HTML already and is not escaped again."""

    __slots__ = ()


NOTHING = Html()


def html(text: str) -> Html:
    """A text as HTML. Letters that are written from right to left do not reorder the text around them."""
    if isinstance(text, Html):
        return text
    shown = escape(safe(text), quote=False)
    if not shown.isascii() and any(bidirectional(character) in RIGHT_TO_LEFT for character in shown):
        return Html(f"<bdi>{shown}</bdi>")
    return Html(shown)


def element(name: str, /, *content: str, **attributes: str | bool | None) -> Html:
    """An element with its content.

    Args:
        name: of the element.
        content: texts, which are escaped, and HTML.
        attributes: `class_` is class, and `aria_label` is aria-label; True is an attribute without a value, None and
            False are none.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in WITHOUT_END:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{''.join(map(html, content))}</{name}>")


def _attribute(key: str, value: str | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(safe(value))}"'


def joined(parts: Iterable[str], separator: str = "") -> Html:
    """Several pieces, one after the other."""
    return Html(html(separator).join(map(html, parts)))


def listing(items: Iterable[str], **attributes: str | bool | None) -> Html:
    """A bulleted list."""
    return element("ul", *(element("li", item) for item in items), **attributes)


def paragraph(*content: str, **attributes: str | bool | None) -> Html:
    """A paragraph, or nothing if it would be empty."""
    return element("p", *content, **attributes) if any(content) else NOTHING


def details(summary: str, *content: str, open_: bool = False) -> Html:
    """Content that the reader can open."""
    return element("details", element("summary", summary), *content, open=open_)


def table(
    caption: str,
    heads: Iterable[str],
    rows: Iterable[Iterable[str]],
    total: Iterable[str] = (),
    **attributes: str | bool | None,
) -> Html:
    """A table: the heads of its columns, and rows that begin with their own heads.

    Args:
        total: a last row, set apart.
    """
    last = list(total)
    found = element(
        "table",
        element("caption", caption),
        element("thead", element("tr", *(element("th", head, scope="col") for head in heads))),
        element("tbody", *map(_row, rows)),
        element("tfoot", _row(last)) if last else NOTHING,
        **attributes,
    )
    return element("div", found, class_="wide")  # it scrolls; some screen readers ignore a table that does


def _row(cells: Iterable[str]) -> Html:
    head, *others = cells
    return element("tr", element("th", head, scope="row"), *map(cell, others))


class TableCell(Html):
    """A cell of a table that is an element already."""

    __slots__ = ()


def cell(content: str, **attributes: str | bool | None) -> TableCell:
    """A cell of a table; one that is a cell already stays as it is."""
    return content if isinstance(content, TableCell) else TableCell(element("td", content, **attributes))


def numeric(content: str) -> TableCell:
    """A cell with a number, among cells with words."""
    return cell(content, class_="numeric")
