"""The command line: what each command prints, and what it prints when something is wrong."""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import run as run_request
from transformer_explore.core.support import localization
from transformer_explore.core.tasks import TASKS
from transformer_explore.core.trace import load, save
from transformer_explore.explorer import __main__ as entry

from tests.explorer.commands.calling import call, output, refused
from tests.process import command
from tests.shipped import shipped_trace

SCALED = "encoder.layers.0.self_attention.scaled"
NUMBER = r"−?\d+\.\d+(?:e−?\d+)?"
TRACE = shipped_trace()
ROUNDING = 1e-4  # the stored trace is from another machine


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with the shipped trace."""
    save(TRACE, tmp_path / "t.json")
    return tmp_path / "t.json"


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own; it must succeed."""
    done = command(*arguments, **environment)
    assert done.returncode == 0, done.stderr
    return done


# ------------------------------------------------------------------------------ walk and explain
@pytest.mark.slow
def test_without_a_terminal_the_program_prints_the_walk_with_every_step() -> None:
    done = process()
    assert done.stdout.rstrip().endswith("i love you")
    assert all(f" {step.name} " in done.stdout for step in TRACE)
    assert "printing the walk" in done.stderr
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_output_has_no_colour_where_the_environment_asks_for_none(environment: dict[str, str]) -> None:
    assert "\x1b" not in process("interventions", **environment).stdout


@pytest.mark.parametrize(
    ("arguments", "modules"),
    [
        (["open", "--plain", "{file}"], {"torch", "textual"}),
        (["--help"], {"torch", "numpy", "textual", "rich"}),
    ],
)
def test_quick_commands_load_no_slow_modules(arguments: list[str], modules: set[str], file: Path) -> None:
    code = (
        "import sys; from transformer_explore.explorer.cli import main\n"
        f"main({[word.format(file=file) for word in arguments]!r})\n"
        f"sys.exit(str({modules!r} & set(sys.modules)) if {modules!r} & set(sys.modules) else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def test_numbers_of_the_walk_are_aligned_below_each_other() -> None:
    lines = output("walk", "我爱你", "--step", "*.self_attention.weights").splitlines()
    rows = [line for line in lines if re.match(r"^     [我爱你]", line)]
    ends = {tuple(cell_len(line[: match.end()]) for match in re.finditer(NUMBER, line))[:3] for line in rows}
    assert len(ends) == 1  # although the labels contain wide characters


def test_a_walk_can_be_restricted_to_steps_by_name() -> None:
    text = output("walk", "我爱你", "--step", "*.cross_attention.weights")
    assert "decoder.layers.0.cross_attention.weights" in text
    assert "decoder.layers.0.self_attention.weights" not in text


def test_the_printed_terms_add_up_to_the_recorded_value() -> None:
    def as_float(text: str) -> float:
        return float(text.replace("−", "-"))

    text = output("explain", "我爱你", SCALED, "0,1,2")
    terms = [
        (as_float(a) * as_float(b) / np.sqrt(int(d)), as_float(term))
        for a, b, d, term in re.findall(rf"({NUMBER}) × \(?({NUMBER})\)? / √(\d+)\s+=\s+({NUMBER})", text)
    ]
    recorded = float(run_request(Request(source="我爱你")).trace[SCALED].values[0, 1, 2])
    assert len(terms) == 16
    assert sum(term for _, term in terms) == pytest.approx(recorded, abs=2e-6)
    assert all(computed == pytest.approx(printed, abs=2e-6) for computed, printed in terms)
    assert f"= {recorded:.6f}".replace("-", "−") in text


@pytest.mark.slow
def test_a_step_of_every_operation_can_be_explained() -> None:
    for step in {step.operation: step for step in TRACE}.values():
        cell = ",".join(str(size // 2) for size in step.shape)
        assert "= " in output("explain", "我爱你", step.name, cell), step.name


# ------------------------------------------------------------------------------ files
def test_an_exported_trace_is_strict_json_and_verifies(tmp_path: Path) -> None:
    def refuse(name: str) -> float:
        raise AssertionError(f"{name} is not JSON")

    file = tmp_path / "t.json"
    call("export", "我爱你", "-o", file)
    count = len(json.loads(file.read_text(encoding="utf-8"), parse_constant=refuse)["steps"])
    assert count == len(TRACE)
    assert f"{count} of {count} steps match" in output("verify", file)


def test_verify_names_the_step_and_the_cell_of_a_wrong_number(file: Path) -> None:
    data = json.loads(file.read_text(encoding="utf-8"))
    step = next(step for step in data["steps"] if step["name"] == SCALED)
    step["values"][2][1][0] += 0.01
    file.write_text(json.dumps(data), encoding="utf-8")
    assert re.search(rf"different\s+{re.escape(SCALED)}\s+at \[2,1,0\]", output("verify", file, code=1))


@pytest.mark.parametrize(("language", "says"), [("en", "nothing was verified"), ("zh", "什么也没有验证")])
@pytest.mark.parametrize("steps", [(), ("source_ids",)])
def test_verifying_nothing_is_no_success(
    steps: tuple[str, ...], language: str, says: str, file: Path
) -> None:
    data = json.loads(file.read_text(encoding="utf-8"))
    data["steps"] = [step for step in data["steps"] if step["name"] in steps]
    file.write_text(json.dumps(data), encoding="utf-8")
    assert says in output("--lang", language, "verify", file, code=1)


def test_the_last_language_counts_and_each_must_be_known() -> None:
    assert "用法：" in output("--lang", "en", "--lang=zh", "models", "--help")
    assert "usage: " in output("--lang", "zh", "models", "--lang", "en", "--help")
    assert "unknown language" in refused("--lang", "en", "--lang", "fr", "models")
    assert "unknown language" in refused("--lang", "fr", "models", "--lang", "en")


def test_options_before_a_command_do_not_make_it_a_sentence() -> None:
    for options in (("--model", "zh-en"), ("--plain", "--plain")):
        assert f"transformer-explore models {' '.join(options)}" in refused(*options, "models")


@pytest.mark.parametrize("command", [("verify",), ("open", "--plain")])
def test_values_that_cannot_be_read_are_reported_with_the_file(command: tuple[str, ...], file: Path) -> None:
    data = json.loads(file.read_text(encoding="utf-8"))
    data["steps"][0]["values"] = [["x"]]
    file.write_text(json.dumps(data), encoding="utf-8")
    assert f"{file}: damaged: " in call(*command, file, code=2).err


def test_verify_says_which_exported_steps_it_could_not_check(tmp_path: Path) -> None:
    steps = ("--step", "*attention.scaled", "--step", "*.dot_products")
    call("export", "我爱你", "-o", tmp_path / "t.json", "--compact", *steps)
    assert {step.operation for step in load(tmp_path / "t.json")} == {"scaled", "dot_products"}
    assert "unchecked" in output("verify", tmp_path / "t.json")


@pytest.mark.numbers
@pytest.mark.parametrize(("suffix", "separator"), [(".csv", ","), (".tsv", "\t"), (".npy", "")])
def test_one_array_is_exported_as_a_table_or_for_numpy(suffix: str, separator: str, tmp_path: Path) -> None:
    file = tmp_path / f"t{suffix}"
    call("export", "我爱你", "--step", SCALED, "-o", file)
    values = TRACE[SCALED].values
    if not separator:
        assert np.allclose(np.load(file), values, atol=ROUNDING)
        return
    head, *lines = file.read_text(encoding="utf-8").splitlines()
    assert head.split(separator) == ["head", "query", "我", "爱", "你"]
    numbers = [[float(number) for number in line.split(separator)[2:]] for line in lines]
    assert np.allclose(np.array(numbers).reshape(values.shape), values, atol=ROUNDING)
    assert "choose one with --step" in refused("export", "我爱你", "-o", file)


@pytest.mark.parametrize(
    ("name", "more", "expected"),
    [
        ("t.htm", (), r"cannot write \.htm files.*\.json, \.json\.gz, \.safetensors, \.npz"),
        ("t.parquet", (), r"cannot write \.parquet files"),
        ("t.npz", ("--compact",), "--compact applies only to JSON"),
        ("t.safetensors", ("--compact",), "--compact applies only to JSON"),
    ],
)
def test_the_format_is_checked_first(name: str, more: Sequence[str], expected: str, tmp_path: Path) -> None:
    assert re.search(expected, refused("export", "猫喜欢狗", "-o", tmp_path / name, *more))
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------------------ texts
def test_a_sentence_is_translated() -> None:
    assert "\n猫喜欢狗 → the cat likes dogs\n" in output("decode", "猫喜欢狗")
    data = json.loads(output("decode", "猫喜欢狗", "--json"))
    assert [token["text"] for token in data["answer"]] == ["the", "cat", "likes", "dogs"]
    best = data["iterations"][0]["expansions"][0]["candidates"]
    assert best[0]["text"] == "the" and best == sorted(best, key=lambda c: -c["log_probability"])


def test_a_byte_order_mark_before_a_sentence_is_ignored() -> None:
    assert call("decode", "\ufeff猫喜欢狗", "--json") == (output("decode", "猫喜欢狗", "--json"), "")


def test_a_given_translation_is_read() -> None:
    assert output("walk", "我爱你", "--target", "you love me").rstrip().endswith("我爱你 → you love me")


@pytest.mark.parametrize(
    ("arguments", "note", "text"),
    [
        (("decode", "我爱龘"), "does not know 龘", "我爱龘[UNK] → "),
        (("decode", "你我爱"), "not covered by the training grammar; check the result", "你我爱 → "),
        (("decode", "我爱你", "--target", "i love zebraz"), "does not know zebraz", "我爱你 → i love"),
        (("walk", "我爱你", "--target", "i love zebraz"), "does not know zebraz", "我爱你 → i love"),
    ],
)
def test_notes_name_unknown_words_and_grammar(arguments: Sequence[str], note: str, text: str) -> None:
    printed = call(*arguments)
    assert note in printed.err and text in printed.out


@pytest.mark.parametrize("name", ["decode", "walk"])
def test_a_text_is_printed_as_it_was_typed(name: str) -> None:
    assert "i love you → " in output(name, "i love you")


def test_a_sentence_that_is_the_name_of_a_command_can_be_explored() -> None:
    assert "walk" in call("explore", "walk").err


@pytest.mark.slow
def test_control_characters_in_arguments_and_files_are_printed_as_text(tmp_path: Path) -> None:
    evil = "\x1b[31m\x07\u202e"
    trace = replace(TRACE, steps=tuple(replace(step, name=f"{evil}{step.name}") for step in TRACE))
    first, second = tmp_path / "t.json", tmp_path / "u.json"
    save(trace, first)
    save(replace(trace, steps=trace.steps[:9]), second)
    for arguments, code in (
        (("walk", evil), 0),
        (("decode", f"我{evil}"), 0),
        (("explain", "我爱你", evil, "0"), 2),
        (("export", "我爱你", "-o", tmp_path / f"{evil}.json"), 0),
        (("export", "我爱你", "-o", tmp_path / f"x.{evil}"), 2),
        (("open", first), 0),
        (("verify", first), 0),
        (("verify", tmp_path / evil), 2),
        (("diff", first, second), 1),
        (("compare", f"我爱你{evil}", "我爱你"), 0),
        (("lab", evil), 2),
        (("lesson", evil), 2),
        (("models", "--lang", evil), 2),
        (("walk", "我爱你", "--model", evil), 2),
        (("walk", "我爱你", "--step", evil), 2),
        (("walk", "我爱你", "--intervene", evil), 2),
        (("side-by-side", evil, "--families", "rnn"), 2),
        (("snapshots", evil), 2),
        ((f"--{evil}",), 2),
    ):
        for text in call(*arguments, code=code):
            assert not [c for c in text if not c.isprintable() and c != "\n"], arguments


# ------------------------------------------------------------------------------ other commands
def test_the_schema_is_printed_as_json() -> None:
    assert json.loads(output("schema"))["$schema"].startswith("https://json-schema.org/")


def test_models_prints_the_card_of_the_shipped_model() -> None:
    text = output("models")
    assert all(word in text for word in ("zh-en", "seed ", "base", "big"))


def test_train_trains_a_family_for_each_seed_and_prints_the_results(tmp_path: Path) -> None:
    wanted = ("--task", "cards", "--family", "convolution", "--updates", "3", "--seeds", "1,2")
    text = output("train", *wanted, "-o", tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["cards-convolution.safetensors"]
    assert "seed 1, accuracy by cards:" in text and "seed 2, accuracy by cards:" in text


def test_the_help_of_train_names_every_task() -> None:
    assert all(name in output("train", "--help") for name in TASKS)


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (("--task", "juggling"), sorted(TASKS)),
        (("--task", "cards", "--family", "mlp"), ["lstm", "attention"]),
    ],
)
def test_an_unknown_task_or_family_is_refused(given: Sequence[str], names: list[str], tmp_path: Path) -> None:
    line = refused("train", *given, "-o", tmp_path)
    assert all(name in line for name in names)


# ------------------------------------------------------------------------------ errors
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("walk", ""), "no word"),
        (("walk", "   "), "no word"),
        (("walk", "我" * 10_000), "too many"),
        (("walk", "我爱你", "--step", "*.wieghts"), "no step matches"),
        (("explain", "我爱你", SCALED, "0,1"), "3 axes"),
        (("explain", "我爱你", SCALED, "0,1,9"), "outside"),
        (("explain", "我爱你", SCALED, "0,0,-1"), "outside"),
        (("explain", "我爱你", SCALED, "a,b,c"), "invalid cell"),
        (("explain", "我爱你", "encoder.layers.0.self_attention.scald", "0,0,0"), "did you mean"),
        (("explain", "t.json", SCALED, "0,1,2"), "transformer-explore open t.json"),
        (("t.safetensors",), "transformer-explore open t.safetensors"),
        (("compare", "a.json", "b.json"), "add --traces"),
        (("verify", "no-such-file.json"), "No such file"),
        (("open", "no-such-file.json"), "No such file"),
        (("walk", "我爱你", "--model", "no-such-model"), "there is no model"),
        (("walk", "我爱你", "--device", "tpu"), "invalid choice"),
        (("walk",), "required"),
        (("--nonsense",), "--nonsense"),
        (("export", "我爱你", "-o", "/no/such/folder/t.json"), "/no/such/folder/t.json: there is no folder"),
        (("train", "-o", "somewhere", "--seeds", "1,x"), "invalid seeds"),
        (("train", "-o", "somewhere", "--seeds", "2,1,2"), "contains a seed twice"),
        (("train", "-o", "somewhere", "--seeds", "1,2", "--seed", "1"), "either --seed or --seeds"),
        (("train", "-o", "somewhere", "--record", "warm-up", "--fast"), "--record starts its own runs"),
        (("decod", "我爱你"), "there is no command 'decod'; did you mean decode?"),
        (("lesons",), "there is no command 'lesons'; did you mean lessons?"),
        (("Walk", "我爱你"), "there is no command 'Walk'; did you mean walk?"),
        (("wlak", "我爱你"), "there is no command 'wlak'; did you mean walk?"),
        (("wlak",), "there is no command 'wlak'; did you mean walk?"),
        (("explian", "我爱你"), "there is no command 'explian'; did you mean explain?"),
        (("my", "dog"), "there is no command 'my'; put a sentence with spaces in quotes"),
        (
            ("walk", "我爱你", "--step", "nonsense"),
            "the walk lists every step by name, for example log_probabilities",
        ),
        (
            ("explain", "我爱你", "zzz", "0,0,0"),
            "the walk lists every step by name, for example log_probabilities",
        ),
    ],
)
def test_bad_input_gets_one_line_that_says_what_is_wrong(arguments: Sequence[str], expected: str) -> None:
    assert expected in refused(*arguments)


@pytest.mark.parametrize("content", [b"root:x:0:0\n", b"[1, 2", b"PNG\0\1"])
@pytest.mark.parametrize("command", ["open", "verify"])
def test_a_file_of_another_kind_is_not_called_a_broken_trace(
    command: str, content: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "other"
    file.write_bytes(content)
    assert f"{file}: not a trace" in refused(command, file)


def test_an_unknown_language_in_the_environment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(localization, "REQUESTED", "de")
    assert "TRANSFORMER_EXPLORE_LANG=de: unknown language" in refused("models")
    assert output("models", "--lang", "en")


def test_numbers_of_a_decoding_have_minus_signs_and_small_ones_are_not_zero() -> None:
    for arguments in ((), ("--beams", "2")):
        text = output("decode", "我爱你", *arguments)
        assert "−" in text and not re.search(r"-\d", re.sub(r"e-\d", "", text))
        assert not re.search(r" 0\.000 ", text)


def test_interrupting_while_the_program_is_imported_ends_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Interrupting:
        @staticmethod
        def find_spec(name: str, *_given: object) -> None:
            if name.endswith("explorer.cli"):
                raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "transformer_explore.explorer.cli")
    monkeypatch.setattr(sys, "meta_path", [Interrupting, *sys.meta_path])
    assert entry.main() == 130
    assert capsys.readouterr().err == "stopped\n"


def test_cuda_without_cuda_is_one_line() -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("this machine has CUDA")
    assert "CUDA" in refused("walk", "我爱你", "--device", "cuda", code=3)


@pytest.mark.parametrize(
    "command", ["decode 我爱你", f"explain 我爱你 {SCALED} 0,0,0", "map 我爱你", "walk 我爱你"]
)
def test_plain_output_begins_with_the_model_and_its_tag(command: str) -> None:
    assert "model: zh-en (trained model)" in output(*command.split()).splitlines()[0]
