"""A run as one page that needs nothing else: no scripts, nothing fetched. The reader steps through it by links.

The size of a page is bounded: it says which steps, rows, columns and terms it leaves out.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html import escape
from importlib.resources import files

from ....core.operations.expression import Source
from ....core.support import localization
from ....core.support.localization import _, plural
from ....core.trace import Trace
from ..plain.title import title
from ..strings import PROGRAM
from ..text import cut, safe
from ..walk import Walk
from . import steps
from .markup import NOTHING, Html, details, element, joined, listing, paragraph
from .overview import Part, about, outcome, parts, read_sequences, tokens, with_count

STEPS = 240  # that have a section
TITLE = 160  # columns of the heading
LANGUAGES = {"zh": "zh-Hans"}  # as HTML calls them


def page(trace: Trace) -> Iterator[bytes]:
    """The page, piece by piece, in the current language."""
    yield from (piece.encode() for piece in _Page(trace).pieces())


def shown_steps(trace: Trace) -> int:
    """How many steps of a trace have a section on its page: the first ones."""
    return min(STEPS, len(trace))


class _Page:
    def __init__(self, trace: Trace) -> None:
        self.trace, self.walk = trace, Walk(trace)
        self.count = shown_steps(trace)
        self.sequences = read_sequences(trace)
        self.numbers = {step.source: place + 1 for place, step in enumerate(self.walk.steps[: self.count])}
        self.parts = list(parts(self.walk, self.count))

    def pieces(self) -> Iterator[str]:
        language = localization.current()
        yield f'<!DOCTYPE html>\n<html lang="{LANGUAGES.get(language, language)}">\n'
        yield from (self._head(), "\n<body>\n", self._before(), '\n<main id="main">\n', self._summary())
        for number, part in enumerate(self.parts, 1):
            yield from self._part(number, part)
        yield f"\n</main>\n{self._footer()}\n</body>\n</html>\n"

    # -------------------------------------------------------------------------- around the steps
    def _head(self) -> Html:
        style = files(__package__).joinpath("page.css").read_text(encoding="utf-8")
        digest = b64encode(sha256(style.encode()).digest()).decode()
        policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        return element(
            "head",
            element("meta", charset="utf-8"),
            element("meta", http_equiv="Content-Security-Policy", content=policy),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("meta", name="color-scheme", content="light dark"),
            element("meta", name="generator", content=PROGRAM),
            element("title", Html(escape(safe(f"{self._title} · {PROGRAM}")))),  # it contains no elements
            element("style", Html(style)),
        )

    @property
    def _title(self) -> str:
        return cut(title(self.trace), TITLE)

    def _before(self) -> Html:
        """The link to the content, the heading, and the table of contents."""
        contents = [
            element(
                "li",
                details(
                    with_count(part),
                    element("ol", *map(self._entry, part.places)),
                ),
            )
            for part in self.parts
        ]
        return joined(
            [
                element("a", _("Skip to the content"), href="#main", class_="skip"),
                element("header", element("h1", self._title), about(self.trace), self._left_out()),
                element(
                    "nav",
                    element("h2", _("Contents"), id="contents"),
                    element(
                        "ol",
                        element("li", element("a", _("what the model read and answered"), href="#summary")),
                        *contents,
                    ),
                    aria_labelledby="contents",
                ),
            ]
        )

    def _entry(self, place: int) -> Html:
        link = element("a", self.walk.titles[place][-1], href=f"#step-{place + 1}")
        return element("li", link, value=str(place + 1))

    def _left_out(self) -> Html:
        """Which steps have no section."""
        left = len(self.walk) - self.count
        if not left:
            return NOTHING
        text = plural(
            "{n:,} step is left out, from number {first}. Choose the steps of a page with --step, --layer or "
            "--iteration.",
            "{n:,} steps are left out, from number {first}. Choose the steps of a page with --step, --layer or "
            "--iteration.",
            left,
            first=self.count + 1,
        )
        return paragraph(text, class_="left-out")

    def _summary(self) -> Html:
        read = [
            element("div", tokens(self.trace, name), id=f"tokens-{n}")
            for n, name in enumerate(self.sequences)
        ]
        heading = element("h2", _("What the model read and answered"), id="summary-title")
        tables = element("div", *read, class_="side-by-side")
        return element(
            "section", heading, tables, outcome(self.trace), id="summary", aria_labelledby="summary-title"
        )

    def _footer(self) -> Html:
        return element(
            "footer", paragraph(_("Made with {program}. All numbers are from one run.", program=PROGRAM))
        )

    # -------------------------------------------------------------------------- the steps
    def _part(self, number: int, part: Part) -> Iterator[str]:
        yield f'\n<section id="part-{number}" aria-labelledby="part-{number}-title">'
        yield element("h2", part.title, id=f"part-{number}-title")
        for place in part.places:
            yield "\n" + self._step(place)
        yield "</section>"

    def _step(self, place: int) -> Html:
        step, number = self.walk.steps[place], place + 1
        return element(
            "article",
            element("h3", f"{number} · {self.walk.titles[place][-1]}", id=f"step-{number}-title"),
            paragraph(element("code", str(step)), class_="faint"),
            steps.facts(step, math=True),
            steps.inputs(self.trace, step, self._links),
            steps.numbers(self.trace, step, self._links),
            steps.users(self.trace, step, self._links),
            self._neighbours(place),
            id=f"step-{number}",
            aria_labelledby=f"step-{number}-title",
        )

    def _neighbours(self, place: int) -> Html:
        """Links to the step before, to the next one and to the contents."""
        links = []
        if place:
            links.append(
                element("a", f"← {place} · {self.walk.titles[place - 1][-1]}", href=f"#step-{place}")
            )
        links.append(element("a", _("Contents"), href="#contents"))
        if place + 1 < self.count:
            next_title = f"{place + 2} · {self.walk.titles[place + 1][-1]} →"
            links.append(element("a", next_title, href=f"#step-{place + 2}"))
        return listing(links, class_="neighbours")

    def _links(self, source: Source) -> str:
        """The address of an array on this page."""
        if source.kind == "tokens" and str(source) in self.sequences:
            return f"#tokens-{self.sequences.index(str(source))}"
        number = self.numbers.get(source)
        return "" if number is None else f"#step-{number}"
