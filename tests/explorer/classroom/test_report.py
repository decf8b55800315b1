"""What a teacher sees of a class, as data, as HTML and as CSV."""

import csv
import io
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformer_explore.core.support.localization import in_language
from transformer_explore.explorer.classroom import spreadsheet
from transformer_explore.explorer.classroom.folder import LESSONS, STORED, ClassFolder, Visit
from transformer_explore.explorer.classroom.lesson_texts import computed, read_lessons, unknown
from transformer_explore.explorer.classroom.pages import join_page, renewed_page, stored_page, teacher_page
from transformer_explore.explorer.classroom.report import (
    FIRST,
    LATER,
    NOT_YET,
    RESULTS,
    SHOWN,
    TRYING,
    Question,
    common_mistakes,
    questions,
    rows,
)
from transformer_explore.explorer.classroom.roster import Member
from transformer_explore.explorer.classroom.view import Choice, TeacherView, teacher_view
from transformer_explore.lessons.judging import offered
from transformer_explore.lessons.lesson import Lesson
from transformer_explore.lessons.mistakes import Explained, Mistake
from transformer_explore.lessons.progress import OPEN, RIGHT, SKIPPED, LessonProgress, Outcome, Progress
from transformer_explore.lessons.store import Store

from tests.explorer.classroom.school import school
from tests.lessons.taught import good

LESSON = good()
NUMBER, CHOICE, CELL, ORDER = LESSON.predictions
NOW = datetime(2026, 9, 1, 14, 3, tzinfo=UTC)
ANNA, BEN, CARL, DORA, EMIL = MEMBERS = tuple(
    Member(name) for name in ("Anna", "Ben", "Carl", "Dora", "Emil")
)


def visit(page: str, **outcomes: Outcome) -> Visit:
    named = {id.replace("_", "-"): outcome for id, outcome in outcomes.items()}
    return Visit(Progress({"gone": LessonProgress(), "softmax": LessonProgress(page, False, named)}), NOW)


VISITS = {
    ANNA: visit("which-and-where", last_share=Outcome(RIGHT)),
    BEN: visit("which-and-where", last_share=Outcome(RIGHT, 2, 1, ("0.5", "9"))),
    CARL: visit("what-shares-are", last_share=Outcome(SKIPPED, 1, 0, ("0.5001",))),
    DORA: visit("what-shares-are", last_share=Outcome(OPEN, 2, 2, ("9", "0.5"))),
    EMIL: Visit(Progress(), None),
}
LESSONS_BY_ID = {"softmax": LESSON}
KNOWN = Explained(
    "What is the *last* share?",
    "0.665",
    {
        "0.5": Mistake("0.5", "That is the share of the scores.", "scores"),
        "0.5001": Mistake("0.5001", "That is the share of the scores.", "scores"),
        "9": Mistake("9", "The answer is smaller.", "9"),
    },
)


def explain(lesson: Lesson, question: Question) -> tuple[Explained, bool]:
    return (KNOWN, False) if question.predict is NUMBER else (Explained("What?", ""), True)


def view(visits: Mapping[Member, Visit] = VISITS, choice: Choice | None = None) -> TeacherView:
    return teacher_view("7b", visits, {ANNA}, LESSONS_BY_ID, choice or Choice(), explain, NOW)


def test_the_rows_say_where_each_learner_is() -> None:
    found = {row.member: row for row in rows(VISITS, LESSONS_BY_ID)}
    places = {member: row.place and (row.place.page, row.place.question) for member, row in found.items()}
    assert places == {
        ANNA: (2, CHOICE),
        BEN: (2, CHOICE),
        CARL: (1, None),
        DORA: (1, NUMBER),
        EMIL: None,
    }
    finished = Visit(Progress({"softmax": LessonProgress("summary", True)}), NOW)
    assert [row.done for row in rows({ANNA: finished, EMIL: VISITS[EMIL]}, LESSONS_BY_ID)] == [1, 0]


def test_the_questions_count_results_hints_and_wrong_answers_of_those_who_began() -> None:
    number, choice, *_rest = questions(LESSON, VISITS.values())
    assert number.results == {FIRST: 1, LATER: 1, SHOWN: 1, TRYING: 1, NOT_YET: 0}
    assert (number.hints, number.wrong) == (2, {"0.5": 2, "9": 2, "0.5001": 1})
    assert choice.results == {name: 4 if name == NOT_YET else 0 for name in RESULTS}


def test_a_lesson_that_is_taken_again_counts_the_first_time() -> None:
    again = LessonProgress("", True, {"last-share": Outcome(RIGHT)}, {"last-share": Outcome(SKIPPED)})
    (number, *_rest) = questions(LESSON, [Visit(Progress({"softmax": again}), NOW)])
    assert number.results[SHOWN] == 1 and number.results[FIRST] == 0


def test_answers_with_the_same_mistake_are_counted_together_and_each_learner_once() -> None:
    (number, *_rest) = questions(LESSON, VISITS.values())
    found = common_mistakes(number, KNOWN, VISITS.values(), LESSON)
    assert [(each.answer, each.learners) for each in found] == [("0.5", 3), ("9", 2)]
    both = visit("", last_share=Outcome(OPEN, 2, 0, ("0.5", "0.5001")))
    assert [each.learners for each in common_mistakes(number, KNOWN, [both], LESSON)] == [1]


# ------------------------------------------------------------------------------ the page
class Page(HTMLParser):
    """The texts of a page, and its elements."""

    EMPTY = ("meta", "link", "input")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs
        if tag not in self.EMPTY:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append(" ".join(data.split()))


def test_the_page_shows_learners_answers_and_mistakes_without_a_script() -> None:
    page = Page(teacher_page(view()))
    for text in (
        "Class 7b",
        "5 learners · 1 connected · 14:03",
        "Anna",
        "2 of 3 · Which, where, in which order?",
    ):
        assert text in page.texts
    for text in (
        "What is the last share?",
        "0.665",
        "That is the share of the scores.",
        "2 learners took a hint",
    ):
        assert text in page.texts
    assert "script" not in page.elements and not [
        name for name, _ in page.attributes if name.startswith("on")
    ]
    assert not [
        name for name, _ in page.attributes if name == "style"
    ]  # as the Content-Security-Policy demands
    bar = "right at first 1, right later 1, solution shown 1, only wrong so far 1, no answer yet 0"
    assert ("aria-label", bar) in page.attributes


def test_hidden_names_are_not_on_the_page() -> None:
    text = teacher_page(view(choice=Choice(hide=True)))
    assert not [member.name for member in MEMBERS if member.name in text or member.folder in text]
    texts = Page(text).texts
    assert texts[texts.index("no lesson yet") + 1] == "1"
    assert texts[texts.index("2 of 3 · Which, where, in which order?") + 1] == "2"


def test_the_links_of_the_page_keep_what_was_chosen() -> None:
    found = view(choice=Choice(lesson="softmax", hide=True, pause=True))
    addresses = {link.text: link.address for link in found.controls}
    assert addresses["show names"] == "/class?lesson=softmax&pause=1&lang=en"
    assert addresses["update automatically"] == "/class?lesson=softmax&hide=1&lang=en"
    assert addresses["中文"] == "/class?lesson=softmax&hide=1&pause=1&lang=zh"
    assert (found.refresh, view().refresh > 0) == (0, True)


def test_a_class_in_which_nobody_has_begun_has_a_page() -> None:
    empty = teacher_view("7b", {EMIL: VISITS[EMIL]}, set(), {}, Choice("gone"), explain, NOW)
    assert "Nobody has begun a lesson yet." in Page(teacher_page(empty)).texts


def test_every_page_is_translated() -> None:
    with in_language("zh"):
        pages = teacher_page(view()), join_page(ANNA, "t", "7b"), renewed_page(ANNA, "http://h/join?token=t")
    for page in pages:
        assert ("lang", "zh-Hans") in Page(page).attributes
    assert "一次答对" in pages[0] and "保存了哪些关于你的内容" in pages[1] and "新链接" in pages[2]


texts = st.text(st.characters(codec="utf-8"), max_size=20) | st.sampled_from(
    ["<script>alert(1)</script>", '" onload="x', "{{ 7 * 7 }}", "=1+1", "\u202e", "&amp;", "'-->"]
)


@settings(max_examples=40)
@given(texts, texts, texts)
def test_any_text_is_shown_as_it_is_and_never_as_markup(name: str, says: str, token: str) -> None:
    member = Member(name or "x")
    usual = Page(join_page(ANNA, "t", "7b")).elements
    assert Page(join_page(member, token, says)).elements == usual
    odd = Explained(says, says, {"0.5": Mistake(says, says, says), "9": Mistake("9", "", "9")})
    visits = {member: VISITS[BEN], **VISITS}
    shown = teacher_view(
        says, visits, set(), LESSONS_BY_ID, Choice(), lambda lesson, question: (odd, False), NOW
    )
    plain = teacher_view(
        "7b",
        {Member("Zoe"): VISITS[BEN], **VISITS},
        set(),
        LESSONS_BY_ID,
        Choice(),
        lambda lesson, question: (KNOWN, False),
        NOW,
    )
    page, expected = Page(teacher_page(shown)), Page(teacher_page(plain))
    assert not name.strip() or " ".join(name.split()) in page.texts
    optional = {"p", "details", "summary"}  # an empty question or answer has none
    assert [each for each in page.elements if each not in optional] == [
        each for each in expected.elements if each not in optional
    ]


# ------------------------------------------------------------------------------ the spreadsheet
def known(lesson: Lesson, question: Question) -> Explained:
    return explain(lesson, question)[0] if question.predict is NUMBER else unknown(question)


def nothing_known(_lesson: Lesson, question: Question) -> Explained:
    return unknown(question)


def read_back(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix(spreadsheet.BOM), newline="")))


def test_the_spreadsheet_has_a_line_for_each_answer() -> None:
    header, *lines = read_back(spreadsheet.answers(VISITS, LESSONS_BY_ID, known))
    assert header[:3] == ["name", "id", "lesson"]
    assert len(lines) == 4 * len(LESSON.predictions) + 1
    ben = next(line for line in lines if line[0] == "Ben")
    assert ben == [
        *("Ben", "", "3", "Softmax", "1", "What is the last share?", "right", "right later", "2", "1"),
        *("0.5 | 9 | 0.665", "last-share", "0.5; 9"),
    ]
    assert [line[6] for line in lines if line[-2] == "last-share"] == ["right", "right", "wrong", "wrong"]
    assert lines[-1] == ["Emil", *[""] * (len(header) - 1)]
    assert {len(line) for line in lines} == {len(header)}
    asked = {ANNA: visit("", largest_weight=Outcome(OPEN, 1, 0, ("0,1,2",)))}
    assert read_back(spreadsheet.answers(asked, LESSONS_BY_ID, known))[3][-1] == "[0,1,2]"


@pytest.mark.parametrize(
    ("language", "question", "words"),
    [
        (
            "en",
            "What happens to the third weight?",
            "It stays the same. | It becomes almost 1, but not quite.",
        ),
        ("zh", "第三个权重会怎样变化？", "保持不变。 | 几乎等于 1，但不到 1。"),
    ],
)
def test_the_spreadsheet_has_questions_and_chosen_options_in_words(
    language: str, question: str, words: str
) -> None:
    answered = {ANNA: visit("", weight_after_factor=Outcome(RIGHT, 1, 0, ("1",)))}
    with in_language(language):
        lessons = read_lessons({"softmax"}, language)
        row = read_back(spreadsheet.answers(answered, lessons, computed))[2]
    assert (row[5], row[10]) == (question, words)
    assert row[-2:] == ["weight-after-factor", "1"]


def test_without_computed_numbers_the_spreadsheet_still_has_words() -> None:
    outcomes = {
        "sum_of_shares": Outcome(RIGHT, 2, 0, ("1", "2", "8")),
        ORDER.id: Outcome(OPEN, 1, 0, ("3 1 2",)),
    }
    rows = read_back(spreadsheet.answers({ANNA: visit("", **outcomes)}, LESSONS_BY_ID, nothing_known))
    assert (rows[2][5], rows[2][10]) == (
        "What do the shares sum to?",
        "seven | … | 8",
    )  # 8: it has only two now
    first, second, third = (option.text.text for option in offered(ORDER, LESSON.id))
    assert rows[4][10] == f"{third} < {first} < {second}"


def test_an_answer_that_looks_like_a_formula_is_text() -> None:
    about = Explained("=What?", "", {"1": Mistake("=1+1", "", "1")})
    answered = {ANNA: visit("", sum_of_shares=Outcome(OPEN, 1, 0, ("1",)))}
    row = read_back(spreadsheet.answers(answered, LESSONS_BY_ID, lambda *_about: about))[2]
    assert (row[5], row[10]) == ("'=What?", "'=1+1")


@given(st.lists(st.lists(texts, min_size=1, max_size=4), max_size=4))
def test_any_cells_are_read_back_and_none_is_a_formula(cells: list[list[str]]) -> None:
    text = spreadsheet.table(cells)
    assert text.startswith(spreadsheet.BOM)
    found = read_back(text)
    for row, expected in zip(found, cells, strict=True):
        for cell, each in zip(row, expected, strict=True):
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")) or spreadsheet.NUMBER.fullmatch(cell)
            assert each in (cell, cell[1:])


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("-0.5", "-0.5"),
        ("-0.5; 1", "'-0.5; 1"),
        ("@x", "'@x"),
        ("+49", "'+49"),
        ("'a", "''a"),
    ],
)
def test_a_cell_that_begins_like_a_formula_is_text(cell: str, written: str) -> None:
    assert read_back(spreadsheet.table([[cell]])) == [[written]]


# ------------------------------------------------------------------------------ what is stored
def test_a_visit_is_read_without_changing_the_file(tmp_path: Path) -> None:
    folder = ClassFolder(tmp_path / "7b-class", MEMBERS)
    Store(folder.state(ANNA) / LESSONS).change(lambda _: VISITS[ANNA].progress)
    assert folder.visit(ANNA).progress == VISITS[ANNA].progress and folder.visit(ANNA).when is not None
    path = folder.state(BEN) / LESSONS
    path.parent.mkdir(parents=True)
    for content in ("", "[]", "[" * 99_999, json.dumps({"version": 99})):
        path.write_text(content)
        assert folder.visit(BEN) == Visit(Progress(), None)
        assert [each.name for each in path.parent.iterdir()] == [LESSONS] and path.read_text() == content


def test_learners_see_their_own_files_and_every_kind_of_file_is_described(tmp_path: Path) -> None:
    folder = school(tmp_path / "7b-class", count=4)
    member = next(each for each in folder.members if folder.visit(each).when)
    page = Page(stored_page(folder, member))
    assert LESSONS in page.texts
    for text in STORED.values():
        assert text in page.texts
    stored = {path.relative_to(folder.path) for path in folder.path.rglob("*") if path.is_file()}
    assert not [path for path in stored if not any(path.match(pattern) for pattern in STORED)]


def test_the_day_of_another_day_is_shown_instead_of_its_time() -> None:
    old = {ANNA: Visit(VISITS[ANNA].progress, datetime.combine(date(2026, 8, 2), NOW.timetz()))}
    assert [line.when for line in view(old).learners] == ["2026-08-02"]
