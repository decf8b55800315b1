"""The command line with folders of GPT-2 and Llama."""

import json
import re
import shutil
from pathlib import Path

import pytest
from transformer_explore.core.trace import load, save

from tests.explorer.commands.calling import call, output, refused
from tests.hugging_face import write

TEXT = "the cat sat on the"
both = pytest.mark.parametrize("model_type", ["gpt2", "llama"])


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    for model_type in ("gpt2", "llama"):
        write(folder / model_type, model_type)
    return folder


@both
def test_walk_export_and_verify_succeed(models: Path, tmp_path: Path, model_type: str) -> None:
    walk = output("walk", TEXT, "--model", models / model_type)
    assert "what each position predicts" in walk
    assert "not asked" not in walk
    assert walk.splitlines()[-1].startswith(f"{TEXT} → ")
    for name in ("t.json", "t.safetensors", "t.npz"):
        call("export", TEXT, "-o", tmp_path / name, "--model", models / model_type)
    for name in ("t.json", "t.safetensors"):
        checked = output("verify", tmp_path / name, "--model", models / model_type)
        steps = len(load(tmp_path / name))
        assert f"{steps} of {steps} steps match" in checked
        [difference, allowed] = re.findall(
            r"largest difference: (\S+) in .*; up to (\S+) is allowed", checked
        )[0]
        assert 0 < float(difference) <= float(allowed)
    assert len(load(tmp_path / "t.json")) > 40
    csv = tmp_path / "weights.csv"
    step = "decoder.layers.0.self_attention.weights"
    call("export", TEXT, "-o", csv, "--step", step, "--head", "0", "--model", models / model_type)
    assert "the" in csv.read_text("utf-8").splitlines()[0]


@both
def test_verify_reports_a_planted_change(models: Path, tmp_path: Path, model_type: str) -> None:
    file = tmp_path / "t.json"
    call("export", TEXT, "-o", file, "--model", models / model_type)
    data = json.loads(file.read_text("utf-8"))
    step = next(step for step in data["steps"] if step["name"] == "decoder.layers.1.feed_forward.output")
    step["values"][0][0] += 0.01
    file.write_text(json.dumps(data), "utf-8")
    printed = output("verify", file, "--model", models / model_type, code=1)
    assert "decoder.layers.1.feed_forward.output" in printed


def test_weights_of_another_model_are_refused(models: Path, tmp_path: Path) -> None:
    call("export", TEXT, "-o", tmp_path / "t.json", "--model", models / "gpt2")
    assert "SHA-256" in refused("verify", tmp_path / "t.json", "--model", models / "llama")


@both
def test_explain_map_compare_and_diff(models: Path, tmp_path: Path, model_type: str) -> None:
    model = ("--model", models / model_type)
    cell = output("explain", TEXT, "decoder.layers.0.self_attention.masked", "0,1,0", *model)
    assert "=" in cell
    assert "masked self-attention" in output("map", TEXT, *model)
    compared = output("compare", "the cat sat", "the cats sat", *model)
    assert "source" in compared
    assert "target" not in compared
    for name, text in (("a", TEXT), ("b", TEXT), ("c", "the cats sat on the")):
        call("export", text, "-o", tmp_path / f"{name}.json", *model)
    output("diff", tmp_path / "a.json", tmp_path / "b.json")
    output("diff", tmp_path / "a.json", tmp_path / "c.json", code=1)


@both
def test_decode_prints_a_text_and_speaks_of_no_translation(models: Path, model_type: str) -> None:
    for more in ((), ("--beams", "2"), ("--strategy", "sample", "--seed", "3"), ("--no-cache",)):
        printed = output("decode", "the cat", "--model", models / model_type, "--length", "4", *more)
        assert "the cat → " in printed
        assert "translation" not in printed
        assert "stopped because the requested length was reached" in printed
        assert "Ġ" not in printed
    forced = json.loads(output("decode", "the", "--model", models / model_type, "--target", " mat", "--json"))
    assert forced["text"].strip() == "mat"
    assert "translat" not in output(
        "walk", "the", "--model", models / model_type, "--decode", "--length", "2"
    )


@both
def test_what_does_not_apply_is_refused_in_one_line(models: Path, model_type: str) -> None:
    model = ("--model", models / model_type)
    assert "omit the target" in refused("walk", TEXT, "--target", "mat", *model)
    assert "applies only to decoding" in refused("walk", TEXT, "--length", "3", *model)
    assert "the tokens" in refused("decode", TEXT, "--target", "mat", "--length", "3", *model)
    assert "out of range" in refused("decode", TEXT, "--length", "0", *model)
    assert "already pre-norm" in refused("walk", TEXT, "--intervene", "pre-norm", *model)
    assert "tokens are too many" in refused("walk", TEXT * 20, *model)


def test_a_translator_refuses_a_length() -> None:
    assert "does not continue a text" in refused("decode", "我爱你", "--length", "3")


def test_a_text_with_line_breaks_and_bytes_stays_on_one_line(models: Path) -> None:
    printed = output("decode", "a\n\tb 我", "--model", models / "gpt2", "--length", "1")
    assert any("→" in line and "␊" in line for line in printed.splitlines())


def test_a_folder_may_be_named_model(models: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(models / "gpt2", folder)
    printed = output("walk", "the", "--model", folder)
    assert "steps · model: model\n" in printed
    assert "model model" not in printed + output("decode", "the", "--model", folder, "--length", "1")


@pytest.mark.parametrize(
    "name", ["tokenizer_config.json", "special_tokens_map.json", "generation_config.json"]
)
@pytest.mark.parametrize(("content", "reason"), [("{", ""), ("[]", "expected a JSON object")])
def test_a_damaged_file_about_special_tokens_is_refused_in_one_line(
    models: Path, tmp_path: Path, name: str, content: str, reason: str
) -> None:
    folder = tmp_path / "damaged"
    shutil.copytree(models / "gpt2", folder)
    (folder / name).write_text(content)
    message = refused("walk", "the", "--model", folder)
    assert f"{folder / name}: {reason}" in message


def test_a_decoding_in_a_file_prints_the_same(models: Path, tmp_path: Path) -> None:
    model = ("--model", models / "llama")
    call("export", "the cat", "--decode", "--length", "3", "-o", tmp_path / "t.json", *model)
    printed = output("open", tmp_path / "t.json", "--plain")
    walked = output("walk", "the cat", "--decode", "--length", "3", *model)
    assert printed.splitlines()[-2:] == walked.splitlines()[-2:]
    trace = load(tmp_path / "t.json")
    save(trace, tmp_path / "again.json")
    assert trace.decoding == load(tmp_path / "again.json").decoding


def test_the_first_token_of_a_continuation_comes_after_the_text(models: Path) -> None:
    printed = output("decode", "the cat", "--model", models / "gpt2", "--length", "2")
    assert " 1  after the text  " in printed
    assert "nothing yet" not in printed


def test_the_two_probabilities_are_named_where_sampling_makes_them_differ(models: Path) -> None:
    call_of = ("decode", "the cat", "--model", models / "gpt2", "--length", "2", "--strategy", "sample")
    legend = "first number: p (after temperature, top-k, top-p)   log: log p (model)"
    assert legend in output(*call_of, "--temperature", "0.8")
    assert legend in output(*call_of, "--top-k", "3")
    assert legend not in output(*call_of)
