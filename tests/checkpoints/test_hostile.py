"""Models from anywhere: whatever their files hold, a command that opens one says a line, or runs.

In bounded time and memory, without executing anything, reading no other file than theirs and writing none.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer, models
from transformer_explore.core.checkpoints.checkpoint import CARD, CONFIGURATION, TOKENIZER, TRACE, WEIGHTS
from transformer_explore.core.checkpoints.loading import write_model
from transformer_explore.explorer import cli

from tests.models import made
from tests.trace.making import folder as a_folder
from tests.trace.readers import assert_harmless, bounded

pytestmark = pytest.mark.slow

WORDS = {word: number for number, word in enumerate(["[PAD]", "[UNK]", "[BOS]", "[EOS]", "我", "爱", "你"])}
ESCAPE = "\x1b[31m\u202e[bold]x[/bold]"
COMMANDS = (("walk", "我"), ("decode", "我"), ("explain", "我", "logits", "0,0"))
DEEP = b"[" * 100_000
Change = Callable[[Path], object]


def write(folder: Path) -> Path:
    """A small model with a tokenizer."""
    write_model(made(), folder)
    Tokenizer(models.WordLevel(WORDS, unk_token="[UNK]")).save(str(folder / TOKENIZER))
    return folder


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write(tmp_path / "model")


def said(model: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]) -> tuple[int, str]:
    """The exit code of a command and what it says on stderr; nothing that it prints acts on a terminal."""
    with bounded():
        code = cli.main([*command, "--model", str(model), "--device", "cpu"])
    printed = capsys.readouterr()
    assert_harmless(printed.out + printed.err, str(command))
    return code, printed.err


def refused(model: Path, capsys: pytest.CaptureFixture[str], message: str) -> None:
    for command in COMMANDS:
        code, line = said(model, capsys, command)
        assert (code, line.count("\n")) == (2, 1), line
        assert message in line
        assert len(line) < 1100


def runs(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in COMMANDS:
        assert said(model, capsys, command)[0] == 0


def configured(**settings: Any) -> Change:
    def change(model: Path) -> None:
        path = model / CONFIGURATION
        path.write_bytes(orjson.dumps(orjson.loads(path.read_bytes()) | settings))

    return change


def holding(name: str, content: bytes) -> Change:
    return lambda model: (model / name).write_bytes(content)


def weights(change: Callable[[dict[str, np.ndarray]], object]) -> Change:
    def changed(model: Path) -> None:
        stored = load_file(model / WEIGHTS)
        change(stored)
        save_file(stored, model / WEIGHTS)

    return changed


def header(text: bytes, length: int | None = None) -> bytes:
    return (len(text) if length is None else length).to_bytes(8, "little") + text


def tokenizer(**parts: Any) -> Change:
    def change(model: Path) -> None:
        path = model / TOKENIZER
        path.write_bytes(orjson.dumps(orjson.loads(path.read_bytes()) | parts))

    return change


def with_words(words: dict[str, int]) -> Change:
    return tokenizer(model={"type": "WordLevel", "vocab": words, "unk_token": "[UNK]"})


DOUBLES = {"type": "Replace", "pattern": {"String": "我"}, "content": "我我"}
OF_A_PIPE = "no file, but a pipe"


def test_the_model_that_is_spoilt_here_runs_as_it_is(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs(model, capsys)


def test_it_is_never_run_what_a_file_brings_along(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    class Runs:
        def __reduce__(self) -> tuple[Any, ...]:
            return Path.touch, (tmp_path / "was run",)

    for name in (WEIGHTS, CONFIGURATION, TOKENIZER, CARD, TRACE):
        before = (model / name).read_bytes() if (model / name).exists() else None
        (model / name).write_bytes(pickle.dumps(Runs()))
        for command in COMMANDS:
            said(model, capsys, command)
        if before is None:
            (model / name).unlink()
        else:
            (model / name).write_bytes(before)
    assert not (tmp_path / "was run").exists()


REFUSED: dict[str, tuple[Change, str]] = {
    "a billion features": (configured(d_model=10**9), "with d_model = 1000000000 is too much"),
    "a billion features for short sentences": (configured(d_model=10**6, longest=4), "weights.safetensors holds"),
    "a million layers": (configured(layers=10**6), "a model of 1,000,000 layers"),
    "as many layers as there could be": (configured(layers=2**64 - 1), "a model of 18,446,744,073,709,551,615 layers"),
    "sentences of a trillion tokens": (configured(longest=10**12), "longest = 1000000000000 with d_model = 8"),
    "sentences with room for one mark": (configured(longest=1), "invalid longest = 1:"),
    "a vocabulary of a trillion": (configured(vocabulary=10**12), "at least 8,000,0"),
    "a billion detectors": (configured(d_ff=10**9), "a model of 1 layers and at least"),
    "a billion heads": (configured(heads=10**9), "does not divide among 1000000000 heads"),
    "less than no layers": (configured(layers=-1), "invalid layers = -1:"),
    "half a layer": (configured(layers=0.5), "invalid layers = 0.5:"),
    "a true layer": (configured(layers=True), "invalid layers = True:"),
    "a layer in words": (configured(layers="x" * 10**6), "layers = 'xxxx"),
    "layers in lists": (configured(layers=[[[1]]] * 9999), "layers = [[[1]]"),
    "a size beyond numbers": (configured(d_model=1e300), "invalid d_model = 1e+300:"),
    "no size": (configured(d_model=None), "invalid d_model = None:"),
    "dropout of everything": (configured(dropout=1), "invalid dropout = 1:"),
    "dropout in words": (configured(dropout="x"), "invalid dropout = 'x':"),
    "dropout below nothing": (configured(dropout=-0.5), "invalid dropout = -0.5:"),
    "padding that is no token": (configured(padding=11), "invalid padding = 11:"),
    "padding in words": (configured(padding="[PAD]"), "invalid padding = '[PAD]':"),
    "padding that begins every sentence": (configured(padding=4), "reads padding in this text"),
    "padding that begins every translation": (configured(padding=2), "starts with padding"),
    "a part from a list": (configured(residual=[[["post-norm"]]]), "unknown residual = [[['post-norm']]]"),
    "settings that we do not have": (configured(**{ESCAPE: 1}), "unknown setting"),
    "a configuration as deep as a well": (holding(CONFIGURATION, DEEP), "configuration.json: "),
    "a configuration that is NaN": (holding(CONFIGURATION, b'{"d_model": NaN}'), CONFIGURATION),
    "a configuration in no text at all": (holding(CONFIGURATION, b"\xff\xfe{}"), CONFIGURATION),
    "a configuration that is a list": (holding(CONFIGURATION, b"[]"), "a JSON object expected"),
    "a configuration that is a library": (holding(CONFIGURATION, b" " * 2**21), "larger than 1,048,576 bytes"),
    "a configuration that is empty": (holding(CONFIGURATION, b""), CONFIGURATION),
    "weights that are empty": (holding(WEIGHTS, b""), "not a readable safetensors file"),
    "weights that are cut off": (
        lambda model: (model / WEIGHTS).write_bytes((model / WEIGHTS).read_bytes()[:-1]),
        "not a readable safetensors file",
    ),
    "weights with a header that is longer than the file": (
        holding(WEIGHTS, header(b"{}", 2**63)), "not a readable safetensors file"
    ),
    "weights with a header of the largest length": (
        holding(WEIGHTS, header(b"{}", 2**64 - 1)), "not a readable safetensors file"
    ),
    "weights with a deep header": (holding(WEIGHTS, header(b'{"a":' + DEEP)), "not a readable safetensors file"),
    "weights that lie over each other": (
        holding(WEIGHTS, header(b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},'
                                b'"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}') + bytes(4)),
        "not a readable safetensors file",
    ),
    "weights of more cells than bytes": (
        holding(WEIGHTS, header(b'{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}')
                + bytes(4)),
        "not a readable safetensors file",
    ),
    "weights of a type that nobody knows": (
        holding(WEIGHTS, header(b'{"a":{"dtype":"F4","shape":[2],"data_offsets":[0,1]}}') + bytes(1)),
        "not a readable safetensors file",
    ),
    "weights that are whole numbers": (
        weights(lambda stored: stored.update({"a": np.zeros(3, np.int64)})), "a holds int64, not floating-point weights"
    ),
    "weights that are yes and no": (
        weights(lambda stored: stored.update({ESCAPE: np.zeros(3, bool)})), "holds bool, not floating-point weights"
    ),
    "weights without numbers": (
        weights(lambda stored: stored.update({name: array[:0] for name, array in stored.items()})), "weights"
    ),
    "weights that are none": (holding(WEIGHTS, header(b"{}")), "weights.safetensors holds 0 arrays"),
    "weights that lie on their side": (
        weights(lambda stored: stored.update(
            {name: np.ascontiguousarray(array.T) for name, array in stored.items()})),
        "not [",
    ),
    "weights that take over the terminal": (
        weights(lambda stored: stored.update({ESCAPE: np.zeros(1, np.float32)})), "belongs to no part of the model"
    ),
    "a tokenizer that is missing": (lambda model: (model / TOKENIZER).unlink(), "not a readable tokenizer"),
    "a tokenizer that is empty": (holding(TOKENIZER, b""), "not a readable tokenizer"),
    "a tokenizer that is a list": (holding(TOKENIZER, b"[]"), "not a readable tokenizer"),
    "a tokenizer as deep as a well": (holding(TOKENIZER, DEEP), "not a readable tokenizer"),
    "a tokenizer in no text at all": (holding(TOKENIZER, b"\xff\xfe{}"), "not a readable tokenizer"),
    "a tokenizer of a kind that nobody knows": (tokenizer(model={"type": "Telepathy"}), "not a readable tokenizer"),
    "a tokenizer with words beyond the model": (
        with_words({**WORDS, "x": 11}), "it has an id 11, but the model has 11 tokens"
    ),
    "a tokenizer with four billion words": (with_words({**WORDS, "x": 2**32 - 1}), "it has an id 4,294,967,295"),
    "a tokenizer without marks": (with_words({"[UNK]": 0, "我": 4}), "no [BOS] token, which every sentence needs"),
    "a tokenizer without a word for what it does not know": (with_words({"爱": 4}), "cannot be read"),
    "a tokenizer that reads nothing": (
        tokenizer(normalizer={"type": "Replace", "pattern": {"String": "我"}, "content": ""}),
        "there is no word in this text",
    ),
    "a tokenizer that writes a library": (
        tokenizer(normalizer={"type": "Sequence", "normalizers": [DOUBLES] * 60}), "would make a text too long"
    ),
    "a tokenizer that puts a book before every text": (
        tokenizer(normalizer={"type": "Prepend", "prepend": "x" * 9999}), "would make a text too long"
    ),
    "a tokenizer that puts something between all letters": (
        tokenizer(normalizer={"type": "Sequence", "normalizers": [
            {"type": "Replace", "pattern": {"Regex": ""}, "content": "我"}] * 40}),
        "would make a text too long",
    ),
    "a tokenizer at which its library panics": (
        tokenizer(normalizer={"type": "Precompiled", "precompiled_charsmap": "!"}), "not a readable tokenizer"
    ),
    "a tokenizer at whose merges its library panics": (
        tokenizer(model={"type": "BPE", "vocab": WORDS | {"ab": 9, "a": 7, "b": 8}, "merges": ["a b"],
                         "continuing_subword_prefix": "x" * 99}),
        "not a readable tokenizer",
    ),
    "a trace left with it that is none": (holding(TRACE, b"{}"), "no trace"),
    "a trace left with it that is cut off": (holding(TRACE, b'{"format":'), "no valid JSON"),
}  # fmt: skip


@pytest.mark.parametrize("story", REFUSED)
def test_a_model_that_cannot_be_used_is_refused_in_one_line(
    story: str, model: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    change, message = REFUSED[story]
    change(model)
    if TRACE in {path.name for path in model.iterdir()}:
        code, line = said(model, capfd, ("explore", "--plain"))
        assert code == 2
        assert message in line
    else:
        refused(model, capfd, message)


RUNS: dict[str, Change] = {
    "a tokenizer that fills every text up to a billion tokens": tokenizer(
        padding={"strategy": {"Fixed": 10**9}, "direction": "Right", "pad_to_multiple_of": None,
                 "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]"}
    ),
    "a tokenizer that cuts every text off": tokenizer(
        truncation={"direction": "Right", "max_length": 0, "strategy": "LongestFirst", "stride": 0}
    ),
    "a tokenizer with fewer words than the model": with_words(dict(list(WORDS.items())[:5])),
    "words that take over the terminal": with_words(
        {word if number < 5 else f"{ESCAPE}{number}": number for number, word in enumerate([*WORDS, *"abcd"])}
    ),
}  # fmt: skip


@pytest.mark.parametrize("story", RUNS)
def test_a_model_that_is_odd_runs_all_the_same(
    story: str, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    RUNS[story](model)
    runs(model, capsys)


@pytest.mark.parametrize("number", [np.nan, 1e300])
def test_a_model_that_computes_no_numbers_can_be_walked_but_translates_nothing(
    number: float, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    weights(
        lambda stored: stored.update({name: np.full(array.shape, number) for name, array in stored.items()})
    )(model)
    for command in COMMANDS:
        code, told = said(model, capsys, command)
        assert code == (2 if command[0] == "decode" else 0)
        assert "the model computed no numbers" in told


CARDS: dict[str, bytes] = {
    "a card as deep as a well": DEEP,
    "a card that is a list": b"[]",
    "a card that is empty": b"",
    "a card in no text at all": b"\xff\xfe",
}


@pytest.mark.parametrize("story", CARDS)
def test_a_card_that_cannot_be_read_is_refused_where_it_is_read(
    story: str, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (model / CARD).write_bytes(CARDS[story])
    for command in COMMANDS:
        code, line = said(model, capsys, command)
        assert code == 2
        assert CARD in line


def test_a_card_may_say_what_it_likes(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for card in ({"language": [1]}, {"language": ESCAPE, "figures": 7}, {"language": "zh-en grammar"}):
        (model / CARD).write_bytes(orjson.dumps(card))
        runs(model, capsys)


# -------------------------------------------------------------------- what is no file


@pytest.mark.parametrize("name", [WEIGHTS, CONFIGURATION, TOKENIZER, CARD, TRACE])
def test_a_pipe_a_folder_or_a_device_in_the_place_of_a_file_is_refused_and_not_waited_for(
    name: str, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for put in (os.mkfifo, Path.mkdir, lambda path: path.symlink_to("/dev/zero")):
        path = model / name
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink(missing_ok=True)
        put(path)
        code, line = said(model, capsys, ("explore", "--plain") if name == TRACE else COMMANDS[0])
        assert (code, line.count("\n")) == (2, 1)


def test_a_link_to_itself_is_refused(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (model / WEIGHTS).unlink()
    (model / WEIGHTS).symlink_to(WEIGHTS)
    refused(model, capsys, "not a readable safetensors file")


def test_nothing_is_written_into_a_model(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in model.parent.rglob("*") if path.is_file()}
    runs(model, capsys)
    assert {path: path.read_bytes() for path in model.parent.rglob("*") if path.is_file()} == before


# -------------------------------------------------------------------- spoilt at random

SETTINGS = st.sampled_from(
    [
        "vocabulary",
        "d_model",
        "layers",
        "heads",
        "d_ff",
        "dropout",
        "longest",
        "residual",
        "padding",
        "positions",
    ]
)
VALUES = st.sampled_from(
    [-1, 0, 1, 2, 3, 4, 8, 9, 64, 10**6, 2**31, 2**63, 2**64 - 1, 0.0, 0.5, 1.0, 1e300, True, None, "", "learned",
     "pre-norm", ESCAPE, [], {}, [8]]
)  # fmt: skip


@settings(max_examples=int(os.environ.get("HOSTILE_EXAMPLES", 40)))
@given(st.dictionaries(SETTINGS, VALUES, min_size=1, max_size=3), st.data())
def test_a_model_spoilt_at_random_is_refused_in_one_line_or_runs(
    changes: dict[str, Any], data: st.DataObject
) -> None:
    with a_folder() as here:
        model = write(here / "model")
        name = data.draw(st.sampled_from([CONFIGURATION, WEIGHTS, TOKENIZER]))
        if name == CONFIGURATION:
            configured(**changes)(model)
        else:
            content = bytearray((model / name).read_bytes())
            for _ in range(data.draw(st.integers(1, 3))):
                at = data.draw(st.integers(0, min(len(content), 1500) - 1))
                if data.draw(st.integers(0, 5)):
                    content[at] = data.draw(st.integers(0, 255))
                else:
                    del content[at:]
                    break
            (model / name).write_bytes(content)
        with bounded():
            assert cli.main(["decode", "我", "--model", str(model), "--device", "cpu"]) in (0, 2)
