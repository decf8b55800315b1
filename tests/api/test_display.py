"""What notebooks show, also where they are not trusted, and traces for xarray, pandas and NumPy."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import transformer_explore as te
from transformer_explore.core.trace import TraceError
from transformer_explore.results import Explanation

from tests.explorer.html_pages import Page, Untrusted
from tests.explorer.ui.test_html import RUNS, SCRIPT, continued
from tests.models import unrecorded
from tests.trace.making import decoded

WEIGHTS = "encoder.layers.0.self_attention.weights"
HIDDEN = "encoder.layers.0.feed_forward.hidden"


@cache
def translated() -> te.Trace:
    return te.Trace(RUNS["translation"]())


@cache
def decoding() -> te.Trace:
    return te.Trace(decoded())


def shown(result: Any) -> tuple[Page, str]:
    """What an untrusted notebook shows, and the plain text."""
    bundle = result._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    whole, kept = Page(bundle["text/html"]), Page(Untrusted(bundle["text/html"]).html)
    assert whole.faults == kept.faults == []
    assert whole.text == kept.text  # nothing is only in what is dropped
    assert not [tag for tag, known in whole.elements if {"id", "href", "style"} & set(known)]
    classes = str(kept.elements[0][1]["class"]).split()
    assert {"mathjax_ignore", "tex2jax_ignore"} <= set(classes)  # a token such as $ begins no formula
    return kept, bundle["text/plain"]


# -------------------------------------------------------------------------- notebooks
@pytest.mark.parametrize("name", RUNS)
def test_a_trace_shows_its_tokens_and_steps(name: str) -> None:
    trace = te.Trace(RUNS[name]())
    page, plain = shown(trace)
    assert plain == repr(trace)
    assert all(step.name in page.text for step in list(trace)[:50])


def test_a_step_shows_its_formula_inputs_numbers_and_users() -> None:
    step = translated()[WEIGHTS]
    page, plain = shown(step)
    assert "exp(masked" in page.text and "masked" in page.text and "heads" in page.text
    assert f"{step.values[0, 1, 0]:.2f}" in page.text and f"{step.values[0, 1, 0]:.2f}" in plain
    assert "<svg" in step._repr_mimebundle_()["text/html"]
    assert "<svg" not in translated()[HIDDEN]._repr_mimebundle_()["text/html"]


def test_an_explanation_shows_the_number_its_terms_and_their_origin() -> None:
    found = translated().explain(HIDDEN, (1, 2))
    page, plain = shown(found)
    for text in (page.text, plain):
        assert f"{found.recorded:.4f}".lstrip("-") in text and "add & norm" in text.replace(
            "norm[", "add & norm"
        )
    assert found == Explanation(found.step, found.cell, found.recorded, found.expression, found.trace)


def test_a_decoding_and_a_comparison_show_what_their_plain_forms_print() -> None:
    assert translated().decoding is None
    found = decoding().decoding
    assert found is not None
    page, plain = shown(found)
    assert all(f"w{token.id}" in page.text and f"w{token.id}" in plain for token in found.answer)
    record = translated().record
    first = replace(record.steps[0], load=lambda: record.steps[0].values + 1)
    difference = translated().diff(te.Trace(replace(record, steps=(first, *record.steps[1:]))))
    page, plain = shown(difference)
    assert "1 of 108 steps differs" in page.text and "1 of 108 steps differs" in plain
    assert str(first) in page.text
    assert "all 108 steps are the same" in shown(translated().diff(translated()))[0].text


def test_in_a_notebook_the_plain_form_is_returned_and_not_displayed(monkeypatch: pytest.MonkeyPatch) -> None:
    found = translated().explain(HIDDEN, (1, 2))
    expected = found._repr_mimebundle_()
    monkeypatch.setattr("rich.console._is_jupyter", lambda: True)
    assert found._repr_mimebundle_() == expected and expected["text/plain"]


def test_damaged_and_hostile_traces_show_a_reason_and_no_markup() -> None:
    def damaged() -> np.ndarray:
        raise TraceError("the array is damaged")

    record = translated().record
    step = replace(record[WEIGHTS], load=damaged, in_file=True)
    page, plain = shown(te.Trace(replace(record, steps=(step,)))[WEIGHTS])
    assert "the array is damaged" in page.text and "the array is damaged" in plain
    tokens = {"source": tuple(replace(token, text=SCRIPT) for token in record.tokens["source"])}
    assert SCRIPT in shown(te.Trace(replace(record, model=replace(record.model, name=SCRIPT))))[0].text
    assert SCRIPT in shown(te.Trace(replace(record, tokens={**record.tokens, **tokens}))[WEIGHTS])[0].text


# -------------------------------------------------------------------------- xarray and pandas
def test_a_tree_has_every_step_with_tokens_as_labels_even_if_they_repeat() -> None:
    trace = te.Trace(continued())  # its text repeats a token
    tree = trace.to_xarray()
    for step in trace:
        node = tree["steps/" + step.name.replace(".", "/")]
        assert node["values"].dims == step.axes and np.array_equal(node["values"], step.values)
        assert node.attrs["formula"] == step.record.formula and node.attrs["inputs"] == list(step.inputs)
        assert node.attrs["operation"] == step.operation
    weights = tree["steps/decoder/layers/0/self_attention/weights/values"]
    assert weights["key_token"].values.tolist() == ["t3", "t4", "t3"]
    repeated = weights.where(weights["key_token"] == "t3", drop=True)
    assert repeated["key"].values.tolist() == [0, 2]
    assert tree["steps/logits/values"]["token_text"].values.tolist() == list(trace.record.vocabulary)
    assert tree["tokens/source"]["id"].values.tolist() == [3, 4, 3]


def test_a_tree_has_the_iterations_of_a_decoding_and_each_visit() -> None:
    trace = decoding()
    tree, found = trace.to_xarray(), trace.decoding
    assert found is not None
    hypotheses = tree["decoding/hypotheses"]
    assert hypotheses["number"].values.tolist() == [each.number for each in found.hypotheses()]
    assert hypotheses["token"].values.tolist() == [each.token.text for each in found.hypotheses()]
    count = sum(len(expansion.candidates) for i in found.iterations for expansion in i.expansions)
    assert tree["decoding/candidates"].sizes == {"candidate": count}
    assert tree["steps/logits#1"].attrs["iteration"] == trace["logits#1"].record.iteration == 1


def test_partial_traces_statistics_and_unusual_names_become_trees() -> None:
    one = te.Trace(translated().record.select([WEIGHTS], head=2)).to_xarray()
    assert one[f"steps/{WEIGHTS.replace('.', '/')}"]["head"].values.tolist() == [2]
    square = unrecorded("a/b", np.eye(2), ("feature", "feature"))
    tree = te.Trace(replace(continued(), steps=(square,))).to_xarray()
    assert tree["steps/a∕b/values"].dims == ("feature", "feature_2")
    clash = tuple(unrecorded(name, np.eye(2), ("row", "column")) for name in ("a", "a.values"))
    with pytest.raises(te.Problem, match="do not form a tree"):
        te.Trace(replace(continued(), steps=clash)).to_xarray()


def test_a_data_frame_has_a_row_for_each_number_with_its_labels() -> None:
    step = translated()[WEIGHTS]
    frame = step.to_dataframe()
    assert list(frame) == ["head", "query", "query_token", "key", "key_token", "value"]
    row = frame[(frame["head"] == 4) & (frame["query_token"] == "爱") & (frame["key_token"] == "你")]
    assert row["value"].tolist() == [step.values[4, 1, 2]] and len(frame) == step.values.size


@pytest.mark.parametrize(
    ("package", "use"),
    [("xarray", lambda: translated().to_xarray()), ("pandas", lambda: translated()[WEIGHTS].to_dataframe())],
)
def test_without_the_package_one_line_says_what_to_install(
    package: str, use: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(
        te.Problem, match=rf"needs the package {package}: pip install 'transformer-explore\[data\]'"
    ):
        use()


# -------------------------------------------------------------------------- files
def test_an_npz_file_is_read_by_numpy_alone_and_keeps_every_bit(tmp_path: Path) -> None:
    trace = translated()
    trace.to_npz(tmp_path / "t.npz")
    with np.load(tmp_path / "t.npz", allow_pickle=False) as arrays:
        assert all(np.array_equal(arrays[step.name], step.values, equal_nan=True) for step in trace)
        assert all(arrays[step.name].dtype == step.values.dtype for step in trace)
        described = json.loads(arrays["trace.json"])
    assert [step["name"] for step in described["steps"]] == [step.record.name for step in trace]


def test_a_page_is_written_in_one_step_and_names_are_checked(tmp_path: Path) -> None:
    te.Trace(continued()).to_html(tmp_path / "t.html")
    assert Page((tmp_path / "t.html").read_text(encoding="utf-8")).faults == []
    for write in (translated().to_html, translated().to_npz):
        with pytest.raises(te.Problem, match="use a name that ends in"):
            write(tmp_path / "t.json")
    assert [path.name for path in tmp_path.iterdir()] == ["t.html"]
