"""Typed numbers: one reader for all options and fields, for any keyboard, without Python's special notations."""

import math
import shlex

import pytest
from transformer_explore.core.decoding.strategy import Sample, StrategyError
from transformer_explore.core.interventions.parse import parse
from transformer_explore.core.support.errors import Problem
from transformer_explore.core.support.typed_numbers import LARGEST, real_number, whole_number
from transformer_explore.core.tasks import task
from transformer_explore.explorer import cli
from transformer_explore.explorer.commands.common import cell
from transformer_explore.lessons.labs.typed import read

ONLY_PYTHON_READS = (
    "1_0", "0x10", "１_０", "٣", "²", "1e", "", " ", "+", "1 2", "nan", "1__0", "0b1", "½", "Ⅷ"
)  # fmt: skip
WHOLE = {
    "3": 3, " 12 ": 12, "-3": -3, "+3": 3, "−3": -3, "－３": -3, "＋１２": 12, "007": 7, "0" * 5000 + "7": 7,
    str(LARGEST): LARGEST,
}  # fmt: skip
REAL = {
    "0.5": 0.5, ".5": 0.5, "5.": 5.0, "−1e−9": -1e-9, "１．５": 1.5, "－０。２５": -0.25, "2E+3": 2000.0, "∞": math.inf,
    "-inf": -math.inf, "−Infinity": -math.inf,
}  # fmt: skip


@pytest.mark.parametrize(("typed", "number"), WHOLE.items())
def test_a_whole_number_is_read_from_any_keyboard(typed: str, number: int) -> None:
    assert whole_number(typed) == number


@pytest.mark.parametrize(("typed", "number"), REAL.items())
def test_a_real_number_is_read_from_any_keyboard(typed: str, number: float) -> None:
    assert real_number(typed) == number


@pytest.mark.parametrize("typed", ONLY_PYTHON_READS)
def test_notations_of_python_are_not_numbers(typed: str) -> None:
    for reader in (whole_number, real_number):
        with pytest.raises(Problem, match=r"is not a (whole )?number; type one such as"):
            reader(typed)


@pytest.mark.parametrize("typed", [str(LARGEST + 1), "-" + "9" * 5000, "1" + "0" * 400])
def test_numbers_beyond_64_bits_are_refused_in_a_short_line(typed: str) -> None:
    with pytest.raises(Problem, match="out of range") as refusal:
        whole_number(typed)
    assert len(str(refusal.value)) < 160


@pytest.mark.parametrize("seed", [-1, 2**63, 2**70, 10**400])
def test_a_seed_beyond_64_bits_is_refused(seed: int) -> None:
    with pytest.raises(StrategyError, match="invalid seed"):
        Sample(seed=seed)


@pytest.mark.parametrize(
    "line",
    [
        "decode 我爱你 --seed 1_0",
        f"decode 我爱你 --seed {2**64}",
        "decode 我爱你 --temperature 1_0",
        "decode 我爱你 --beams 1_0",
        "export 我爱你 --decode --iteration 0x1",
        "walk 我爱你 --decimals 1_0",
        "explain encoder.sum --cell 1_0,0",
        "diff a b --tolerance 1_0",
        "lesson 1 --page 1_0",
        "lesson " + "1" * 5000,
        "lab tying row=1_0",
        "lab softmax scores=1_0,2",
        "train -o x --seeds 1,2_0",
        f"train -o x --seed {2**64}",
        "train -o x --threads 1_0",
        "walk 我爱你 --intervene 'silence encoder.layers.0.self_attention 1_0'",
        "walk 我爱你 --intervene 'set encoder.sum 0,0 1_0'",
    ],
)
def test_every_option_refuses_them_in_one_line(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        code = cli.main(shlex.split(line))
    except SystemExit as left:  # argparse exits itself
        code = int(str(left.code))
    printed = capsys.readouterr()
    assert code == 2
    assert not printed.out
    assert printed.err.strip().count("\n") == 0


def test_full_width_digits_are_read_wherever_numbers_are_typed() -> None:
    assert cell("０，１，２") == (0, 1, 2)
    assert parse("set encoder.sum ０，＊ －１．５") == parse("set encoder.sum 0,* -1.5")
    assert parse("shuffle source ２，０，１") == parse("shuffle source 2,0,1")
    assert read("softmax", ["scores＝２，１，３", "shift=−１００"]) == read(
        "softmax", ["scores=2,1,3", "shift=-100"]
    ) | {"scores": "２，１，３"}
    about = task("n-back")
    assert (about.read("a b c？２") == about.read("a b c?2")).all()
