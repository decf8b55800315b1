"""What the decoder knows of the source comes in at cross-attention, and not before."""

from __future__ import annotations

import numpy as np
import pytest
from transformer_explore.core.support.errors import Problem
from transformer_explore.lessons.labs import perform


def changes(other: str) -> dict[str, float]:
    table = perform("swapped-source", {"other": other}).tables["changes"]
    return dict(zip(table.labels["step"], table.values, strict=True))


def test_up_to_the_first_cross_attention_nothing_changes_and_its_keys_are_the_first() -> None:
    lab = perform("swapped-source", {})
    steps = lab.tables["changes"].labels["step"]
    assert steps[int(lab.field("first"))] == "decoder.layers.0.cross_attention.key"
    found = changes("他爱我")
    assert found["decoder.layers.0.cross_attention.query"] == 0
    assert found["decoder.layers.0.self_attention.output"] == 0
    assert found["decoder.layers.1.self_attention.weights"] > 0
    assert found["log_probabilities"] > 0


def test_another_length_reshapes_what_has_source_positions_and_nothing_else() -> None:
    found = changes("他爱我们")
    reshaped = {name.rsplit(".", 1)[-1] for name, change in found.items() if change == -1}
    assert reshaped == {"key", "value", "dot_products", "scaled", "mask", "masked", "weights"}
    assert all("cross_attention" in name for name, change in found.items() if change == -1)


def test_the_same_sentence_changes_nothing() -> None:
    lab = perform("swapped-source", {"other": "我爱你"})
    assert lab.field("moved") == lab.field("reshaped") == 0
    assert lab.field("first") == -1
    assert lab.field("same") == lab.field("steps") == np.size(lab.field("changes"))


def test_a_sentence_without_tokens_is_refused_in_a_line() -> None:
    with pytest.raises(Problem):
        perform("swapped-source", {"other": ""})


def test_the_attentions_alone_tell_the_same_by_layer() -> None:
    lab = perform("swapped-source", {})
    table = lab.tables["attentions"]
    assert table.values.shape == (2, 9, 2)
    where = (1, table.labels["step"].index("weights"), table.labels["attention"].index("self"))
    assert table.values[where] == changes("他爱我")["decoder.layers.1.self_attention.weights"]
    assert np.all(table.values[0, :, 0] == 0)
