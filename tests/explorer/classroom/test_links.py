"""Links of a class: who gets in, who does not, and what is stored about it."""

import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from transformer_explore.core.support.errors import Problem
from transformer_explore.explorer.classroom.folder import ClassFolder
from transformer_explore.explorer.classroom.links import FILE, LIFETIME, ClassLinks
from transformer_explore.explorer.classroom.roster import Member

TODAY = date(2026, 9, 1)
ANNA, BEN = MEMBERS = (Member("Anna"), Member("Ben"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "7b-class"


def test_a_link_works_once_and_the_browser_that_used_it_stays_signed_in(folder: Path) -> None:
    links = ClassLinks(folder, MEMBERS)
    assert links.without_link() == [ANNA, BEN]
    tokens = links.new(MEMBERS)
    assert (links.without_link(), links.unused(ANNA), links.invited(tokens[ANNA])) == ([], True, ANNA)
    cookie = links.use(tokens[ANNA], TODAY)
    assert cookie and links.member(cookie, TODAY) == ANNA
    assert links.use(tokens[ANNA], TODAY) is None  # replayed
    again = ClassLinks(folder, MEMBERS)  # the server was started again
    assert again.member(cookie, TODAY + LIFETIME / 2) == ANNA
    assert again.member(cookie, TODAY + LIFETIME) is None
    assert (again.unused(ANNA), again.unused(BEN), again.invited(tokens[ANNA])) == (False, True, ANNA)


@pytest.mark.parametrize("secret", ["", "x", "\ud800", "a" * 64, "0" * 64, "../class"])
def test_other_tokens_and_cookies_are_refused(secret: str, folder: Path) -> None:
    links = ClassLinks(folder, MEMBERS)
    stored = json.loads((folder / FILE).read_text())
    links.new([ANNA])  # whose cookie is still empty
    hashes = [link["token"] for link in json.loads((folder / FILE).read_text())["links"].values()]
    for given in (secret, *hashes):
        assert links.invited(given) is links.use(given, TODAY) is links.member(given, TODAY) is None
    assert stored == {"version": 1, "links": {}}


def test_a_new_link_signs_the_old_browser_out(folder: Path) -> None:
    links = ClassLinks(folder, MEMBERS)
    old = links.new(MEMBERS)
    cookies = {member: links.use(token, TODAY) or "" for member, token in old.items()}
    new = links.new([ANNA])[ANNA]
    assert (
        links.member(cookies[ANNA], TODAY) is links.invited(old[ANNA]) is links.use(old[ANNA], TODAY) is None
    )
    assert links.member(cookies[BEN], TODAY) == BEN
    assert links.member(links.use(new, TODAY) or "", TODAY) == ANNA


def test_a_learner_who_left_the_roster_is_refused(folder: Path) -> None:
    links = ClassLinks(folder, MEMBERS)
    tokens = links.new(MEMBERS)
    cookie = links.use(tokens[ANNA], TODAY) or ""
    others = ClassLinks(folder, [BEN])
    assert others.member(cookie, TODAY) is others.invited(tokens[ANNA]) is None


def test_only_one_of_several_browsers_gets_in(folder: Path) -> None:
    token = ClassLinks(folder, MEMBERS).new([ANNA])[ANNA]
    browsers = [ClassLinks(folder, MEMBERS) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda links: links.use(token, TODAY), browsers))
    (cookie,) = filter(None, found)
    assert browsers[0].member(cookie, TODAY) == ANNA


@pytest.mark.skipif(os.name == "nt", reason="needs modes")
def test_neither_names_nor_secrets_are_stored_and_nobody_else_may_look(folder: Path) -> None:
    links = ClassLinks(folder, MEMBERS)
    token = links.new(MEMBERS)[ANNA]
    cookie = links.use(token, TODAY) or ""
    text = (folder / FILE).read_text(encoding="utf-8")
    assert not [secret for secret in (token, cookie, "Anna", "Ben") if secret in text]
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / FILE)]
    assert modes == [0o700, 0o600]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"version": 1}',
        '{"version": 1, "links": {"a": {}}}',
        '{"version": 1, "links": {"a": {"token": "x", "cookie": "", "since": ""}}}',
        '{"version": 9}',
    ],
)
def test_a_broken_file_is_a_problem_of_one_line(content: str, folder: Path) -> None:
    folder.mkdir(mode=0o700)
    (folder / FILE).write_text(content)
    with pytest.raises(Problem, match="class") as refused:
        ClassLinks(folder, MEMBERS)
    assert FILE in str(refused.value) and "\n" not in str(refused.value)


def test_a_folder_that_cannot_be_used_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "x"):
        with pytest.raises(Problem, match="cannot be used"):
            ClassLinks(folder, MEMBERS)


def test_a_folder_that_others_may_enter_and_a_link_are_refused(folder: Path, tmp_path: Path) -> None:
    folder.mkdir(mode=0o755)
    (tmp_path / "private").mkdir(mode=0o700)
    link = tmp_path / "7c-class"
    link.symlink_to(tmp_path / "private")
    for refused in (folder, link):
        with pytest.raises(Problem, match="only you may enter"):
            ClassLinks(refused, MEMBERS)
        assert not (refused / FILE).exists()


def test_deleting_a_learner_leaves_nothing_but_the_others(folder: Path) -> None:
    found = ClassFolder(folder, MEMBERS)
    token = found.links.new(MEMBERS)[ANNA]
    cookie = found.links.use(token, TODAY) or ""
    for member in MEMBERS:
        found.state(member).mkdir(parents=True)
        (found.state(member) / "lessons.json").write_text("{}")
    assert found.former() == []
    assert ClassFolder(folder, [BEN]).former() == [ANNA.folder]
    found.delete(ANNA)
    found.delete(ANNA)
    assert ANNA.folder not in (folder / FILE).read_text()
    assert found.links.member(cookie, TODAY) is None and found.links.without_link() == [ANNA]
    assert [path.name for path in (folder / "learners").iterdir()] == [BEN.folder]
