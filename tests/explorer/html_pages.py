"""What HTML has to be: well-formed, with unique ids, links that lead somewhere, and a header for each cell."""

import re
from html.parser import HTMLParser

VOID = {"br", "hr", "meta"}
FETCHING = {
    "script",
    "link",
    "img",
    "iframe",
    "object",
    "embed",
    "audio",
    "video",
    "source",
    "base",
    "form",
    "input",
}
URLS = {"src", "srcset", "action", "background", "poster", "data"}
SVG_ONLY = {"svg", "rect"}

# What JupyterLab keeps in a notebook that is not trusted, of the elements and attributes that a page could use
# (packages/apputils/src/sanitizer.ts). Other elements are dropped, but not the text in them.
KEPT = re.compile(
    "a|abbr|article|b|bdi|blockquote|br|caption|code|dd|details|div|dl|dt|em|figure|footer|h[1-6]|header|hr|i|li|mark"
    "|nav|ol|p|pre|section|small|span|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|tr|u|ul|var"
)
KEPT_ATTRIBUTES = {
    "class",
    "dir",
    "hidden",
    "id",
    "lang",
    "title",
    "href",
    "open",
    "scope",
    "colspan",
    "rowspan",
    "value",
}


class Page(HTMLParser):
    """Reads HTML and checks it.

    Attributes:
        text: all visible text.
        faults: what is wrong.
    """

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.faults = "", []  # type: ignore[var-annotated]
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self._columns = 0
        self._row: list[tuple[str, str | None]] = []
        self._captions = 0
        self.feed(html)
        self.close()
        self.faults += [f"not closed: {name}" for name in self._open]
        self._check_links()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if len(attributes) < len(attrs):
            self.faults.append(f"an attribute of {tag} is there twice")
        self.elements.append((tag, attributes))
        self.faults += [
            f"{tag} {name}" for name in attributes if name.startswith("on") or name in {*URLS, "style"}
        ]
        if tag in FETCHING:
            self.faults.append(f"element {tag}")
        if tag not in VOID:
            self._open.append(tag)
        if tag == "table":
            self._columns, self._captions = 0, 0
        elif tag == "caption":
            self._captions += 1
        elif tag == "tr":
            self._row = []
        elif tag in ("th", "td"):
            self._row.append((tag, attributes.get("scope")))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or not self._open or self._open.pop() != tag:
            self.faults.append(f"end of {tag} out of place")
        if tag == "tr":
            self._check_row()
        elif tag == "table" and self._captions != 1:
            self.faults.append(f"{self._captions} captions")

    def _check_row(self) -> None:
        """Each cell has a header above it and one in front of it."""
        if "thead" in self._open:
            self._columns = len(self._row)
            if any(cell != ("th", "col") for cell in self._row):
                self.faults.append("a cell in the head is not the header of a column")
        elif self._row[:1] != [("th", "row")] or len(self._row) != self._columns:
            self.faults.append(
                f"a row of {len(self._row)} cells below {self._columns} headers: {self._row[:2]}"
            )

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.text += data

    def _check_links(self) -> None:
        ids = [known["id"] for _tag, known in self.elements if "id" in known]
        self.faults += [f"id {each} is there twice" for each in set(ids) if ids.count(each) > 1]
        for _tag, known in self.elements:
            if "href" in known and (known["href"] or "")[1:] not in ids:
                self.faults.append(f"link to {known['href']}")
            for name in ("aria-labelledby", "aria-describedby"):
                if name in known and known[name] not in ids:
                    self.faults.append(f"{name} {known[name]}")


class Untrusted(HTMLParser):
    """The HTML that remains in a notebook that is not trusted."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.html = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if KEPT.fullmatch(tag):
            kept = "".join(f' {name}="{value or ""}"' for name, value in attrs if name in KEPT_ATTRIBUTES)
            self.html += f"<{tag}{kept}>"

    def handle_endtag(self, tag: str) -> None:
        if KEPT.fullmatch(tag) and tag not in VOID:
            self.html += f"</{tag}>"

    def handle_data(self, data: str) -> None:
        self.html += data

    def handle_entityref(self, name: str) -> None:
        self.html += f"&{name};"

    def handle_charref(self, name: str) -> None:
        self.html += f"&#{name};"
