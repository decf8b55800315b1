"""The commands with folders of encoders such as BERT."""

import json
from pathlib import Path

import pytest

from tests.explorer.commands.calling import call, output, refused
from tests.hugging_face import random_model, write

pytestmark = pytest.mark.numbers
TEXT = "the cat [MASK] on [SEP] the mat"
HEADS = ("BertForPreTraining", "BertForMaskedLM", "BertModel")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a model of each class in HEADS."""
    folder = tmp_path_factory.mktemp("models")
    for head in HEADS:
        write(folder / head, "bert", random_model("bert", head=head, vocab_size=14))
    return folder


@pytest.mark.parametrize("head", HEADS)
def test_a_walk_an_export_and_its_verification_succeed(head: str, folders: Path, tmp_path: Path) -> None:
    model = folders / head
    walk = output("walk", TEXT, "--model", model)
    assert "encoder.layers.1.self_attention.weights" in walk
    assert ("masked words, as the model predicts them" in walk) == (head != "BertModel")
    call("export", TEXT, "--model", model, "-o", tmp_path / "trace.json")
    verified = output("verify", tmp_path / "trace.json", "--model", model)
    steps = int(verified.split(" of ")[1].split()[0])
    assert f"{steps} of {steps} steps match" in verified
    assert "the same" in output("diff", tmp_path / "trace.json", tmp_path / "trace.json")


def test_decode_prints_the_candidates_of_each_mask(folders: Path) -> None:
    printed = output("decode", "the [MASK] [MASK]", "--model", folders / HEADS[0])
    assert printed.count("▶") == 2
    data = json.loads(output("decode", "the [MASK] [MASK]", "--model", folders / HEADS[0], "--json"))
    assert [word["position"] for word in data["masked_words"]] == [2, 3]
    for word in data["masked_words"]:
        best = word["candidates"][0]
        assert f"▶ {best['text']}" in printed
        assert best["probability"] == max(each["probability"] for each in word["candidates"])


def test_the_arithmetic_of_a_masked_word_is_explained(folders: Path) -> None:
    cell = ("masked_words.logits", "3,5")
    assert "logits.bias" in output("explain", TEXT, *cell, "--model", folders / HEADS[0])


def test_two_texts_are_compared_with_their_predictions(folders: Path) -> None:
    compared = output("compare", TEXT, TEXT.replace("cat", "mat"), "--model", folders / HEADS[0])
    assert "cat/mat" in compared
    assert "[MASK] → " in compared
    assert "target" not in compared


def test_the_map_has_the_heads_above_the_layers(folders: Path) -> None:
    figure = output("map", TEXT, "--model", folders / HEADS[0])
    first, second, third = (figure.index(name) for name in ("masked words", "next sentence", "pooler"))
    assert first < second < third < figure.index("2× · layer 1")
    listed = figure.splitlines()
    assert any(line.endswith("from 12") and "masked words" in line for line in listed)


ONE_LINE = {
    ("decode", "the cat"): "no word is masked",
    ("decode", TEXT, "--beams", "3"): "--beams applies only to models that predict the next token",
    ("decode", TEXT, "--target", "x"): "omit the target",
    ("walk", TEXT, "--decode"): "nothing to decode",
    ("walk", "the [PAD]"): "a mark that the model adds itself",
    ("walk", TEXT, "--intervene", "no-causal-mask"): "no causal mask",
}


@pytest.mark.parametrize("arguments", ONE_LINE, ids=" ".join)
def test_what_does_not_apply_is_refused_in_one_line(arguments: tuple[str, ...], folders: Path) -> None:
    assert ONE_LINE[arguments] in refused(*arguments, "--model", folders / HEADS[0])


def test_a_model_without_the_head_has_no_masked_words(folders: Path) -> None:
    assert "no part that predicts masked words" in refused("decode", TEXT, "--model", folders / HEADS[2])
