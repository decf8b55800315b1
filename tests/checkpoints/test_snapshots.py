"""Pictures of attention during training: read without torch, as they were taken; and files that are none of them."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file
from transformer_explore.core.checkpoints import Checkpoint, CheckpointError, find
from transformer_explore.core.checkpoints.checkpoint import SNAPSHOTS
from transformer_explore.core.checkpoints.snapshots import Example, read, snapshots
from transformer_explore.core.grammar.vocabulary import Vocabulary
from transformer_explore.core.trace.analysis.sharpness import entropy
from transformer_explore.core.training.snapshots import Album
from transformer_explore.explorer import cli

from tests.models import made, tiny
from tests.models import write_small_model as write
from tests.process import python

pytestmark = pytest.mark.numbers

EXAMPLES = (Example("我爱", ("你",)), Example("爱", ("我", "你")))
CROSS = "decoder.layers.0.cross_attention.weights"


@pytest.fixture
def model(tmp_path: Path) -> Checkpoint:
    """A small model, with the pictures that an album took of it at two moments."""
    folder = write(tmp_path / "model")
    checkpoint = Checkpoint("model", folder)
    album = Album(folder / SNAPSHOTS, EXAMPLES)
    words = Vocabulary(checkpoint.tokenizer)
    album.take(made(tiny()), words, 0, None)
    album.take(made(tiny(), seed=1), words, 30, 2.5)
    return checkpoint


def test_saved_snapshots_are_read_bit_for_bit(model: Checkpoint) -> None:
    path = model.folder / SNAPSHOTS
    found = read(path)
    assert found.examples == EXAMPLES
    assert found.losses == {0: None, 30: 2.5} and found.updates == (0, 30)
    stored = load_file(path)
    arrays = found.arrays()
    assert arrays.keys() == stored.keys() and len(stored) == 2 * 2 * 3
    for name, array in stored.items():
        assert arrays[name].dtype == np.float16 and np.array_equal(arrays[name], array)
    assert found.shape(0, CROSS) == (2, 2, 2) == found.weights(30, 0, CROSS).shape
    np.testing.assert_allclose(found.weights(30, 1, CROSS).astype(float).sum(-1), 1, atol=2e-3)


def test_an_interrupted_run_continues_with_the_saved_snapshots(model: Checkpoint) -> None:
    path = model.folder / SNAPSHOTS
    before = read(path).arrays()
    again = Album(path, EXAMPLES)
    again.read()
    again.take(made(tiny(), seed=2), Vocabulary(model.tokenizer), 60, 1.5)
    after = read(path)
    assert after.updates == (0, 30, 60)
    assert all(np.array_equal(after.arrays()[name], array) for name, array in before.items())


def test_reading_snapshots_loads_no_torch() -> None:
    done = python("""
import sys
from transformer_explore.core.checkpoints import find
from transformer_explore.core.checkpoints.snapshots import snapshots
found = snapshots(find())
assert found.weights(found.updates[-1], 0, found.steps(0)[0]).ndim == 3
sys.exit("torch" in sys.modules)
""")
    assert done.returncode == 0, done.stderr


def test_the_shipped_model_came_with_pictures_from_random_to_aligned() -> None:
    found = snapshots(find())
    assert found.updates[0] == 0 and len(found.updates) >= 7
    at_first, at_last = (
        entropy(found.weights(u, 0, "decoder.layers.1.cross_attention.weights")) for u in found.updates[::7]
    )
    assert at_last.mean() < at_first.mean() / 2


def test_a_model_without_pictures_says_so_in_one_line(model: Checkpoint) -> None:
    (model.folder / SNAPSHOTS).unlink()
    with pytest.raises(CheckpointError, match="no training snapshots were saved for model 'model'"):
        snapshots(model)


ABOUT = {"sentences": [{"source": "我", "words": ["你"]}], "losses": {"0": None}}
WEIGHTS = {f"0/0/{CROSS}": np.full((1, 2, 1), 1, np.float16)}


def damaged(path: Path, about: Any = ABOUT, **arrays: np.ndarray) -> Path:
    text = about if isinstance(about, str) else json.dumps(about)
    save_file({**WEIGHTS, **arrays}, path, {"snapshots": text})
    return path


def test_the_undamaged_file_is_read(tmp_path: Path) -> None:
    assert read(damaged(tmp_path / "a")).steps(0) == (CROSS,)


@pytest.mark.parametrize(
    "about",
    [
        "", "[]", "{", "3", "[" * 100_000, "NaN",
        {"sentences": []}, {"losses": {}},
        ABOUT | {"sentences": 3}, ABOUT | {"sentences": [3]}, ABOUT | {"sentences": [{"source": 3, "words": []}]},
        ABOUT | {"sentences": [{"source": "我", "words": "你"}]}, ABOUT | {"sentences": [{"source": "", "words": [3]}]},
        ABOUT | {"losses": []}, ABOUT | {"losses": {"-1": 1.0}}, ABOUT | {"losses": {"9" * 5000: 1.0}},
        ABOUT | {"losses": {"0": "1"}}, ABOUT | {"losses": {"0": True}}, ABOUT | {"losses": {"0": 10**400}},
        ABOUT | {"losses": {"0": None, "5": 1.0}},  # without weights after 5 updates
        ABOUT | {"sentences": ABOUT["sentences"] * 2},
        {"sentences": ABOUT["sentences"] * 3000, "losses": dict.fromkeys(map(str, range(3000)))},
    ],
    ids=lambda about: str(about)[:30],
)  # fmt: skip
def test_other_metadata_are_refused_in_one_line(tmp_path: Path, about: Any) -> None:
    with pytest.raises(CheckpointError, match="damaged") as found:
        read(damaged(tmp_path / "a", about))
    assert "\n" not in str(found.value)


@pytest.mark.parametrize(
    ("name", "array"),
    [
        (f"0/1/{CROSS}", WEIGHTS[f"0/0/{CROSS}"]),
        (f"7/0/{CROSS}", WEIGHTS[f"0/0/{CROSS}"]),
        ("weights", WEIGHTS[f"0/0/{CROSS}"]),
        ("0/0/", WEIGHTS[f"0/0/{CROSS}"]),
        (f"0/0/{CROSS}", np.ones((1, 2, 1), np.float32)),
        (f"0/0/{CROSS}", np.ones((2, 1), np.float16)),
        (f"0/0/{CROSS}", np.ones((1, 0, 1), np.float16)),
    ],
)
def test_an_array_not_of_attention_weights_is_refused(tmp_path: Path, name: str, array: np.ndarray) -> None:
    with pytest.raises(CheckpointError, match="damaged"):
        read(damaged(tmp_path / "a", **{name: array}))


def test_the_same_sentence_has_the_same_size_at_every_moment(tmp_path: Path) -> None:
    about = ABOUT | {"losses": {"0": None, "5": 1.0}}
    with pytest.raises(CheckpointError, match="after 5 updates"):
        read(damaged(tmp_path / "a", about, **{f"5/0/{CROSS}": np.ones((1, 2, 3), np.float16)}))


@pytest.mark.parametrize("content", [b"", b"\x00" * 50, b"\xff" * 8, (2**60).to_bytes(8, "little") + b"{}"])
def test_bad_files_are_refused(model: Checkpoint, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    path = model.folder / SNAPSHOTS
    path.write_bytes(content)
    assert cli.main(["snapshots", "--model", str(model.folder)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    path.unlink()
    path.mkdir()
    assert cli.main(["snapshots", "--model", str(model.folder)]) == 2


def test_a_safetensors_file_without_metadata_is_refused(tmp_path: Path) -> None:
    save_file(WEIGHTS, tmp_path / "a")
    with pytest.raises(CheckpointError, match="metadata"):
        read(tmp_path / "a")


# ------------------------------------------------------------------------------------- sharpness of attention
def test_entropy_is_0_for_one_word_and_the_logarithm_for_uniform_weights() -> None:
    rows = np.array([[1.0, 0, 0, 0], [0.25] * 4, [0.5, 0.5, 0, 0]])
    assert entropy(rows).tolist() == [0, 2, 1]
    assert np.isnan(entropy(np.array([np.nan, 1.0])))


@given(st.lists(st.floats(0, 100), min_size=1, max_size=9).filter(lambda row: sum(row) > 0))
def test_uniform_weights_have_the_largest_entropy(row: list[float]) -> None:
    p = np.array(row) / sum(row)
    assert -1e-9 <= entropy(p) <= np.log2(len(row)) + 1e-9
