"""The commands `lessons` and `lesson` as plain text."""

import os
import re
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len
from transformer_explore.explorer.features.lessons import plain_prompt
from transformer_explore.explorer.ui.plain.page import page
from transformer_explore.lessons import contents
from transformer_explore.lessons.lesson import Card, Lesson, Predict
from transformer_explore.lessons.progress import Due, Progress
from transformer_explore.lessons.session import Session, Solution
from transformer_explore.lessons.shelf import readable
from transformer_explore.lessons.store import Store

from tests.explorer.commands.calling import call, output, refused
from tests.lessons.taught import FILE, GOOD
from tests.process import command


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A separate state folder, and one small lesson."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(contents, "CONTENT", tmp_path / "content")
    (tmp_path / "content" / "en").mkdir(parents=True)
    (tmp_path / "content" / "en" / FILE).write_text(GOOD, encoding="utf-8")
    return tmp_path


def typing(monkeypatch: pytest.MonkeyPatch, text: str | bytes) -> None:
    """Provides typed text through a pipe."""
    navigator, writing = os.pipe()
    os.write(writing, text.encode() if isinstance(text, str) else text)
    os.close(writing)
    monkeypatch.setattr(sys, "stdin", os.fdopen(navigator, encoding="utf-8"))


def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Provides an empty input."""
    monkeypatch.setattr(sys, "stdin", os.fdopen(os.open(os.devnull, os.O_RDONLY), encoding="utf-8"))


def test_the_list_shows_each_lesson_and_its_progress(home: Path) -> None:
    assert re.search(r"3  Softmax +10 min\n", output("lessons"))
    store = Store()
    store.change(lambda _: Progress(cards={"softmax/what-stays": Due(date.today())}))
    assert "1 card is due: transformer-explore lessons cards" in output("lessons")


def test_a_lesson_through_a_pipe_is_saved_and_continued(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch, "h\n3/6\n０．６６５\n\n")
    text = output("lesson", "3", "--plain")
    assert "answer 1> 3/6" in text and "That is the share of the scores: 50 %." in text
    assert text.index("Raise e to each") < text.index("Right.") < text.index("page 2 of 3")
    assert "You are on page 2" in text
    assert "page 2 of 3" in output("lessons")
    typing(monkeypatch, "q\n")
    assert "page 2 of 3" in output("lesson", "softmax", "--plain")
    typing(monkeypatch, "s\ns\ns\n\n\n")
    text = output("lesson", "softmax", "--plain")
    assert "Done." in text and "1 of 4 questions answered correctly." in text
    assert "✓ done" in output("lessons")
    assert "No card is due" in output("lessons", "cards")


def test_open_questions_are_named_and_leave_the_lesson_open(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typing(monkeypatch, "\n" * 9)
    assert "Pages with open questions: 1, 2." in output("lesson", "3", "--plain")
    assert not Store().load().lesson("softmax").done


def test_back_shows_the_previous_page_with_its_answers(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch, "0.665\n\nb\n?\nx\nq\n")
    text = output("lesson", "3", "--plain")
    assert text.count("page 1 of 3") == 2 and "You have answered it:" in text
    assert "There is no question here." in text


@pytest.mark.parametrize(
    "typed", [b"\xff\xfe\n", b"\x1b[31m\n", b"\x00\n", "我\n".encode(), b"9" * 5000 + b"\n"]
)
def test_invalid_input_is_not_an_answer(home: Path, monkeypatch: pytest.MonkeyPatch, typed: bytes) -> None:
    typing(monkeypatch, typed)
    text = output("lesson", "3", "--plain")
    assert "Type a number" in text
    assert text.replace("\n", "").isprintable()


def test_without_input_a_lesson_is_printed_with_its_answers_at_the_end(tmp_path: Path) -> None:
    """In a separate process, with a shipped lesson; nothing is saved."""
    number = next(path.stem[:2] for path in contents.paths() if "06" in path.name or "03" in path.name)
    done = command("lesson", number, "--plain", XDG_STATE_HOME=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    before, answers = done.stdout.split("\nAnswers\n")
    assert "Question 1\n" in before and "Question 1, page" in answers
    assert "\x1b" not in done.stdout
    assert max(map(cell_len, done.stdout.splitlines())) <= 80
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("lesson", list(readable()), ids=lambda each: each.id)
def test_what_reveals_an_answer_is_printed_last(
    lesson: Lesson, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest of a page after its question, the cards, and the pages after the last question."""
    monkeypatch.setattr(plain_prompt, "block_lines", lambda session, block, wide: [((f"<{block.at}>", ""),)])
    monkeypatch.setattr(
        Session, "solution", lambda self, predict: Solution(f"the answer to {predict.number}")
    )
    session = Session(lesson, lambda page: pytest.fail("no material is wanted"))
    plain_prompt.print_lesson(page(), session, range(len(lesson.pages)))
    printed = capsys.readouterr().out
    asked, answers = printed.split("\nAnswers\n")
    blocks = [block for each in lesson.pages for block in each.blocks]
    assert all(printed.count(f"<{block.at}>") == 1 for block in blocks), "nothing is lost"
    for each in lesson.pages:
        after = [n for n, block in enumerate(each.blocks) if isinstance(block, Predict)]
        for n, block in enumerate(each.blocks):
            late = isinstance(block, Card) or (bool(after) and n > after[0])
            assert f"<{block.at}>" not in asked or not late
    last = max(n for n, each in enumerate(lesson.pages) if any(isinstance(b, Predict) for b in each.blocks))
    assert all(f"<{block.at}>" in answers for each in lesson.pages[last + 1 :] for block in each.blocks)
    assert all(f"the answer to {each.number}" in answers for each in lesson.predictions)


def test_an_open_question_hides_the_rest_of_its_page(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    follows = "What follows gives it away."
    text = GOOD.replace("\n# ", f"\n{follows}\n\n# ", 2).replace(f"\n{follows}\n\n# ", "\n# ", 1)
    (home / "content" / "en" / FILE).write_text(text, encoding="utf-8")
    typing(monkeypatch, "\n" * 9)
    assert follows not in output("lesson", "3", "--plain")
    typing(monkeypatch, "s\n\n\nq\n")
    assert follows in output("lesson", "3", "--plain", "--page", "1")


def test_a_letter_that_is_an_answer_is_not_a_command(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Session, "understands", lambda self, predict, typed: typed in "sq")
    typing(monkeypatch, "s\nq\nhint\nquit\n")
    text = output("lesson", "3", "--plain")
    assert "The answer:" not in text and "Hint:" in text and "You are on page 1" in text


def test_a_single_page_is_printed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody(monkeypatch)
    text = output("lesson", "3", "--plain", "--page", "2")
    assert "page 2 of 3" in text and "page 1 of 3" not in text
    assert "Question 2, page 2" in text and "Question 1, page" not in text


def test_an_unknown_lesson_or_page_is_an_error(home: Path) -> None:
    assert "no lesson '99'" in refused("lesson", "99", "--plain")
    assert "pages 1 to 3" in refused("lesson", "3", "--plain", "--page", "4")
    assert "pages 1 to 3" in refused("lesson", "3", "--plain", "--page", "0")


def test_check_reports_each_defect_on_its_own_line(home: Path) -> None:
    assert output("lessons", "check") == "1 lesson, no mistakes\n"
    broken, wrong = home / "04-broken.md", home / "05-wrong.md"
    broken.write_text("# No front matter\n", encoding="utf-8")
    text = GOOD.replace("id: softmax", "id: wrong").replace("needs: []", "needs: [softmax, gone]")
    wrong.write_text(text.replace("Of a whole.", "Of 0.5 {{ no }}."), encoding="utf-8")
    lines = output("lessons", "check", str(broken), str(wrong), code=1).splitlines()
    names = [line.split(" ")[0].rpartition(":")[0].partition(":")[0] for line in lines]
    assert names == ["04-broken.md", *["05-wrong.md"] * 3]
    assert "it needs lesson 'gone'" in lines[3]
    assert "No such file" in refused("lessons", "check", str(home / "06-none.md"))
    assert "only `lessons check` takes files" in refused("lessons", "cards", "x.md")


def test_reset_asks_before_it_deletes_the_progress(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store().change(lambda _: Progress(cards={"softmax/what-stays": Due(date.today())}))
    nobody(monkeypatch)
    assert "without a terminal, add --yes" in refused("lessons", "reset")
    assert Store().load().cards
    output("lessons", "reset", "--yes")
    assert Store().load() == Progress()
    assert "only `lessons reset` takes --yes" in refused("lessons", "--yes")


def test_cards_are_reviewed_one_by_one_or_printed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    today = date.today()
    Store().change(lambda _: Progress(cards={"softmax/what-stays": Due(today)}))
    nobody(monkeypatch)
    front, _, back = output("lessons", "cards").partition("Answers")
    assert "Which number stays?" in front and "The sum: 1." in back
    typing(monkeypatch, "\nperhaps\nn\n")
    assert "Type y or n." in output("lessons", "cards")
    assert Store().load().cards == {"softmax/what-stays": Due(today + timedelta(days=1))}
    Store().change(lambda _: Progress(cards={"softmax/what-stays": Due(today)}))
    typing(monkeypatch, "q\n")
    output("lessons", "cards")
    assert Store().load().cards == {"softmax/what-stays": Due(today)}


def test_unreadable_progress_is_set_aside_and_reported(home: Path) -> None:
    Store().path.parent.mkdir(parents=True)
    Store().path.write_text("{", encoding="utf-8")
    assert "lessons.json.broken" in call("lessons").err
