"""The `classroom` command, and `serve --class` before the server starts."""

import csv
import os
import stat
import sys
from pathlib import Path

import pytest
from transformer_explore.explorer.classroom.folder import class_folder
from transformer_explore.explorer.classroom.one_server import only_server

from tests.explorer.classroom.school import fill, lesson
from tests.explorer.commands.calling import call, output, refused

ADDRESS = ("--address", "http://192.168.1.5:8000")


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "7b.csv"
    path.write_text("name,id\nAnna,7\nBen,8\nBen,9\n", encoding="utf-8")
    return path


def links(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["id"]: row["link"] for row in csv.DictReader(file)}


def test_links_are_made_once_and_replaced_on_request(roster: Path, tmp_path: Path) -> None:
    assert output("classroom", "links", roster, *ADDRESS, "-o", tmp_path / "links.csv") == (
        f"The links of 3 learners are in {tmp_path / 'links.csv'}.\n"
    )
    first = links(tmp_path / "links.csv")
    assert list(first) == ["7", "8", "9"] and first["7"].startswith("http://192.168.1.5:8000/join?token=")
    if os.name != "nt":
        assert stat.S_IMODE((tmp_path / "links.csv").stat().st_mode) == 0o600
    again = call("classroom", "links", roster, *ADDRESS)
    assert again.out == "" and "every learner has a link" in again.err
    new = output("classroom", "links", roster, *ADDRESS, "--learner", "anna")
    assert new.startswith("Anna (7): http://192.168.1.5:8000/join?token=") and first["7"] not in new
    assert output("classroom", "links", roster, *ADDRESS, "--all").count("token=") == 3


def test_the_answers_are_printed_or_written(roster: Path, tmp_path: Path) -> None:
    fill(class_folder(roster), [lesson("softmax")], seed=3)
    printed = output("classroom", "answers", roster)
    assert printed.splitlines()[0].startswith("name,id,lesson") and "Softmax" in printed
    file = tmp_path / "answers.csv"
    assert output("classroom", "answers", roster, "-o", file) == f"The answers are in {file}.\n"
    written = file.read_bytes()
    assert written.decode("utf-8-sig").replace("\r\n", "\n") == printed


def test_everything_about_a_learner_is_deleted(roster: Path) -> None:
    folder = class_folder(roster)
    anna = folder.members[0]
    folder.state(anna).mkdir(parents=True)
    deleted = call("classroom", "delete", roster, "--learner", "7")
    assert deleted.out == "Everything about Anna was deleted.\n"
    assert "1 learner is still in the roster and can start again with a new link" in deleted.err
    assert not folder.state(anna).exists()
    assert output("classroom", "delete", roster, "--learner", "7") == "Nothing was stored about Anna.\n"
    folder.links.new([anna])
    assert output("classroom", "delete", roster, "--learner", "7") == "Everything about Anna was deleted.\n"


@pytest.mark.parametrize("arguments", [("answers",), ("links", *ADDRESS)])
@pytest.mark.parametrize("name", ["7b.csv", "links.csv"])
def test_no_existing_file_is_replaced(
    arguments: tuple[str, ...], name: str, roster: Path, tmp_path: Path
) -> None:
    file = tmp_path / name
    if file != roster:
        output("classroom", "links", roster, *ADDRESS, "--learner", "7", "-o", file)
    before = file.read_bytes()
    assert f"{file} already exists; choose another name" in refused(
        "classroom", arguments[0], roster, *arguments[1:], "-o", file
    )
    assert file.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="a second server is not noticed there")
def test_a_class_has_one_server_at_a_time(roster: Path) -> None:
    unusable = ("serve", "--class", roster, "--host", "192.0.2.1", "--origin", "http://192.0.2.1")
    with only_server(class_folder(roster)):
        assert "another server is already serving this class" in refused(*unusable)
        assert "name,id" in output("classroom", "answers", roster)
    for _ in range(2):  # the first one releases it
        assert "cannot listen at 192.0.2.1" in refused(*unusable)


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("links",), "the links need --address"),
        (("links", "--address", "nowhere"), "invalid --address 'nowhere'"),
        (("links", *ADDRESS, "--learner", "Carl"), "there is no learner 'Carl' in the roster"),
        (("links", *ADDRESS, "--learner", "Ben"), "several learners are called Ben; use their ids"),
        (("links", *ADDRESS, "--learner", "7", "--all"), "give either --learner or --all"),
        (("links", *ADDRESS, "-o", "7b.csv"), "7b.csv already exists"),
        (("links", *ADDRESS, "-o", "none/links.csv"), "none/links.csv could not be written"),
        (("answers", "--all"), "leave out --learner and --all"),
        (("answers", *ADDRESS), "only `classroom links` takes --address"),
        (("answers", "-o", "none/answers.csv"), "none/answers.csv could not be written: No such file"),
        (("delete",), "name the learners to delete"),
        (("delete", "--all", "-o", "x"), "writes no file"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    arguments: tuple[str, ...], what: str, roster: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(roster.parent)
    assert what in refused("classroom", arguments[0], roster.name, *arguments[1:])


def test_a_class_that_cannot_be_served_is_one_line(roster: Path, tmp_path: Path) -> None:
    assert "No such file" in refused("serve", "--class", tmp_path / "none.csv")
    assert "also give --class" in refused("serve", "--links", tmp_path / "links.csv")
    assert "already exists" in refused("serve", "--class", roster, "--links", roster)
    assert "No such file" in refused("classroom", "answers", tmp_path / "none.csv")
    class_folder(roster).path.chmod(0o700)
    roster.write_text("name,id\nAnna,7\nAnna,7\n", encoding="utf-8")
    assert "7b.csv, line 3: line 2 has the same id" in refused("serve", "--class", roster)


@pytest.mark.parametrize(("language", "expected"), [("en", "No such file"), ("zh", "没有这个文件或文件夹")])
def test_a_missing_roster_is_named_in_the_language(language: str, expected: str, tmp_path: Path) -> None:
    line = refused("classroom", "answers", tmp_path / "none.csv", "--lang", language)
    assert expected in line and "none.csv" in line
