"""The folder that an export of sentences writes: a file for each sentence, and an index that says what they are."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson

from ..support.atomic import write_atomically
from ..support.errors import Problem
from ..support.files import content
from ..support.localization import _
from .request import BYTE_ORDER_MARK

INDEX = "export.json"
FORMAT = "transformer-explore export"
DIGITS = 4  # of a line number in a name, at least
LONGEST = 60  # bytes of a sentence in a name


class NotTextError(Problem):
    """A file that is not text in UTF-8; the message is one line and names the first line that is not."""


@dataclass(frozen=True)
class Line:
    """A line of the file of sentences.

    Attributes:
        number: counted from 1.
        text: without spaces around it.
    """

    number: int
    text: str


def lines(data: bytes) -> Iterator[Line]:
    """The lines of a file that are not empty; NotTextError if a line is not text in UTF-8."""
    for number, line in enumerate(data.split(b"\n"), start=1):
        if b"\0" in line:
            raise NotTextError(
                _("this is not a text file: line {number} contains a zero byte", number=number)
            )
        try:
            text = line.decode().removeprefix(BYTE_ORDER_MARK if number == 1 else "").strip()
        except UnicodeDecodeError:
            raise NotTextError(
                _("line {number} is not valid UTF-8; save the file as text in UTF-8", number=number)
            ) from None
        if text:
            yield Line(number, text)


def name_of(line: Line, suffix: str) -> str:
    """A file name with the number of the line, so that names are unique and sorted, and its letters and digits."""
    text = unicodedata.normalize("NFC", line.text)
    words = "".join(
        c if c.isalnum() or unicodedata.category(c).startswith("M") else " " for c in text
    ).split()
    short = "-".join(words).encode()[:LONGEST].decode(errors="ignore").rstrip("-")
    return f"{line.number:0{DIGITS}}{'-' if short else ''}{short}{suffix}"


class SentenceFolder:
    """A folder with a file for each sentence, and an index with their settings.

    Args:
        settings: everything else that determines the files, as JSON data.

    Raises:
        Problem: the folder contains an export with other settings, or files that no index explains.
        OSError: it cannot be read or created.
    """

    def __init__(self, folder: Path, settings: Mapping[str, Any]) -> None:
        self.folder = folder
        # Read back as it will be read from the file, so that the two can be compared.
        self._settings = orjson.loads(orjson.dumps({"version": version("transformer-explore"), **settings}))
        self._texts = self._read_index()

    def missing(self, sentences: Mapping[str, str]) -> list[str]:
        """The names of the files that still have to be made, by the texts of all of them; creates the folder.

        The index lists all files from now on. A file of another text is removed.
        """
        for name, text in sentences.items():
            path = self.folder / name
            if name not in self._texts and path.exists():
                raise Problem(
                    _(
                        "{path} already exists, but {index} does not list it: choose another folder",
                        path=path,
                        index=INDEX,
                    )
                )
            if self._texts.get(name, text) != text:
                path.unlink(missing_ok=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._texts |= sentences
        index = {"format": FORMAT, "settings": self._settings, "files": self._texts}
        options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        write_atomically(self.folder / INDEX, orjson.dumps(index, option=options))
        return [name for name in sentences if not (self.folder / name).exists()]

    def write(self, name: str, data: bytes) -> None:
        """Writes a file completely or not at all."""
        write_atomically(self.folder / name, data)

    def _read_index(self) -> dict[str, str]:
        path = self.folder / INDEX
        if not path.exists():
            return {}
        try:
            index = orjson.loads(content(path))
            settings, files = index["settings"], index["files"]
            known = {str(name): str(text) for name, text in files.items()}
        except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
            raise Problem(
                _("{path} is not the index of an export: choose another folder", path=path)
            ) from None
        if other := self._differences(settings):
            raise Problem(
                _(
                    "{folder} contains an export with different settings ({names}): choose another folder",
                    folder=self.folder,
                    names=_(", ").join(other),
                )
            )
        return known

    def _differences(self, settings: object) -> Sequence[str]:
        theirs = settings if isinstance(settings, dict) else {}
        return [name for name, value in self._settings.items() if theirs.get(name) != value]
