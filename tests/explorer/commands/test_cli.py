"""The command line: what each command prints, and what it says when something is wrong."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from transformer_explore.core.checkpoints import find
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import run as run_of
from transformer_explore.core.trace import load, save
from transformer_explore.explorer import cli

COMMAND = [sys.executable, "-m", "transformer_explore.explorer.cli"]
SCALED = "encoder.layers.0.self_attention.scaled"
NUMBER = r"−?\d+\.\d+(?:e−?\d+)?"


def run(*arguments: str, code: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as somebody types it, without a terminal; it must end with the exit code."""
    done = subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        env=os.environ | environment,
        timeout=120,
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    """What a command prints, run in this process."""
    assert cli.main(arguments) == code
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 2) -> str:
    """The one line that a command says when it cannot do what was asked, after notes on what it did so far."""
    try:
        found = cli.main(arguments)
    except SystemExit as left:  # argparse leaves by itself
        found = left.code
    assert found == code
    printed = capsys.readouterr()
    assert printed.out == ""
    told = [line for line in printed.err.splitlines() if not line.startswith("note: ")]
    assert len(told) == 1, printed.err
    return told[0]


def as_float(text: str) -> float:
    return float(text.replace("−", "-"))


def test_without_a_terminal_it_prints_the_walk_with_every_step_and_ends_with_the_translation() -> None:
    done = run()
    assert done.stdout.rstrip().endswith("i love you")
    for step in find().shipped_trace():
        assert f" {step.name} " in done.stdout
    assert "printing the walk" in done.stderr
    assert "\x1b" not in done.stdout


def test_the_walk_of_a_trace_in_a_file_needs_neither_torch_nor_textual(tmp_path: Path) -> None:
    save(find().shipped_trace(), tmp_path / "t.json")
    script = (
        "import sys; from transformer_explore.explorer.cli import main; main(['open', '--plain', sys.argv[1]]); "
        "sys.exit(int('torch' in sys.modules or 'textual' in sys.modules))"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "t.json")]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def test_help_loads_neither_torch_nor_numpy_nor_textual() -> None:
    script = (
        "import sys; from transformer_explore.explorer.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "sys.exit(int(bool({'torch', 'numpy', 'textual', 'rich'} & set(sys.modules))))"
    )
    subprocess.run([sys.executable, "-c", script], check=True, stdout=subprocess.DEVNULL)


def test_every_number_on_a_line_of_the_walk_stands_in_a_column_of_its_own(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from rich.cells import cell_len

    lines = said(capsys, "walk", "我爱你", "--step", "*.self_attention.weights").splitlines()
    rows = [line for line in lines if re.match(r"^     [我爱你]", line)]
    assert rows
    ends = {tuple(cell_len(line[: match.end()]) for match in re.finditer(NUMBER, line))[:3] for line in rows}
    assert len(ends) == 1  # a wide character in the label moves no number


def test_a_walk_can_be_narrowed_to_steps_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "walk", "我爱你", "--step", "*.cross_attention.weights")
    assert "decoder.layers.0.cross_attention.weights" in text
    assert "decoder.layers.0.self_attention.weights" not in text


def test_a_reader_who_adds_up_the_printed_terms_finds_the_recorded_value(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = said(capsys, "explain", "我爱你", SCALED, "0,1,2")
    terms = [
        (as_float(a) * as_float(b) / np.sqrt(int(d)), as_float(term))
        for a, b, d, term in re.findall(rf"({NUMBER}) × \(?({NUMBER})\)? / √(\d+)\s+=\s+({NUMBER})", text)
    ]
    recorded = float(run_of(Request(source="我爱你")).trace[SCALED].values[0, 1, 2])
    assert len(terms) == 16
    assert sum(term for _, term in terms) == pytest.approx(recorded, abs=2e-6)
    for worked_out, printed in terms:
        assert worked_out == pytest.approx(printed, abs=2e-6)
    assert f"= {recorded:.6f}".replace("-", "−") in text


def test_every_step_can_be_explained_in_words_that_fit_its_number(capsys: pytest.CaptureFixture[str]) -> None:
    for step in find().shipped_trace():
        cell = ",".join(str(size // 2) for size in step.shape)
        assert "= " in said(capsys, "explain", "我爱你", step.name, cell), step.name


def test_an_exported_trace_is_strict_json_and_verifies(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "t.json"
    said(capsys, "export", "我爱你", "-o", str(file))

    def no_such_number(name: str) -> float:
        raise AssertionError(f"{name} is no JSON")

    data = json.loads(file.read_text(encoding="utf-8"), parse_constant=no_such_number)
    assert len(data["steps"]) == len(find().shipped_trace())
    text = said(capsys, "verify", str(file))
    assert f"{len(data['steps'])} of {len(data['steps'])} steps recomputed" in text


def test_a_trace_with_one_wrong_number_fails_and_the_step_and_cell_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "t.json"
    save(find().shipped_trace(), file)
    data = json.loads(file.read_text(encoding="utf-8"))
    step = next(step for step in data["steps"] if step["name"] == SCALED)
    step["values"][2][1][0] += 0.01
    file.write_text(json.dumps(data), encoding="utf-8")
    text = said(capsys, "verify", str(file), code=1)
    assert re.search(rf"different\s+{re.escape(SCALED)}\s+at \[2,1,0\]", text)


def test_some_steps_alone_can_be_exported_and_verify_says_what_it_could_not_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "t.json"
    said(
        capsys,
        "export",
        "我爱你",
        "-o",
        str(file),
        "--compact",
        "--step",
        "*attention.scaled",
        "--step",
        "*.dot_products",
    )
    assert {step.operation for step in load(file)} == {"scaled", "dot_products"}
    text = said(capsys, "verify", str(file))
    assert "unchecked" in text


@pytest.mark.parametrize(("suffix", "separator"), [(".csv", ","), (".tsv", "\t")])
def test_one_array_is_exported_as_a_table(
    suffix: str, separator: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / f"t{suffix}"
    said(capsys, "export", "我爱你", "--step", SCALED, "-o", str(file))
    head, *lines = file.read_text(encoding="utf-8").splitlines()
    assert head.split(separator) == ["head", "query", "我", "爱", "你"]
    numbers = [[float(number) for number in line.split(separator)[2:]] for line in lines]
    values = find().shipped_trace()[SCALED].values
    assert np.array_equal(np.array(numbers, np.float32).reshape(values.shape), values)
    assert "choose one with --step" in refused(capsys, "export", "我爱你", "-o", str(file))


def test_one_array_is_exported_for_numpy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "t.npy"
    said(capsys, "export", "我爱你", "--step", SCALED, "-o", str(file))
    assert np.array_equal(np.load(file), find().shipped_trace()[SCALED].values)


def test_formats_that_are_not_written_are_refused_before_anything_is_computed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("t.html", "t.parquet"):
        line = refused(capsys, "export", "猫喜欢狗", "-o", str(tmp_path / name))
        assert f"no {Path(name).suffix} files are written" in line
        assert ".json, .json.gz, .safetensors, .npz" in line
    for name in ("t.npz", "t.safetensors"):
        assert "--compact is for JSON" in refused(
            capsys, "export", "猫喜欢狗", "-o", str(tmp_path / name), "--compact"
        )
    assert list(tmp_path.iterdir()) == []


def test_a_byte_order_mark_before_a_sentence_is_no_part_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "decode", "\ufeff猫喜欢狗", "--json") == said(capsys, "decode", "猫喜欢狗", "--json")
    assert capsys.readouterr().err == ""


def test_control_characters_in_arguments_and_files_are_shown_and_not_obeyed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from dataclasses import replace

    evil = "\x1b[31m\x07\u202e"
    trace = find().shipped_trace()
    trace = replace(trace, steps=tuple(replace(step, name=f"{evil}{step.name}") for step in trace))
    save(trace, tmp_path / "t.json")
    save(replace(trace, steps=trace.steps[:9]), tmp_path / "u.json")
    for arguments in (
        ("walk", evil),
        ("decode", f"我{evil}"),
        ("explain", "我爱你", evil, "0"),
        ("export", "我爱你", "-o", str(tmp_path / f"{evil}.json")),
        ("export", "我爱你", "-o", str(tmp_path / f"x.{evil}")),
        ("open", str(tmp_path / "t.json")),
        ("verify", str(tmp_path / "t.json")),
        ("verify", str(tmp_path / evil)),
        ("diff", str(tmp_path / "t.json"), str(tmp_path / "u.json")),
        ("compare", f"我爱你{evil}", "我爱你"),
        ("lab", evil),
        ("lesson", evil),
        ("models", "--lang", evil),
        ("walk", "我爱你", "--model", evil),
        ("walk", "我爱你", "--step", evil),
        ("walk", "我爱你", "--intervene", evil),
        ("side-by-side", evil, "--families", "rnn"),
        ("snapshots", evil),
        (f"--{evil}",),
    ):
        with suppress(SystemExit):
            cli.main(arguments)
        printed = capsys.readouterr()
        for text in (printed.out, printed.err):
            assert not [c for c in text if not c.isprintable() and c != "\n"], arguments


def test_the_schema_is_printed_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(said(capsys, "schema"))["$schema"].startswith("https://json-schema.org/")


def test_models_shows_the_card_of_the_shipped_model(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "models")
    assert "zh-en" in text and "seed " in text and "base" in text and "big" in text


def test_a_sentence_of_ones_own_is_translated(capsys: pytest.CaptureFixture[str]) -> None:
    assert "\n猫喜欢狗 → the cat likes dogs\n" in said(capsys, "decode", "猫喜欢狗")
    data = json.loads(said(capsys, "decode", "猫喜欢狗", "--json"))
    assert [token["text"] for token in data["answer"]] == ["the", "cat", "likes", "dogs"]
    best = data["iterations"][0]["expansions"][0]["candidates"]
    assert best[0]["text"] == "the" and best == sorted(best, key=lambda c: -c["log_probability"])


def test_a_given_translation_is_read_along(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "walk", "我爱你", "--target", "you love me").rstrip().endswith("我爱你 → you love me")


def test_unknown_words_and_sentences_outside_of_the_language_are_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["decode", "我爱龘"]) == 0
    said = capsys.readouterr()
    assert "龘" in said.err and "我爱龘[UNK] → " in said.out
    assert cli.main(["decode", "你我爱"]) == 0
    assert "not in the training grammar; check the result" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["decode", "walk"])
def test_a_text_is_printed_as_it_was_typed(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "i love you → " in said(capsys, command, "i love you")


def test_a_sentence_that_is_a_command_can_be_explored_all_the_same() -> None:
    assert (
        "walk" in run("explore", "walk").stderr
    )  # English words are unknown to the source side or not: no crash


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["walk", ""], "no word"),
        (["walk", "   "], "no word"),
        (["walk", "我" * 10_000], "too many"),
        (["walk", "我爱你", "--step", "*.wieghts"], "no step matches"),
        (["explain", "我爱你", SCALED, "0,1"], "3 axes"),
        (["explain", "我爱你", SCALED, "0,1,9"], "outside"),
        (["explain", "我爱你", SCALED, "0,0,-1"], "outside"),
        (["explain", "我爱你", SCALED, "a,b,c"], "invalid cell"),
        (["explain", "我爱你", "encoder.layers.0.self_attention.scald", "0,0,0"], "did you mean"),
        (["verify", "no-such-file.json"], "No such file"),
        (["open", "no-such-file.json"], "No such file"),
        (["walk", "我爱你", "--model", "no-such-model"], "there is no model"),
        (["walk", "我爱你", "--device", "tpu"], "invalid choice"),
        (["walk"], "required"),
        (["--nonsense"], "--nonsense"),
        (["export", "我爱你", "-o", "/no/such/folder/t.json"], "/no/such/folder/t.json: there is no folder"),
        (["train", "-o", "somewhere", "--seeds", "1,x"], "invalid seeds"),
        (["explain", "t.json", SCALED, "0,1,2"], "transformer-explore open t.json"),
        (["t.safetensors"], "transformer-explore open t.safetensors"),
        (["compare", "a.json", "b.json"], "add --traces"),
    ],
)
def test_bad_input_gets_one_line_that_says_what_is_wrong(
    arguments: Sequence[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert expected in refused(capsys, *arguments)


def test_asking_for_cuda_where_there_is_none_is_said_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("this machine has CUDA")
    assert "CUDA" in refused(capsys, "walk", "我爱你", "--device", "cuda", code=3)


def test_a_file_that_is_no_trace_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for content in (b"", b"\x00\xff", b"[]", b"{}", b'{"format": "transformer-explore/trace", "version": 9}'):
        file = tmp_path / "t.json"
        file.write_bytes(content)
        refused(capsys, "verify", str(file))


def test_a_reader_that_leaves_the_pipe_early_is_no_error() -> None:
    done = subprocess.run(
        f"{sys.executable} -m transformer_explore.explorer.cli walk 我爱你 | head -1",
        shell=True,
        capture_output=True,
        text=True,
    )
    assert done.stderr == "" and "我爱你" in done.stdout


def test_colour_is_for_terminals_that_want_it() -> None:
    assert "\x1b" not in run("walk", "我爱你", NO_COLOR="1").stdout
    assert "\x1b" not in run("walk", "我爱你", TERM="dumb").stdout


@pytest.mark.parametrize(("typed", "meant"), [("decod", "decode"), ("lesons", "lessons"), ("Walk", "walk")])
def test_a_mistyped_command_is_no_sentence(
    typed: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert f"there is no command '{typed}'; did you mean {meant}?" in refused(capsys, typed, "我爱你")
