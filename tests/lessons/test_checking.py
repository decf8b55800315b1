"""Each kind of defect of a lesson is found, with file and line; a correct lesson has none."""

from dataclasses import replace
from pathlib import Path

import pytest
from transformer_explore.lessons import shelf
from transformer_explore.lessons.checking import check, check_all
from transformer_explore.lessons.parsing import parse

from tests.lessons.taught import CACHE, FILE, GOOD, good

MANY = "word " * 130 * 11

DEFECTS = {  # old text, new text, part of the message
    "typed number": ("What is the last share?", "Is it 0.665?", "0.665 is typed; compute it"),
    "typed count": ("Divide by their sum.", "Divide by 512 of them.", "512 is typed"),
    "typed in a card": ("Which number stays?", "Why 1.5?", "1.5 is typed"),
    "typed lesson": ("Divide by their sum.", "See lesson 12.", "'lesson 12' types the number of a lesson"),
    "unknown lesson": ("Divide by their sum.", "See {{ lesson('gone') }}.", "there is no lesson 'gone'"),
    "live value": ("Divide by their sum.", "Divide by {{ soft.total2 }}.", "this lab has no 'total2'"),
    "live value in an option": ('says="That is the sum', 'says="{{ no }}', "there is no name 'no'"),
    "live value in a card": ("{{ sum(soft.weights) }}.", "{{ no }}.", "there is no name 'no'"),
    "braces": ("Of a whole.", "Of a {{ whole.", "is unmatched"),
    "lab": ("::: lab softmax", "::: lab softmaxx", "there is no lab 'softmaxx'"),
    "lab's parameter": ('scores="2, 1, 3"', 'score="2, 1, 3"', "no parameter 'score'"),
    "lab's value": ('scores="2, 1, 3"', 'shift="much"', "shift must be a number"),
    "slider": ('sliders="shift"', 'sliders="shaft"', "no parameter 'shaft' for a slider; it has scale"),
    "shown array": ('array="soft.weights"', 'array="soft.weight"', "this lab has no 'weight'"),
    "shown number": ('array="soft.weights" at="2"', 'array="soft.total"', "is a single number"),
    "shown cell": ('at="2"', 'at="3"', "has no cell (3,); its shape is (3,)"),
    "shown place": ('at="2"', "at=\"'x'\"", "indices counted from 0"),
    "plot's curve": ("scores = soft.scores", "scores = soft.total", "curve 'scores' has shape ()"),
    "plot's axis": ('title="Shares"', 'log="x"', 'log="x" needs across'),
    "plot's value": ("weights = soft.weights;", "weights = no;", "there is no name 'no'"),
    "formula": ('array="soft.weights" at="2"', 'formula="softmx"', "there is no operation 'softmx'"),
    "step": ('array="soft.weights" at="2"', 'step="encoder.nothing"', "encoder.nothing"),
    "run": ('array="soft.weights" at="2"', 'step="x" run="other"', "there is no run 'other'"),
    "answer": ('answer="soft.weights[2]"', 'answer="soft.weights[9]"', "the answer cannot be computed"),
    "answer that is none": ('answer="soft.weights[2]"', 'answer="soft.weights"', "the answer cannot be computed"),
    "answer NaN": ('answer="soft.weights[2]"', 'answer="nan"', "the answer is NaN"),
    "no tolerance": (' tolerance=".005"', "", "is written 0.665, which is judged wrong"),
    "tight tolerance": (' tolerance=".005"', ' tolerance=".00001"', "which is judged wrong"),
    "mistake that is right": ('"soft.scores[2] / sum(soft.scores)"\n', '"soft.weights[2] + .004"\n',
        "leads to the right answer"),
    "mistake without value": ('"soft.scores[2] / sum(soft.scores)"\n', '"no"\n',
        "what this mistake leads to cannot be computed"),
    "mistake that is a text": ('"soft.scores[2] / sum(soft.scores)"\n', "\"'a'\"\n", "cannot be computed"),
    "mistaken cell": ('::: wrong "0, 0, 0"', "::: wrong \"argmax(step('STEP.weights'))\"",
        "leads to the right answer"),
    "mistaken order": ('::: wrong "0, 1, 2"', '::: wrong "0, 1, 9"', "cannot be computed"),
    "two right options": ('"sum(soft.weights) == 7"', '"1 == 1"', "2 options are right"),
    "no right option": ('"same(sum(soft.weights), 1)"', '"1 == 2"', "no option is right"),
    "silent option": (' says="That is the sum of the scores."', "", "this wrong option has no feedback"),
    "cell outside": ("answer=\"argmax(step('STEP.weights'))\"", 'answer="(9, 0, 0)"',
        "is not a cell of an array of shape (6, 3, 3)"),
    "cell of nothing": ('of="STEP.weights"', 'of="encoder.no"', "encoder.no"),
    "works": ('::: works cell="STEP.scaled" at="0, 1, 2"', '::: works cell="STEP.scaled" at="9, 1, 2"', "9"),
    "tie in an order": ('::: option "soft.weights[1]"', '::: option "soft.weights[0]"',
        "the same position in the order"),
    "arrow": ('::: show array="soft.weights" at="2"', '::: show arrows="q = soft.weights"',
        "it needs the two coordinates of its tip"),
    "no hint": ("::: hint\nShares of what?\n:::\n", "", "at least one ::: hint"),
    "no reveal": ("::: reveal\nOf a whole.\n:::\n", "", "needs a ::: reveal"),
}  # fmt: skip
ON_ITS_PREDICTION = ("no hint", "no reveal", "two right options", "no right option", "tie in an order")


def test_a_correct_lesson_has_no_defects() -> None:
    assert list(check_all([good()], CACHE)) == []


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_is_found_with_its_line(name: str) -> None:
    old, new, said = (text.replace("STEP.", "encoder.layers.0.self_attention.") for text in DEFECTS[name])
    assert GOOD.count(old) >= 1
    text = GOOD.replace(old, new, 1)
    found = [error for error in check(parse(text, FILE), CACHE) if said in str(error)]
    assert found, list(check(parse(text, FILE), CACHE))
    line = GOOD[: GOOD.index(old)].count("\n") + 1
    if name in ON_ITS_PREDICTION:
        begins = [n for n, each in enumerate(GOOD.splitlines(), 1) if each.startswith(":::: predict")]
        line = max(n for n in begins if n <= line)
    assert line in [error.place.line for error in found]
    assert all(str(error).startswith(f"{FILE}:") for error in found)


def test_one_defect_hides_no_other() -> None:
    text = GOOD.replace("Divide by their sum.", "Divide by {{ no }}.").replace(
        "Of a whole.", "Of {{ never }}."
    )
    said = " ".join(map(str, check(parse(text, FILE), CACHE)))
    assert "'no'" in said and "'never'" in said


def test_references_code_and_sourced_facts_are_not_typed_numbers() -> None:
    allowed = "Section 3.2.1, table 2, `d_k = 64.5`, 12 heads, §5.4, {{ fact(27.3, 'Table 2') }}"
    assert list(check(parse(GOOD.replace("Divide by their sum.", allowed), FILE), CACHE)) == []


def test_two_mistakes_with_the_same_answer_are_found() -> None:
    again = '::: wrong ".5"\nHalf?\n:::\n::: hint\nRaise'
    (error,) = check(parse(GOOD.replace("::: hint\nRaise", again), FILE), CACHE)
    assert "leads to the same answer as the one in line" in str(error)


def test_a_lesson_too_long_for_its_minutes_and_an_empty_page_are_found() -> None:
    text = GOOD.replace("Which number stays?", f"Which? {MANY}") + "\n# Nothing {#nothing}\n"
    said = [str(error) for error in check(parse(text, FILE), CACHE)]
    assert any("minutes is 10" in each for each in said)
    assert any("this page is empty" in each for each in said)


def test_ids_numbers_and_requirements_are_checked_across_lessons() -> None:
    lesson = good()
    after = replace(lesson, id="later", number=9, at=replace(lesson.at, file="09-later.md"))
    said = [str(e) for e in check_all([replace(lesson, needs=("later", "gone")), after], CACHE)]
    assert len(said) == 2
    assert "needs lesson 'later', which does not come before" in said[0]
    assert "needs lesson 'gone', which does not exist" in said[1]
    (twice,) = check_all([lesson, replace(after, number=3)], CACHE)
    assert str(twice).startswith("09-later.md:1: 03-softmax.md has the same id or number")
    assert list(check_all([replace(after, needs=("softmax",))], CACHE, others=[lesson])) == []


def test_the_example_in_the_authors_guide_is_correct() -> None:
    guide = (Path(shelf.__file__).parent / "README.md").read_text(encoding="utf-8")
    example = guide.split("```markdown\n")[1].split("\n```\n")[0]
    lesson = parse(example, FILE)
    assert list(check_all([replace(lesson, needs=())], CACHE)) == []
    assert len(lesson.pages) == 2 and lesson.predictions and lesson.cards
