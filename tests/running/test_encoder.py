"""Runs of encoders such as BERT: masked words, two sentences, and what is refused."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from transformer_explore.core.checkpoints import find_any
from transformer_explore.core.decoding.strategy import Greedy
from transformer_explore.core.interventions import parse
from transformer_explore.core.running.code import Ran, code_of
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import footprint, run
from transformer_explore.core.support.errors import Problem
from transformer_explore.core.trace import Trace, TraceError, explain, load, masked_words, save, verify

from tests.hugging_face import random_model, write

pytestmark = pytest.mark.numbers
TEXT = "the cat [MASK] [SEP] 我爱 [MASK] on"
ATTENTION = "encoder.layers.1.self_attention"


@pytest.fixture(scope="module")
def bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "bert"
    write(folder, "bert", random_model("bert", vocab_size=14))
    return folder


def asked(model: Path, text: str = TEXT, *changes: str, **more) -> Request:
    return Request(
        source=text, model=str(model), device="cpu", interventions=tuple(map(parse, changes)), **more
    )


def traced(model: Path, text: str = TEXT, *changes: str) -> Trace:
    trace = run(asked(model, text, *changes)).trace
    return replace(trace, parameters=find_any(str(model)).parameters)


def wrong(trace: Trace) -> list[str]:
    return [check.step.name for check in verify(trace) if check.verdict != "same"]


def test_two_sentences_have_two_token_types(bert: Path) -> None:
    trace = traced(bert)
    assert [token.text for token in trace.tokens["source"]] == [
        *("[CLS]", "the", "cat", "[MASK]", "[SEP]"),
        *("我", "爱", "[MASK]", "on", "[SEP]"),
    ]
    assert [token.text for token in trace.tokens["types"]] == [*"0000011111"]
    assert trace.labels(trace["embedding.types"])["position"] == tuple("0000011111")
    assert trace.labels(trace["embedding.norm"])["position"][1:4] == ("the", "cat", "[MASK]")


def test_every_step_is_verified_explained_and_has_its_line_of_code(bert: Path) -> None:
    trace = traced(bert)
    assert not wrong(trace)
    code = code_of(Ran.of(trace))
    for step in trace:
        last = tuple(size - 1 for size in step.shape)
        found = explain(trace, step, last)
        assert found.expression.value == pytest.approx(found.recorded, abs=1e-5), step.name
        assert code[step.name].called is not None


def test_a_planted_change_is_found(bert: Path) -> None:
    trace = traced(bert)
    name = "masked_words.norm"
    values = trace[name].values.copy()
    values[3, 1] += 0.01
    planted = tuple(replace(step, load=lambda: values) if step.name == name else step for step in trace.steps)
    assert name in wrong(replace(trace, steps=planted))


def test_masked_words_are_predicted_by_the_head_for_them(bert: Path, tmp_path: Path) -> None:
    trace = traced(bert)
    probabilities = np.exp(trace["masked_words.log_probabilities"].values)
    found = masked_words(trace, 14)
    assert [word.position for word in found] == [3, 7] == list(trace.answer_positions)
    for word in found:
        shares = [candidate.probability for candidate in word.candidates]
        assert shares == sorted(shares, reverse=True)
        assert sum(shares) == pytest.approx(1)
        best = word.candidates[0].token
        assert best.id == probabilities[word.position].argmax()
        assert best.text == trace.vocabulary[best.id] == trace.predicted[word.position]
    save(trace, tmp_path / "trace.json")
    assert masked_words(load(tmp_path / "trace.json"), 14) == found


def test_without_masks_or_without_the_head_there_are_no_masked_words(bert: Path, tmp_path: Path) -> None:
    with pytest.raises(TraceError, match=r"no word is masked; type \[MASK\] in place of a word"):
        masked_words(traced(bert, "the cat"))
    write(tmp_path, "bert", random_model("bert", vocab_size=14, head="BertModel"))
    trace = traced(tmp_path, "the cat [MASK]")
    assert not wrong(trace)
    assert trace.steps[-1].name == "pooler.tanh"
    with pytest.raises(TraceError, match="has no part that predicts masked words"):
        masked_words(trace)


def test_a_model_without_a_pooler_runs(tmp_path: Path) -> None:
    write(tmp_path, "bert", random_model("bert", vocab_size=14, head="BertForMaskedLM"))
    trace = traced(tmp_path)
    assert not wrong(trace)
    assert not any(step.name.startswith(("pooler", "next_sentence")) for step in trace)


REFUSED = {
    " ": "this text contains no words",
    "the [CLS] cat": r"\[CLS\] is a mark that the model adds itself",
    "the [PAD]": r"\[PAD\] is a mark that the model adds itself",
    "the [SEP] cat [SEP] on": r"\[SEP\] separates two sentences",
    "the cat [SEP] ": r"\[SEP\] separates two sentences",
    "the " * 31: "33 tokens are too many for this model, which takes at most 32",
}


@pytest.mark.parametrize("text", REFUSED)
def test_texts_that_it_cannot_read_are_refused_in_one_line(text: str, bert: Path) -> None:
    with pytest.raises(Problem, match=REFUSED[text]) as refused:
        run(asked(bert, text))
    assert "\n" not in str(refused.value)


def test_a_target_and_a_decoding_are_refused(bert: Path) -> None:
    for more in ({"target": "the"}, {"strategy": Greedy()}):
        with pytest.raises(Problem, match=r"omit the target|nothing to decode"):
            run(asked(bert, **more))
    with pytest.raises(Problem, match="nothing to decode"):
        footprint(asked(bert, strategy=Greedy()))


def test_a_second_sentence_needs_a_second_token_type(tmp_path: Path) -> None:
    write(tmp_path, "bert", random_model("bert", vocab_size=14, type_vocab_size=1))
    assert not wrong(traced(tmp_path, "the cat"))
    with pytest.raises(Problem, match="knows only one token type"):
        run(asked(tmp_path))


def test_the_footprint_is_that_of_the_recording(bert: Path) -> None:
    size, exact = footprint(asked(bert))
    trace = traced(bert)
    assert exact
    assert size.steps == len(trace)
    assert size.bytes == sum(step.values.nbytes for step in trace if not step.name.endswith(".mask")) + sum(
        step.values.shape[-1] for step in trace if step.name.endswith(".mask")
    )


CHANGES = {
    f"silence {ATTENTION} 1": f"{ATTENTION}.heads.changed",
    f"keep {ATTENTION} 0": f"{ATTENTION}.heads.changed",
    f"forbid {ATTENTION} 0,1": f"{ATTENTION}.mask.changed",
    "no-scaling": f"{ATTENTION}.scaled",
    "pre-norm": f"{ATTENTION}_residual.norm",
    "dropout 3": "embedding.dropout.thinned",
    "set embedding.types 0,0 1": "embedding.types.changed",
    "parameter embedding.types.weight 0,* 0": "embedding.types",
}


@pytest.mark.parametrize("change", CHANGES)
def test_interventions_change_the_run_and_are_verified(change: str, bert: Path) -> None:
    trace = traced(bert, TEXT, change)
    assert CHANGES[change] in trace
    assert not wrong(trace) or change.startswith("parameter")
    output = "masked_words.log_probabilities"
    assert not np.allclose(trace[output].values, traced(bert)[output].values, atol=1e-7)


def test_a_patch_from_a_run_of_another_text_gives_its_numbers(bert: Path, tmp_path: Path) -> None:
    other = traced(bert, "the mat [MASK] [SEP] 我爱 [MASK] on")
    save(other, tmp_path / "other.json")
    step = "encoder.layers.0.feed_forward_residual.norm"
    patched = traced(bert, TEXT, f"patch {step} *,* {tmp_path / 'other.json'}")
    output = "masked_words.log_probabilities"
    np.testing.assert_allclose(patched[output].values, other[output].values, atol=1e-6)


def test_a_shuffle_moves_words_and_leaves_the_special_tokens(bert: Path) -> None:
    tokens = traced(bert, TEXT, "shuffle source 4").tokens
    texts, before = ([token.text for token in trace["source"]] for trace in (tokens, traced(bert).tokens))
    assert texts != before
    assert sorted(texts) == sorted(before)
    assert [texts[place] for place in (0, 4, 9)] == ["[CLS]", "[SEP]", "[SEP]"]
    assert [token.text for token in tokens["types"]] == [*"0000011111"]


def test_a_change_that_makes_no_sense_is_refused_in_one_line(bert: Path) -> None:
    for change in ("no-causal-mask", "shuffle target 3", f"silence {ATTENTION} 2"):
        with pytest.raises(Problem) as refused:
            run(asked(bert, TEXT, change))
        assert "\n" not in str(refused.value)
