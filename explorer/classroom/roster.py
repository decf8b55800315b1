"""The roster of a class: a text file with one learner a line, as spreadsheets write it."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ...core.support.errors import Problem
from ...core.support.localization import _

MOST = 200  # learners
LONGEST = 60  # characters of a name or an id
LARGEST = 1 << 20  # bytes of the file
NAME = ("name", "姓名", "名字")
ID = ("id", "学号", "编号")
DELIMITERS = ("\t", ";", ",")
JOINERS = "\u200c\u200d"  # invisible, but part of names in some scripts
UTF16 = (b"\xff\xfe", b"\xfe\xff")
# Text in a European encoding that was read as GBK has Chinese characters inside words of Latin letters.
MIXED = re.compile(r"[a-zA-Z][\u2e80-\U0003ffff]|[\u2e80-\U0003ffff][a-zA-Z]")


@dataclass(frozen=True)
class Member:
    """A learner in a class; `id` is "" if the roster has no ids."""

    name: str
    id: str = ""

    @property
    def key(self) -> str:
        """What identifies the learner: the id, or the name, without regard to case."""
        return comparable(self.id or self.name)

    @property
    def folder(self) -> str:
        """The name of the folder with the learner's progress; it does not contain the learner's name."""
        return sha256(self.key.encode()).hexdigest()[:16]


def read_roster(path: Path) -> tuple[Member, ...]:
    """The learners in a file, in its order.

    Without a header each line is a name. A first line with "name" (or 姓名), and perhaps "id" (or 学号), is a header;
    then only these columns are read. Cells are separated by tabs, semicolons or commas. Empty lines are skipped.

    Raises:
        Problem: the file is not such a list; the message names the line.
        OSError: it cannot be read.
    """
    members = tuple(_members(path.name, _text(path)))
    if not members:
        raise Problem(_("{file} contains no learners: write one name on each line", file=path.name))
    if len(members) > MOST:
        why = _("{file} has {count} learners; a class has at most {most}")
        raise Problem(why.format(file=path.name, count=len(members), most=MOST))
    return members


# -------------------------------------------------------------------------- encoding
def _text(path: Path) -> str:
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Problem(_("{file} is too large for a roster", file=path.name))
    for encoding in ("utf-16",) if data.startswith(UTF16) else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "gb18030" or not MIXED.search(text):
            return text
    raise Problem(_("{file} is not in UTF-8: save it as UTF-8, in Excel as “CSV UTF-8”", file=path.name))


# -------------------------------------------------------------------------- lines
def _members(file: str, text: str) -> Iterator[Member]:
    rows = list(_rows(file, text))
    header = _header(rows[0][1]) if rows else None
    seen: dict[str, int] = {}
    for line, cells in rows[header is not None :]:
        if header is None and len(cells) > 1:
            raise _problem(file, line, _("there are several columns, so the first line must be: name,id"))
        member = Member(*(cells[place] if place < len(cells) else "" for place in header or (0,)))
        _check(file, line, member, needs_id=header is not None and len(header) > 1)
        before = seen.setdefault(member.key, line)
        if before != line and member.id:
            raise _problem(file, line, _("line {before} has the same id", before=before))
        if before != line:
            raise _problem(file, line, _("line {before} has the same name; add a column id", before=before))
        yield member


def _rows(file: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with the number of its first line."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = next((each for each in DELIMITERS if each in first), ",")
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True
    )
    while True:
        line = reader.line_num + 1  # where the row begins: a quoted cell may contain line breaks
        try:
            cells = [_tidy(cell) for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            what = _("a quotation mark is not closed, or stands inside a name")
            raise _problem(file, reader.line_num, what) from None
        if any(cells):
            yield line, cells


def _header(cells: Sequence[str]) -> tuple[int, ...] | None:
    """The columns of the name and the id, if the row is a header; only that of the name if there are no ids."""
    named = [cell.casefold() for cell in cells]
    places = [next((n for n, cell in enumerate(named) if cell in known), None) for known in (NAME, ID)]
    return None if places[0] is None else tuple(place for place in places if place is not None)


def _check(file: str, line: int, member: Member, needs_id: bool) -> None:
    if not member.name:
        raise _problem(file, line, _("the name is missing"))
    if needs_id and not member.id:
        raise _problem(file, line, _("the id is missing"))
    for text in (member.name, member.id):
        if len(text) > LONGEST:
            raise _problem(file, line, _("a name or id has at most {most} characters", most=LONGEST))
        odd = next((c for c in text if unicodedata.category(c)[0] in "CZ" and c not in JOINERS + " "), None)
        if odd is not None:
            code = f"U+{ord(odd):04X}"
            raise _problem(file, line, _("it contains the invisible character {code}", code=code))


def _problem(file: str, line: int, what: str) -> Problem:
    return Problem(_("{file}, line {line}: {what}", file=file, line=line, what=what))


def _tidy(cell: str) -> str:
    """A cell with single spaces and composed characters, so that equal names are equal texts."""
    return re.sub(r"[ \u00a0\u3000\t]+", " ", unicodedata.normalize("NFC", cell)).strip(" ")


def comparable(text: str) -> str:
    """A name or an id in a form that is equal for texts that look the same."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return folded.translate(dict.fromkeys(map(ord, JOINERS)))
