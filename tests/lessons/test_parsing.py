"""Parsing lessons from Markdown; errors name the line and the fix."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformer_explore.lessons.error import LessonError
from transformer_explore.lessons.lesson import Card, LabOf, Lesson, Predict, Prose, RunOf, Show
from transformer_explore.lessons.parsing import parse, read

from tests.lessons.taught import FILE, FRONT, GOOD, good

BODY = FRONT.count("\n") + 1  # the line below the front matter


def test_a_whole_lesson_is_parsed() -> None:
    lesson = good()
    assert (lesson.id, lesson.number, lesson.minutes, lesson.needs) == ("softmax", 3, 10, ())
    assert [page.title for page in lesson.pages] == [
        "What are shares?",
        "Which, where, in which order?",
        "What to keep",
    ]
    assert [page.id for page in lesson.pages] == ["what-shares-are", "which-and-where", "summary"]
    questions = ["last-share", "sum-of-shares", "largest-weight", "ranking"]
    assert [predict.id for predict in lesson.predictions] == questions
    assert [card.id for card in lesson.cards] == ["what-stays"]
    kinds = [type(block) for page in lesson.pages for block in page.blocks]
    assert kinds == [Prose, LabOf, Show, Predict, Show, Predict, Predict, Predict, Card]
    assert [predict.number for predict in lesson.predictions] == [1, 2, 3, 4]
    assert [predict.kind for predict in lesson.predictions] == ["number", "choice", "cell", "order"]


def test_every_part_knows_its_line() -> None:
    lines = GOOD.splitlines()

    def begins(text: str, line: int) -> bool:
        return lines[line - 1].startswith(text)

    lesson = good()
    number = lesson.predictions[0]
    assert begins("# What are shares?", lesson.pages[0].at.line)
    assert begins(":::: predict number", number.at.line)
    assert begins("What is the last share?", number.question.at.line)
    assert begins("::: wrong", number.wrong[0].at.line)
    assert begins("That is the share of", number.wrong[0].feedback.at.line)
    assert [
        begins(text, hint.at.line) for text, hint in zip(("Raise", "Divide"), number.hints, strict=True)
    ] == [True, True]
    assert number.reveal is not None and begins("The largest score gets", number.reveal.at.line)
    assert begins("Which number stays?", lesson.cards[0].front.at.line)
    assert begins("The sum:", lesson.cards[0].back.at.line)


def test_all_options_of_runs_labs_and_plots() -> None:
    lesson = page(
        """
::: run doubled what-if="no-scaling; silence encoder.layers.0.self_attention 0" sentence="猫" target="a cat"
:::
::: run other model="glossing-rnn"
:::
::: lab softmax scores="2, 1" shift=−3 flag=true as="soft" sliders="shift, scale"
:::
::: show plot="one = soft.a; two words = soft.b" across="soft.c" log="x" title="Both of them"
:::
::: show step="x" run="doubled" at="0, argmax(soft.weights[0, :])"
:::
"""
    )
    run, other, lab, plot, step = lesson.pages[0].blocks
    assert isinstance(run, RunOf) and isinstance(other, RunOf) and isinstance(lab, LabOf)
    assert isinstance(plot, Show) and isinstance(step, Show)
    assert run.changes == ("no-scaling", "silence encoder.layers.0.self_attention 0")
    assert (run.sentence, run.target, run.model) == ("猫", "a cat", "")
    assert (other.model, other.sentence, other.changes) == ("glossing-rnn", "", ())
    assert lab.parameters == {"scores": "2, 1", "shift": -3.0, "flag": True}
    assert lab.sliders == ("shift", "scale")
    assert [label for label, _ in plot.curves] == ["one", "two words"]
    assert (plot.logarithmic, plot.title) == ("x", "Both of them")
    assert [each.text for each in step.cell] == ["0", "argmax(soft.weights[0, :])"]


def test_a_live_value_with_equals_signs_is_not_a_key() -> None:
    lesson = page(QUESTION.format('number answer="1"').replace("HERE", '::: wrong "a==b"\nNo.\n:::'))
    assert lesson.predictions[0].wrong[0].answer.text == "a==b"


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    found, expected = read(tmp_path / FILE), good()
    assert found.id == expected.id
    assert [block.at for block in found.pages[1].blocks] == [block.at for block in expected.pages[1].blocks]


def test_text_between_and_after_blocks_is_kept() -> None:
    lesson = page("one\n\n::: lab softmax\n:::\ntwo\n\n- three\n- four\n\n    five\n")
    assert [block.text for block in lesson.pages[0].blocks if isinstance(block, Prose)] == [
        "one",
        "two\n\n- three\n- four\n\n    five",
    ]


QUESTION = ':::: predict {} id="what"\nWhat?\n\nHERE\n::::\n'
OPTIONS = '::: option "1" says="No."\none\n:::\n::: option "2"\ntwo\n:::\n'


def page(body: str) -> Lesson:
    return parse(f"{FRONT}\n# A page {{#a-page}}\n\n{body}", FILE)


def number(inside: str = "", words: str = 'number answer="1"') -> str:
    return QUESTION.format(words).replace("HERE", inside)


WRONG = {  # body of a page, line of the error from the start of the body, part of the message
    "unknown block": ("::: lap softmax\n:::", 0, "'::: lap softmax' does not begin or end a block"),
    "closing alone": ("text\n\n:::\n", 2, "does not begin or end a block"),
    "not closed": ("::: show step=x\n\ntext", 0, "not closed; end it with :::"),
    "page in a block": ("::: card\nHow?\n\n# Next\n\nSo.", 3, "page begins inside ::: card of line"),
    "block in a card": ("::: card\nHow?\n\n::: show step=x\n:::\n", 3, "::: show is inside ::: card of line"),
    "block in a prediction": (number('::: show step="x"\n:::'), 3, "::: show is inside :::: predict of line"),
    "too few colons": (number('::: hint\nx\n:::').replace("::::", ":::"), 0, "needs more colons"),
    "hint not closed": (number("::: hint\nx\n\n::: reveal\ny\n:::"), 6, "::: hint of line"),
    "hint outside": ("::: hint\nx\n:::", 0, "is only allowed inside :::: predict"),
    "block in a list": ("- one\n\n  ::: hint\n  x\n  :::\n", 2, "begin it at the margin"),
    "quotation mark": ('::: show step="x\n:::', 0, "quotation mark is not closed"),
    "one word too many": ("::: show x y\n:::", 0, "one word too many"),
    "unknown key": ('::: show stap="x"\n:::', 0, "'stap' is unknown here; known: step"),
    "key twice": ('::: show step="x" step="y"\n:::', 0, "'step' is given twice"),
    "show nothing": ("::: show\n:::", 0, "write exactly one of step, cell, array, plot, arrows, formula"),
    "show two things": ('::: show step="x" array="y"\n:::', 0, "write exactly one of step, cell"),
    "text in show": ('::: show step="x"\n\nlook\n:::', 2, "this text would not be shown"),
    "log axis": ('::: show plot="a = b" log="z"\n:::', 0, 'log must be "x"'),
    "curve": ('::: show plot="soft.weights"\n:::', 0, 'write a curve or an arrow as "label = value"'),
    "place": ('::: show step="x" at="0, ["\n:::', 0, "is not an expression"),
    "run without a name": ('::: run what-if="no-scaling"\n:::', 0, "a run needs a name"),
    "run called main": ("::: run main\n:::", 0, "a run needs a name"),
    "which lab": ("::: lab\n:::", 0, "the lab's name is missing"),
    "name of a lab": ('::: lab softmax as="a b"\n:::', 0, "is not a valid name"),
    "name of a function": ('::: lab softmax as="step"\n:::', 0, "is not a valid name"),
    "card without answer": ("::: card\nHow?\n:::", 0, "a card needs a question, an empty line, and its answer"),
    "card without an id": ("::: card\nHow?\n\nSo.\n:::", 0, 'the card block has no id; name its idea: ::: card … id='),
    "question without an id": (':::: predict number answer="1"\nWhat?\n::::', 0, "the predict block has no id"),
    "invalid id": (number().replace("what", "What now"), 0, "'What now' is not an id"),
    "number as an id": (number().replace("what", "3"), 0, "'3' is not an id"),
    "id of the page": (number().replace("what", "a-page"), 0, f"the id 'a-page' is that of line {BODY + 1};"),
    "id of a question": (number() + "\n" + number(), 6, f"the id 'what' is that of line {BODY + 3};"),
    "id of a card": ('::: card id="how"\nHow?\n\nSo.\n:::\n' * 2, 5, f"the id 'how' is that of line {BODY + 3};"),
    "page without an id": ("# Another page", 0, "name its idea after the heading: # Another page {#"),
    "id of another page": ("# Another page {#a-page}", 0, "the id 'a-page' is that of line"),
    "invalid id of a page": ("# Another page {#Another page}", 0, "'Another page' is not an id"),
    "kind": (number(words="guess"), 0, "must be one of number, choice, cell, order"),
    "no question": (':::: predict number answer="1"\n::::\n', 0, "the question is missing"),
    "no answer": (number(words="number"), 0, 'a number needs answer="…"'),
    "options of a number": (number(OPTIONS), 0, "and no options"),
    "one option": (number(OPTIONS.split(":::\n")[0] + ":::", words="choice"), 0, "at least two ::: option"),
    "answer of a choice": (number(OPTIONS, words='choice answer="1"'), 0, "option blocks and no answer"),
    "cell of nothing": (number(words='cell answer="1"'), 0, "a cell needs of="),
    "number of something": (number(words='number answer="1" of="x"'), 0, "a cell needs of="),
    "tolerance": (number(words='number answer="1" tolerance="much"'), 0, "'much' is not a tolerance"),
    "tolerance below 0": (number(words='number answer="1" tolerance="-1"'), 0, "is not a tolerance"),
    "tolerance of all": (number(words='number answer="1" tolerance="nan%"'), 0, "is not a tolerance"),
    "tolerance of a cell": (number(words='cell of="x" answer="1" tolerance="1"'), 0, "only a number can"),
    "wrong of a choice": (number(OPTIONS + '::: wrong "1"\nx\n:::', words="choice"), 0, "with the option"),
    "answer": (number(words='number answer="1 +"'), 0, "is not an expression"),
    "two reveals": (number("::: reveal\na\n:::\n::: reveal\nb\n:::"), 0, "only one ::: reveal"),
    "wrong without value": (number("::: wrong\nx\n:::"), 3, "one live value"),
    "wrong without text": (number('::: wrong "1"\n:::'), 3, "is empty; write its text below"),
    "option without value": (number("::: option\nx\n:::\n" * 2, words="choice"), 3, "one live value"),
    "empty hint": (number("::: hint\n:::"), 3, "is empty; write its text below"),
    "words behind a hint": (number("::: hint look\nx\n:::"), 3, "one word too many"),
    "works of nothing": (number('::: works at="0"\n:::'), 3, "write exactly one of"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_an_invalid_block_is_an_error_with_its_line_and_the_fix(name: str) -> None:
    body, line, said = WRONG[name]
    with pytest.raises(LessonError) as refused:
        page(body)
    assert said in str(refused.value)
    assert str(refused.value).startswith(f"{FILE}:{BODY + 3 + line}: ")


FRONTS = {  # old text, new text, line of the error, part of the message
    "none": (FRONT, "", 1, "no front matter; begin with ---"),
    "no YAML": ("title: Softmax", "title: Softmax: what", 3, "quotation marks"),
    "no day": ("title: Softmax", "title: 2024-99-99", 1, "quote that value"),
    "a list": (FRONT, "---\n- a\n---\n", 1, "has no fields"),
    "unknown field": ("needs:", "need:", 8, "no field 'need'"),
    "field missing": ("needs: []\n", "", 1, "lacks 'needs'"),
    "empty": ("title: Softmax", "title:", 3, "title must be a text"),
    "a number for a text": ("title: Softmax", "title: 3", 3, "title must be a text"),
    "id": ("id: softmax", "id: Soft Max", 2, "lowercase letters"),
    "another id": ("id: softmax", "id: soft-max", 2, "the id 'soft-max' is not that of the file name, 'softmax'"),
    "minutes": ("minutes: 10", "minutes: many", 4, "minutes must be a whole number"),
    "truth for minutes": ("minutes: 10", "minutes: true", 4, "minutes must be a whole number"),
    "needs": ("needs: []", "needs: map", 8, "needs must be a list"),
    "needs of numbers": ("needs: []", "needs: [1]", 8, "needs must be a list"),
}  # fmt: skip


@pytest.mark.parametrize("name", FRONTS)
def test_invalid_front_matter_is_an_error_with_its_line(name: str) -> None:
    old, new, line, said = FRONTS[name]
    text = FRONT.replace(old, new)
    assert text != FRONT
    with pytest.raises(LessonError) as refused:
        parse(f"{text}\n# A page {{#a-page}}\n\ntext", FILE)
    assert said in str(refused.value)
    assert str(refused.value).startswith(f"{FILE}:{line}: ")


def test_a_file_needs_a_number_pages_and_utf_8(tmp_path: Path) -> None:
    for file in ("softmax.md", "3-softmax.md", "03-Softmax.md", "03-softmax.txt", "０３-softmax.md"):
        with pytest.raises(LessonError, match="must be NN-name"):
            parse(GOOD, file)
    with pytest.raises(LessonError, match="no page; begin one with a heading"):
        parse(FRONT, FILE)
    with pytest.raises(LessonError, match=f"{FILE}:{BODY + 1}: this text is before the first page"):
        parse(FRONT + "\ntext\n\n# A page {#a-page}\n", FILE)
    with pytest.raises(LessonError, match="without a live value"):
        parse(FRONT + "\n# About {{ 1 }} {#about}\n", FILE)
    (tmp_path / FILE).write_bytes(b"\xff\xfe")
    with pytest.raises(LessonError, match="save it as UTF-8"):
        read(tmp_path / FILE)


pieces = st.sampled_from(
    [
        *GOOD.splitlines(keepends=True),
        *(f"{':' * n} {kind}\n" for n in (3, 4) for kind in ("predict number", "hint", "show", "card", "lab")),
        ":::\n", "::::\n", "\n", "# \n", "- ", "> ", "    ", "\t", "```\n", "---\n", "[a]: b\n", "<p>\n", "{{ 1 }}",
        "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\0", "\r", "\ud800", '"', "'", "\\", "=", "我",
    ]
)  # fmt: skip


def parsed_or_refused(text: str) -> None:
    try:
        assert parse(text, FILE).pages
    except LessonError as error:
        assert str(error).startswith(f"{FILE}:")
        assert 1 <= error.place.line <= text.count("\n") + text.count("\r") + 2


@settings(max_examples=150)
@given(st.lists(pieces | st.text(max_size=8), max_size=25).map("".join))
def test_any_text_is_a_lesson_or_a_lesson_error(body: str) -> None:
    parsed_or_refused(f"{FRONT}\n# A page {{#a-page}}\n\n{body}")
    parsed_or_refused(body)


@settings(max_examples=60)
@given(st.integers(0, len(GOOD)), st.integers(0, 40), st.text(":`\n#\"={}'- x\t", max_size=6))
def test_a_damaged_lesson_is_a_lesson_or_a_lesson_error(place: int, much: int, put: str) -> None:
    parsed_or_refused(GOOD[:place] + put + GOOD[place + much :])


@settings(max_examples=40)
@given(st.text("id: [a]{}&*!|>-?\"'\n#,%@`2024", max_size=60))
def test_any_front_matter_is_a_lesson_or_a_lesson_error(front: str) -> None:
    parsed_or_refused(f"---\n{front}\n---\n\n# A page {{#a-page}}\n\ntext")
