"""The commands `diff` and `compare` on trace files."""

import json
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len
from rich.console import Console
from transformer_explore.core.trace import Token, Trace, diff, drop_recomputable, save, statistics_only
from transformer_explore.explorer.features.run_pair import strings
from transformer_explore.explorer.features.run_pair.plain import print_diff
from transformer_explore.explorer.features.run_pair.run_pair import predictions
from transformer_explore.explorer.ui.plain.page import page

from tests.explorer.commands.calling import output, refused
from tests.explorer.features.run_pair.use import run
from tests.models import changed, made, traced
from tests.process import ROOT
from tests.process import run as run_process
from tests.shipped import shipped_trace

pytestmark = pytest.mark.numbers

Diff = Callable[..., str]
SCALED = "encoder.layers.0.self_attention.scaled"
WEIGHTS = "decoder.layers.1.cross_attention.weights"
LOGITS = "logits"
HOSTILE = "\x1b[31mred\x1b[0m\n[bold]\u202e\u200b"


@pytest.fixture
def printed_diff(tmp_path: Path) -> Callable[..., str]:
    """What `diff` prints for two traces in files."""

    def printed(a: Trace, b: Trace, *options: str, code: int = 1) -> str:
        for name, trace in (("a", a), ("b", b)):
            save(trace, tmp_path / f"{name}.json", compact=True)
        return output("diff", tmp_path / "a.json", tmp_path / "b.json", *options, code=code)

    return printed


def shipped() -> Trace:
    return shipped_trace()


def moved(trace: Trace, name: str, cell: tuple[int, ...], amount: float) -> Trace:
    """The trace with one number that is larger by an amount."""

    def move(values: np.ndarray) -> np.ndarray:
        values[cell] += amount
        return values

    return changed(trace, name, move)


def test_the_first_step_that_differs_comes_first_with_its_cell_and_numbers(printed_diff: Diff) -> None:
    b = moved(moved(shipped(), LOGITS, (0, 3), 1.0), SCALED, (1, 0, 2), 0.5)
    text = printed_diff(shipped(), b)
    was, now = (float(trace[SCALED].values[1, 0, 2]) for trace in (shipped(), b))
    assert text.index(SCALED) < text.index(LOGITS)
    assert "[head 2, 我, 你], which is 1,0,2" in text
    assert f"A {was:.9g}   B {now:.9g}   largest difference 0.5".replace("-", "−") in text
    assert f"2 of {len(b)} steps differ: 2 in their numbers; {len(b) - 2} the same" in text


ROUNDED = changed(shipped(), SCALED, lambda values: np.nextafter(values, np.inf))
FAR = moved(shipped(), LOGITS, (0, 3), 100.0)
CLOSE = moved(shipped(), SCALED, (1, 0, 2), 1e-4)
# The move as float32 has it: about 1e-4.
MOVED = float(CLOSE[SCALED].values[1, 0, 2]) - float(shipped()[SCALED].values[1, 0, 2])
LARGEST = f"the largest of these differences is {MOVED:.3g}, in ".replace("-", "−") + SCALED


@pytest.mark.parametrize(
    ("b", "options", "code", "expected"),
    [
        (shipped(), [], 0, "all 108 steps are the same\n"),
        (CLOSE, ["--tolerance", "1e-5"], 1, "1 of 108 steps differs"),
        (CLOSE, ["--tolerance", "1e-3"], 0, "steps are the same, 1 of them within 0.001\n"),
        (CLOSE, ["--tolerance", "1e-3"], 0, LARGEST),
        (CLOSE, ["--step", "*.weights"], 0, "steps are the same"),
        (CLOSE, ["--step", "*.scaled", "--step", "*.weights"], 1, "1 of "),
        (ROUNDED, [], 0, "1 of them up to rounding\nthe largest of these differences is "),
        (ROUNDED, ["--exact"], 1, "1 of 108 steps differs: 1 in their numbers; 107 the same\n"),
        (ROUNDED, ["--tolerance", "0"], 1, "1 of 108 steps differs: 1 in their numbers; 107 the same\n"),
        (moved(ROUNDED, LOGITS, (0, 3), 1e-3), [], 1, "107 the same, 1 of them up to rounding"),
    ],
)
def test_tolerance_and_step_apply(
    printed_diff: Diff, b: Trace, options: list[str], code: int, expected: str
) -> None:
    text = printed_diff(shipped(), b, *options, code=code)
    assert expected in text
    assert code or not re.search("steps? differ", text)


def test_json_is_the_data_of_diff_in_python(printed_diff: Diff) -> None:
    b = moved(shipped(), SCALED, (1, 0, 2), 0.5)
    assert json.loads(printed_diff(shipped(), b, "--json")) == diff(shipped(), b).as_data()
    assert json.loads(printed_diff(b, b, "--json", code=0))["equal"] is True
    assert json.loads(printed_diff(shipped(), ROUNDED, "--json", code=0))["within_tolerance"] == 1


def test_differences_outside_the_steps_are_listed(printed_diff: Diff) -> None:
    a = shipped()
    other = tuple(replace(token, text=token.text * 2) for token in a.tokens["source"])
    b = replace(a, tokens={**a.tokens, "source": other}, run={**a.run, "device": "cuda"})
    text = printed_diff(a, b)
    assert "tokens source  A 我 爱 你   B 我我 爱爱 你你" in text
    assert re.search(r"run device  A cpu   B cuda +\(reported, but not counted as a difference\)", text)
    assert "the traces differ outside their steps" in text


def test_many_steps_that_are_only_in_one_trace_are_one_line(printed_diff: Diff) -> None:
    text = printed_diff(shipped().select(["encoder*", "source*"]), shipped())
    assert re.search(r"query … output +\d+ steps only in B", text)
    assert re.search(r"68 only in B; 40 the same", text)


@pytest.mark.parametrize(
    ("a", "b", "tolerance", "expected"),
    [
        (
            shipped(),
            drop_recomputable(shipped()),
            0.0,
            "are recomputed in the other, which rounds differently$",
        ),
        (shipped(), drop_recomputable(shipped()), None, r"steps are the same, \d+ of them up to rounding$"),
        (statistics_only(shipped()), FAR, None, r"^logits +\S+ +max +\S+ +\S+$"),
        (statistics_only(shipped()), FAR, None, "^108 steps were compared only by statistics: "),
    ],
)
def test_recomputed_or_missing_numbers_are_mentioned(
    a: Trace, b: Trace, tolerance: float | None, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    print_diff(page(), diff(a, b, tolerance), "a", "b")
    assert re.search(expected, capsys.readouterr().out, re.MULTILINE)


def test_a_change_is_listed_with_the_step_it_changes(printed_diff: Diff) -> None:
    a = shipped()
    place = next(n for n, step in enumerate(a) if step.name == SCALED)
    change = replace(a.steps[place], name=f"{SCALED}.changed")
    b = replace(a, steps=(*a.steps[: place + 1], change, *a.steps[place + 1 :]))
    text = printed_diff(a, b)
    assert re.search(r"^encoder.layers.0.self_attention\n  scaled.changed +only in B$", text, re.MULTILINE)
    assert f"the first step that differs\n  {SCALED}.changed\n  only in B\n" in text


def hostile() -> Trace:
    trace = traced(made())
    steps = tuple(
        replace(step, name=HOSTILE + step.name, inputs=(), operation=HOSTILE, axes=step.axes)
        for step in trace
    )
    return replace(
        trace,
        steps=steps,
        tokens={HOSTILE: (Token(1, HOSTILE),), "source": trace.tokens["source"]},
        run={**trace.run, HOSTILE: HOSTILE},
        model=replace(trace.model, sha256=HOSTILE),
    )


def test_names_and_tokens_in_a_file_cannot_control_the_terminal(printed_diff: Diff) -> None:
    plain = traced(made())
    worse = [
        printed_diff(plain, hostile()),
        printed_diff(hostile(), plain),
        printed_diff(moved(hostile(), HOSTILE + LOGITS, (0, 0), 1.0), hostile()),
        printed_diff(hostile(), hostile(), code=0),
    ]
    for text in worse:
        assert all(c.isprintable() or c == "\n" for c in text)
        assert "\x1b" not in text
    assert "␛[31mred␛[0m␊[bold]" in worse[0]


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_numbers_are_in_columns_at_any_width(columns: int, capsys: pytest.CaptureFixture[str]) -> None:
    a = shipped()
    b = changed(changed(a, SCALED, lambda values: values * 1.01), LOGITS, lambda values: values - 3)
    found = diff(a, b)
    console = Console(markup=False, highlight=False, soft_wrap=True, width=columns, force_terminal=False)
    print_diff(console, found, "a", "b")
    lines = capsys.readouterr().out.splitlines()
    head = next(n for n, line in enumerate(lines) if line.endswith("cells"))
    rows = [line for line in lines[head:] if re.search(r"\d+/\d+$", line)]
    assert len(rows) == 2
    assert len({cell_len(line) for line in [lines[head], *rows]}) == 1
    assert max(map(cell_len, rows)) <= columns


def test_diff_needs_neither_torch_nor_textual(tmp_path: Path) -> None:
    save(shipped(), tmp_path / "a.json")
    script = (
        "import sys; from transformer_explore.explorer.cli import main; "
        "main(['diff', sys.argv[1], sys.argv[1]]); "
        "sys.exit(int('torch' in sys.modules or 'textual' in sys.modules))"
    )
    done = run_process([sys.executable, "-c", script, str(tmp_path / "a.json")], ROOT)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("diff no-such-file.json no-such-file.json", "No such file"),
        ("diff A A --step *.wieghts", "no step matches"),
        ("diff A A --tolerance -1", "tolerance"),
        ("diff A A --tolerance nan", "tolerance"),
        ("diff A A --tolerance little", "is not a number"),
        ("diff A A --tolerance 1 --exact", "not allowed with"),
        ("diff A", "required"),
        ("compare --traces A no-such-file.json", "No such file"),
        ("compare --traces A A --step no.such.step", "no step matches"),
    ],
)
def test_bad_input_gets_one_line(command: str, expected: str, tmp_path: Path) -> None:
    save(shipped(), tmp_path / "a.json")
    typed = [str(tmp_path / "a.json") if word == "A" else word for word in command.split()]
    assert expected in refused(*typed)


# -------------------------------------------------------------------------- compare
@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("compare")
    paths = [folder / "a.safetensors", folder / "b.safetensors"]
    for path, text in zip(paths, ("老师爱你", "我爱猫"), strict=True):
        save(run(text), path)
    return [str(path) for path in paths]


def test_compare_prints_predictions_and_steps(files: list[str]) -> None:
    text = output("compare", "--traces", *files)
    assert text.startswith(
        "A  老 师 爱 你 → the teacher loves you (trained model)\nB  我 爱 猫 → i love cats (trained model)\n"
    )
    assert "\n  A  老   −师  爱  你\n  B  /我       爱  /猫\n" in text
    for trace in (run("老师爱你"), run("我爱猫")):
        for one in predictions(trace):
            assert f"{one.after} → {one.a[0]} {strings.probability(one.a[1])}" in text
    assert "\n108 of 108 steps differ\n" not in text and "of 108 steps differ\n" in text
    assert "encoder › layer 1 › self-attention\n" in text
    assert re.search(r"^  mask +the same$", text, re.MULTILINE)
    assert re.search(r"^  weights +\S+  \[head \d, .*\] +\S+ +\S+ +\d+/\d+$", text, re.MULTILINE)


def test_compare_prints_the_arrays_of_a_step_on_the_words_of_both(files: list[str]) -> None:
    text = output("compare", "--traces", *files, "--step", WEIGHTS)
    assert text.count(f"head 2 of {shipped().model.configuration['heads']}") == 3
    lines = [line for line in text.splitlines() if line.lstrip().startswith("−you")]
    step = run("老师爱你")[WEIGHTS].values
    assert [f"{number:.2f}" for number in step[0, 4]] == lines[0].split()[1:5]
    assert lines[0].split()[5:] == ["−you"]  # B has no such row: it is empty


def test_compare_computes_sentences() -> None:
    found = output("compare", "我爱你", "我爱猫")
    assert found.startswith(
        "A  我 爱 你 → i love you (trained model)\nB  我 爱 猫 → i love cats (trained model)\n"
    )
