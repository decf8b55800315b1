"""Rosters as people and spreadsheets write them."""

import csv
import io
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from transformer_explore.core.support.errors import Problem
from transformer_explore.explorer.classroom.roster import LARGEST, LONGEST, MOST, Member, read_roster


def roster(folder: Path, content: str | bytes, encoding: str = "utf-8") -> tuple[Member, ...]:
    path = folder / "7b.csv"
    path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
    return read_roster(path)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Anna\nBen\n", ["Anna/", "Ben/"]),
        ("\ufeffAnna\r\n\r\n  Ben  \r\n\r\n", ["Anna/", "Ben/"]),
        ("name,id\nAnna,7\nBen,8", ["Anna/7", "Ben/8"]),
        ("ID;Class;Name\n7;7b;Anna\n8;7b;Ben", ["Anna/7", "Ben/8"]),
        ("name\tmail\nAnna\tanna@example.org\n", ["Anna/"]),
        ("姓名,学号\n李伟,20240101\n李伟,20240102\n", ["李伟/20240101", "李伟/20240102"]),
        ('"Smith, Anna"\n"Al ""the"" Ben"\n', ["Smith, Anna/", 'Al "the" Ben/']),
        ("李\u3000伟\n", ["李 伟/"]),
        ("Zoe\u0308\n", ["Zo\u00eb/"]),
        ("می\u200cخواهم\n", ["می\u200cخواهم/"]),
    ],
)
def test_a_roster_is_read(content: str, expected: list[str], tmp_path: Path) -> None:
    assert [f"{each.name}/{each.id}" for each in roster(tmp_path, content)] == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
def test_a_chinese_roster_is_read_in_the_encodings_of_spreadsheets(encoding: str, tmp_path: Path) -> None:
    found = roster(tmp_path, "姓名,学号\r\n李伟,20240101\r\n张喆,A7\r\nAnna 王,8\r\n", encoding)
    assert [each.name for each in found] == ["李伟", "张喆", "Anna 王"]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("", "7b.csv contains no learners: write one name on each line"),
        ("name,id\n", "contains no learners"),
        ("\n".join(map(str, range(MOST + 1))), f"has {MOST + 1} learners; a class has at most {MOST}"),
        ("Anna\n\nben\nBEN\n", "7b.csv, line 4: line 3 has the same name; add a column id"),
        ("name,id\nAnna,7\nBen,7\n", "7b.csv, line 3: line 2 has the same id"),
        ("name,id\nAnna,7\nBen\n", "7b.csv, line 3: the id is missing"),
        ("name,id\nAnna,7\n,8\n", "7b.csv, line 3: the name is missing"),
        ("Anna,7\nBen,8\n", "7b.csv, line 1: there are several columns, so the first line must be: name,id"),
        ("Anna\nSmith, Ben\n", "7b.csv, line 2: there are several columns"),
        ("Anna\n" + "n" * (LONGEST + 1), f"7b.csv, line 2: a name or id has at most {LONGEST} characters"),
        ("Anna\nBen\x1b[31m\n", "7b.csv, line 2: it contains the invisible character U+001B"),
        ("Anna\nBen\u202e\n", "7b.csv, line 2: it contains the invisible character U+202E"),
        ('Anna\n"Ben\nCarl"\n', "7b.csv, line 2: it contains the invisible character U+000A"),
        ('Anna\n"Ben\n', "7b.csv, line 2: a quotation mark is not closed"),
        ('Anna\n"Ben" B\n', "7b.csv, line 2: a quotation mark is not closed, or stands inside a name"),
        ("Müller\nÖzil\n".encode("latin-1"), "7b.csv is not in UTF-8: save it as UTF-8"),
        (b"\xff\xfeA", "7b.csv is not in UTF-8"),
        (b"Anna\x00\n", "7b.csv, line 1: it contains the invisible character U+0000"),
        (b"a" * (LARGEST + 1), "7b.csv is too large for a roster"),
    ],
)
def test_a_roster_that_cannot_be_used_is_one_line_that_names_its_line(
    content: str | bytes, what: str, tmp_path: Path
) -> None:
    with pytest.raises(Problem) as refused:
        roster(tmp_path, content)
    assert what in str(refused.value) and "\n" not in str(refused.value)


def test_a_folder_depends_on_the_id_but_not_on_the_name_if_there_are_ids() -> None:
    assert Member("Anna", "7").folder == Member("Anna Smith", "7").folder != Member("Anna", "8").folder
    assert Member("ANNA").folder == Member("Anna").folder != Member("Ben").folder
    assert "anna" not in Member("Anna").folder


EUROPEAN = st.text("abcdefghijklmnopqrstuvwxyzäöüßéèêëåøæçñíóúÄÖÜÉÅØÇÑ", min_size=3, max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(EUROPEAN, min_size=1, max_size=4, unique=True))
@example(["Müller", "Çelik", "Åse"])
def test_a_european_encoding_is_never_read_as_chinese(tmp_path: Path, names: list[str]) -> None:
    plain = [f"anna{name}x" for name in names]  # a name has a letter without an accent next to one with it
    try:
        found = roster(tmp_path, "\n".join(plain), "latin-1")
    except Problem:
        return
    assert [each.name for each in found] == plain


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=LONGEST + 2), max_size=5))
def test_any_names_are_read_back_or_refused_in_one_line(tmp_path: Path, names: list[str]) -> None:
    written = io.StringIO()
    csv.writer(written).writerows([["name"], *([name] for name in names)])
    try:
        found = roster(tmp_path, written.getvalue().encode("utf-8", "surrogatepass"))
    except Problem as problem:
        assert "\n" not in str(problem)
        return
    tidy = [" ".join(unicodedata.normalize("NFC", name).split()) for name in names]
    assert [each.name for each in found] == [name for name in tidy if name]
    assert len({each.folder for each in found}) == len(found)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60))
def test_any_bytes_are_a_roster_or_a_problem(tmp_path: Path, content: bytes) -> None:
    try:
        assert roster(tmp_path, content)
    except Problem as problem:
        assert str(problem).isprintable()
