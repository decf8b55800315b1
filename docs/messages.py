"""Collects every text that people read, for translators: `make messages`.

Writes the template `core/support/locale/transformer_explore.pot`, updates each language's `.po` with it, and compiles
that to the `.mo` that the program reads. To add a language, see "Texts and translations" in CONTRIBUTING.md.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from transformer_explore.core.support.localization import CATALOGUES, DOMAIN
from transformer_explore.lessons.labs import LABS, paragraphs

ROOT = Path(__file__).parent.parent
SOURCES = ("api", "core", "explorer", "lessons")
TEMPLATE = CATALOGUES / f"{DOMAIN}.pot"
PLACE = re.compile(r"\{[^{}]*\}|%\(\w+\)[rs]")  # a placeholder
KEYWORDS = {"_": None, "N_": None, "plural": (1, 2)}
LAB_FOLDER = ROOT / "lessons" / "labs"
DESCRIPTIONS = {"table": 2, "counted": 2, "picture": 2, "single": 1, "Parameter": 2}
"""Which argument of these functions of a lab is a description, counted from 0."""
COMMENT = "# The texts of transformer-explore. `make messages` writes this file."
ALWAYS = datetime(2026, 1, 1, tzinfo=UTC)  # so that the template changes only if a text does


def template() -> Catalog:
    """Every text in the source."""
    catalogue = Catalog(
        project="transformer-explore",
        creation_date=ALWAYS,
        revision_date=ALWAYS,
        header_comment=COMMENT,
        fuzzy=False,
    )
    for text in _texts():
        catalogue.add(text)
    return catalogue


def _texts() -> Iterator[str | tuple[str, ...]]:
    for folder in SOURCES:
        for _file, _line, text, _comments, _context in extract_from_dir(
            ROOT / folder, [("**.py", "python")], keywords=KEYWORDS, strip_comment_tags=True
        ):
            yield text
    for name in LABS:
        yield from paragraphs(name)
    for path in sorted(LAB_FOLDER.rglob("*.py")):
        yield from _descriptions(ast.parse(path.read_text(encoding="utf-8")))


def _descriptions(module: ast.Module) -> Iterator[str]:
    """The descriptions of the parameters and tables of a lab, which need no mark."""
    for call in ast.walk(module):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in DESCRIPTIONS:
            for text in call.args[DESCRIPTIONS[call.func.id] :][:1]:
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield text.value


def written(catalogue: Catalog) -> bytes:
    """The content of a file: sorted, without source locations, which change with every edit."""
    file = BytesIO()
    write_po(file, catalogue, no_location=True, sort_output=True, width=100, ignore_obsolete=True)
    return b"".join(
        line for line in file.getvalue().splitlines(True) if not line.startswith(b'"Generated-By')
    )


def compiled(catalogue: Catalog) -> bytes:
    """The form that the program reads."""
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def bring_up_to_date(po: Path, new: Catalog) -> None:
    """Adds new texts to a language, removes old ones, and compiles the result."""
    with po.open("rb") as file:
        catalogue = read_po(file, locale=po.parts[-3], domain=DOMAIN)
    catalogue.update(new, no_fuzzy_matching=True)
    for message in catalogue:
        refuse_other_places(message)
    po.write_bytes(written(catalogue))
    po.with_suffix(".mo").write_bytes(compiled(catalogue))


def refuse_other_places(message: Message) -> None:
    """Checks that a translation has only the placeholders of its source; others would fail when it is shown.

    Raises:
        SystemExit: the translation has another placeholder.
    """
    known = set(PLACE.findall(" ".join(_forms(message.id))))
    for text in _forms(message.string or ""):
        if strange := set(PLACE.findall(text)) - known:
            raise SystemExit(f"{text!r} has {min(strange)}, which {message.id!r} does not have")


def _forms(text: str | Sequence[str]) -> Sequence[str]:
    return [text] if isinstance(text, str) else text


def main() -> None:
    found = template()
    TEMPLATE.parent.mkdir(exist_ok=True)
    TEMPLATE.write_bytes(written(found))
    for po in sorted(CATALOGUES.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        bring_up_to_date(po, found)


if __name__ == "__main__":
    main()
