"""Marian and T5 folders give what `transformers` computes with eager attention, whatever their sizes and parts.

In float64, transformers would still compute T5's norms and Marian's sinusoids in float32; here it does not.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from transformer_explore.core.checkpoints import find_any
from transformer_explore.core.checkpoints.hugging_face.weights import WEIGHTS
from transformer_explore.core.decoding.strategy import Beam, Forced, Greedy, Sample, Strategy
from transformer_explore.core.interventions import parse
from transformer_explore.core.operations.positions import sinusoids_in_halves
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import decode, footprint, run
from transformer_explore.core.support.errors import Problem
from transformer_explore.core.trace import Decoding, Trace, verify
from transformer_explore.explorer.cli import main

from tests.hugging_face import random_model, write
from tests.models import changed

pytestmark = pytest.mark.numbers
TOLERANCE = {"float32": 1e-5, "float64": 1e-10}
TEXTS = ("the cat", "sat on the mat 猫", "é")
LETTERS = ("the", "cat", "sat", "on", "the mat", "猫", "é", "thecat")


@pytest.fixture(autouse=True)
def _exact_norms(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from transformers.models.t5.modeling_t5 import T5LayerNorm

    def forward(self: Any, x: Tensor) -> Tensor:
        return self.weight * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.variance_epsilon))

    monkeypatch.setattr(T5LayerNorm, "forward", forward)
    with torch.no_grad():
        yield


@dataclass(frozen=True)
class Case:
    """Random settings of a configuration, and a text."""

    model_type: str
    seed: int
    settings: dict[str, Any]
    text: str

    def __str__(self) -> str:
        return f"{self.model_type}-{self.seed}"

    def write(self, folder: Path, varied: bool = False) -> Any:
        """Writes a folder; the model of transformers.

        Args:
            varied: whether the weights are changed so that the answers have different tokens.
        """
        theirs = random_model(self.model_type, self.seed, attn_implementation="eager", **self.settings)
        for name, weight in theirs.named_parameters() if varied else ():
            if not weight.requires_grad:
                continue
            if name.endswith("norm.bias"):  # would favor the same token everywhere
                weight.zero_()
            elif name.endswith("norm.weight") and self.model_type == "marian":
                weight.sign_()  # with one sign, a token would favor itself
            else:
                weight *= 0.4 if "encoder_attn.out_proj" in name else 2.0
        return write(folder, self.model_type, theirs)


def marian(seed: int) -> Case:
    draw = random.Random(seed)
    heads = [draw.choice((1, 2, 3, 4)) for _side in range(2)]
    settings = {
        "d_model": 12 * draw.choice((1, 2)),
        "encoder_layers": draw.randint(1, 3),
        "decoder_layers": draw.randint(1, 3),
        "encoder_attention_heads": heads[0],
        "decoder_attention_heads": heads[1],
        "encoder_ffn_dim": draw.randint(1, 30),
        "decoder_ffn_dim": draw.randint(1, 30),
        "activation_function": ("swish", "relu", "gelu", "gelu_new")[seed % 4],
        "scale_embedding": bool(seed % 2),
        "share_encoder_decoder_embeddings": seed % 3 != 0,
        "max_position_embeddings": 40,
    }
    return Case("marian", seed, settings, text(draw))


def t5(seed: int) -> Case:
    draw = random.Random(seed)
    settings = {
        "d_model": draw.randint(4, 16),
        "d_kv": draw.randint(1, 9),
        "num_heads": draw.randint(1, 4),
        "d_ff": draw.randint(1, 30),
        "num_layers": draw.randint(1, 3),
        "num_decoder_layers": draw.randint(1, 3),
        "feed_forward_proj": ("relu", "gated-gelu", "gated-silu")[seed % 3],
        "tie_word_embeddings": bool(seed % 2),
        "relative_attention_num_buckets": draw.choice((6, 8, 32)),
        "relative_attention_max_distance": 17,
        "n_positions": 40,
    }
    return Case("t5", seed, settings, text(draw) + " the cat" * 8)  # more tokens than the largest distance


def text(draw: random.Random) -> str:
    return " ".join(draw.choices(LETTERS, k=draw.randint(1, 4)))


CASES = [make(seed) for make in (marian, t5) for seed in range(6)]
each_case = pytest.mark.parametrize("case", CASES, ids=str)


def with_exact_sinusoids(theirs: Any) -> None:
    """Computes Marian's sinusoids again, in the model's own precision."""
    if theirs.config.model_type == "marian":
        for side in (theirs.model.encoder, theirs.model.decoder):
            table = side.embed_positions.weight
            table.copy_(torch.from_numpy(sinusoids_in_halves(*table.shape)))


def expected(theirs: Any, trace: Trace, dtype: str) -> dict[str, Tensor]:
    """What transformers computes for the tokens of a trace, by the names of our steps."""
    theirs = theirs.to(getattr(torch, dtype))
    is_marian = theirs.config.model_type == "marian"
    with_exact_sinusoids(theirs)
    source, target = (
        torch.tensor([[token.id for token in trace.tokens[side]]]) for side in ("source", "target")
    )
    output = theirs(
        input_ids=source,
        decoder_input_ids=target,
        output_hidden_states=True,
        output_attentions=True,
        use_cache=False,
    )
    found = {"final_bias" if is_marian else "logits": output.logits}
    found["log_probabilities"] = output.logits.log_softmax(-1)
    layer, embedding = (
        ("feed_forward_residual.norm", "sum") if is_marian else ("feed_forward_residual.add", "tokens")
    )
    for side, prefix in (("encoder", "source"), ("decoder", "target")):
        states = output[f"{side}_hidden_states"]
        names = [f"{side}.layers.{number}.{layer}" for number in range(len(states) - 1)]
        if not is_marian:
            names[-1] = f"{side}.norm"  # the last state is normalized
        found |= dict(zip([f"{prefix}_embedding.{embedding}", *names], states, strict=True))
        for number, weights in enumerate(output[f"{side}_attentions"]):
            found[f"{side}.layers.{number}.self_attention.weights"] = weights
    for number, weights in enumerate(output.cross_attentions):
        found[f"decoder.layers.{number}.cross_attention.weights"] = weights
    return found


@pytest.mark.parametrize("dtype", TOLERANCE)
@each_case
def test_logits_hidden_states_and_attention_maps_are_those_of_transformers(
    case: Case, dtype: str, tmp_path: Path
) -> None:
    theirs = case.write(tmp_path)
    trace = run(Request(source=case.text, model=str(tmp_path), target="the cat sat on é", dtype=dtype)).trace
    assert trace.model.architecture == "encoder-decoder"
    ends = find_any(str(tmp_path)).special_tokens.end  # type: ignore[attr-defined]
    assert trace.tokens["source"][-1].id == ends[0]
    assert trace.tokens["target"][0].id == theirs.config.pad_token_id
    compared = expected(theirs, trace, dtype)
    maps = {step.name for step in trace if step.operation == "softmax"}
    assert maps <= compared.keys()
    for name, array in compared.items():
        ours = torch.from_numpy(np.array(trace[name].values))
        torch.testing.assert_close(ours, array[0], rtol=0, atol=TOLERANCE[dtype], msg=name)


@each_case
def test_every_step_verifies_and_a_changed_one_is_found(case: Case, tmp_path: Path) -> None:
    case.write(tmp_path)
    by_token = (
        Greedy() if case.seed == 0 else Forced("sat on the mat")
    )  # greedily, some answer at full length
    for strategy in (None, by_token):
        target = "the cat" if strategy is None else None
        trace = run(Request(source="the cat", model=str(tmp_path), target=target, strategy=strategy)).trace
        assert {check.verdict for check in verify(trace)} == {"same"}
    name = (
        "decoder.layers.0.cross_attention.scaled" if case.model_type == "marian" else "encoder.position_bias"
    )
    wrong = changed(trace, name, lambda values: values + np.float32(0.1))
    assert name in {check.step.name for check in verify(wrong) if check.verdict == "different"}


# ------------------------------------------------------------------------------------------------ decoding
def ending(case: Case, folder: Path) -> Any:
    """A model that ends soon: a token that it would choose early ends an answer too. Its first choice is forbidden."""
    theirs = case.write(folder, varied=True)
    stated = json.loads((folder / "generation_config.json").read_text())

    def state(**more: Any) -> list[int]:
        """Changes what the folder states about generation; returns the tokens that the model chooses then."""
        stated.update(more)
        (folder / "generation_config.json").write_text(json.dumps(stated))
        return [
            token.id
            for token in decode(Request(source=TEXTS[1], model=str(folder), strategy=Greedy())).answer
        ]

    first = state()[0]
    later = state(bad_words_ids=[[first]])
    state(eos_token_id=[theirs.config.eos_token_id, *dict.fromkeys(later[2:5])])
    theirs.generation_config.update(**stated)
    theirs.generation_config.forced_eos_token_id = None  # our search does not force an end
    theirs.generation_config.decoder_start_token_id = theirs.config.pad_token_id
    return theirs


def generated(theirs: Any, source: list[int], most: int, **how: Any) -> list[int]:
    """The answer of `generate`, with the end if it has one."""
    found: list[int] = theirs.generate(
        torch.tensor([source]), do_sample=False, max_new_tokens=most, length_penalty=0.0, **how
    )[0].tolist()
    return found[1:]


def up_to_the_end(ids: list[int], ends: list[int]) -> list[int]:
    """Without what fills the row after the end."""
    first = next((place for place, id in enumerate(ids) if id in ends), len(ids))
    return ids[: first + 1]


def decoded(words: str, folder: Path, strategy: Strategy, cached: bool = True) -> tuple[list[int], Decoding]:
    """Our answer with its end, if it has one."""
    found = decode(
        Request(source=words, model=str(folder), strategy=strategy, cached=cached, dtype="float64")
    )
    best = {h.number: h for each in found.iterations for h in each.hypotheses}[found.best]
    return [token.id for token in found.answer] + [best.token.id] * found.finished, found


def test_greedy_and_beam_search_choose_the_tokens_that_generate_does(tmp_path: Path) -> None:
    found = [
        answer
        for case in (marian(2), marian(15), t5(0), t5(3))
        for answer in same_answers(case, tmp_path / str(case))
    ]
    assert len(found) >= 8
    assert max(map(len, found)) > 2


def same_answers(case: Case, tmp_path: Path) -> list[list[int]]:
    """The answers that beam search finished, with their ends; asserts that `generate` gives them too."""
    theirs = ending(case, tmp_path).double()
    with_exact_sinusoids(theirs)
    ends = theirs.generation_config.eos_token_id
    forbidden = theirs.generation_config.bad_words_ids[0][0]
    finished: list[list[int]] = []
    for words in TEXTS:
        answer, found = decoded(words, tmp_path, Greedy())
        source = [token.id for token in found.source]
        most = min(len(source) + 50, find_any(str(tmp_path)).configuration.longest - 1)
        assert answer == up_to_the_end(generated(theirs, source, most), ends)
        assert answer == decoded(words, tmp_path, Greedy(), cached=False)[0]
        for early in (True, False):
            beam = Beam(3, length_penalty=0.0, early_stop=early)
            answer, found = decoded(words, tmp_path, beam)
            assert forbidden not in answer
            if found.finished:
                finished.append(answer)
                also = generated(theirs, source, most, num_beams=3, early_stopping=early)
                assert answer == up_to_the_end(also, ends)
    return finished


@pytest.mark.parametrize("make", [marian, t5])
def test_drawn_forced_and_unrecorded_decodings_and_their_sizes(make: Any, tmp_path: Path) -> None:
    case = make(1)
    case.write(tmp_path)
    model, words = str(tmp_path), "the cat"
    for strategy in (Sample(seed=3), Forced("cat sat")):
        request = Request(source=words, model=model, strategy=strategy)
        trace = run(request).trace
        estimated, is_exact = footprint(request)
        assert estimated.steps == len(trace) if is_exact else estimated.steps >= len(trace)
    request = Request(source=words, model=model)
    assert footprint(request)[0].steps == len(run(request).trace)
    again = run(Request(source=words, model=model, strategy=Sample(seed=3)))
    assert again.decoding is not None
    assert (
        again.decoding.answer
        == run(Request(source=words, model=model, strategy=Sample(seed=3), cached=False)).decoding.answer
    )  # type: ignore[union-attr]


# ------------------------------------------------------------------------------------------------ the program
@pytest.mark.parametrize("make", [marian, t5])
def test_the_commands_accept_the_folder(
    make: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, file = tmp_path / "model", tmp_path / "a.json"
    make(4).write(folder)
    for command in (
        ["walk", "the cat", "--target", "sat on"],
        ["decode", "the cat", "--strategy", "beam"],
        ["export", "the cat", "-o", str(file)],
    ):
        assert main([*command, "--model", str(folder)]) == 0, capsys.readouterr()
    assert main(["verify", str(file), "--model", str(folder)]) == 0, capsys.readouterr()
    assert "the" in capsys.readouterr().out


@pytest.mark.parametrize("make", [marian, t5])
@pytest.mark.parametrize(
    "change", ["no-causal-mask", "silence encoder.layers.0.self_attention 0", "no-positions"]
)
def test_interventions_change_the_run(make: Any, change: str, tmp_path: Path) -> None:
    make(3).write(tmp_path)
    plain, other = (
        run(Request(source="the cat", model=str(tmp_path), target="the mat", interventions=changes)).trace
        for changes in ((), (parse(change),))
    )
    assert not np.array_equal(other["logits"].values, plain["logits"].values)
    assert {check.verdict for check in verify(other)} == {"same"}


def test_scores_that_are_not_scaled_cannot_be_left_unscaled(tmp_path: Path) -> None:
    t5(3).write(tmp_path)
    with pytest.raises(Problem, match="nothing to change"):
        run(Request(source="the", model=str(tmp_path), target="mat", interventions=(parse("no-scaling"),)))


# ------------------------------------------------------------------------------------------------ text
def test_the_end_is_appended_where_the_tokenizer_does_not(tmp_path: Path) -> None:
    marian(1).write(tmp_path)
    before = run(Request(source="the cat", model=str(tmp_path), target="on")).trace.tokens
    tokenizer = json.loads((tmp_path / "tokenizer.json").read_text())
    (tmp_path / "tokenizer.json").write_text(json.dumps(tokenizer | {"post_processor": None}))
    assert run(Request(source="the cat", model=str(tmp_path), target="on")).trace.tokens == before


@pytest.mark.parametrize(
    ("words", "target", "message"),
    [
        ("", None, "contains no tokens"),
        ("the cat", "", "contains no tokens"),
        ("the " * 50, None, "too many for this model, which takes at most 39"),
        ("the cat", "the " * 50, "too many for this model, which takes at most 39"),
    ],
)
def test_texts_that_cannot_be_read_are_refused(
    words: str, target: str | None, message: str, tmp_path: Path
) -> None:
    marian(1).write(tmp_path)
    with pytest.raises(Problem, match=message):
        run(Request(source=words, model=str(tmp_path), target=target))


def test_shuffled_words_stay_before_the_end(tmp_path: Path) -> None:
    t5(1).write(tmp_path)
    plain, other = (
        run(Request(source="the cat", model=str(tmp_path), target="on", interventions=changes)).trace
        for changes in ((), (parse("shuffle source 1"),))
    )
    before, after = plain.tokens["source"], other.tokens["source"]
    assert before != after
    assert before[-1] == after[-1]


def test_padding_in_the_source_is_refused(tmp_path: Path) -> None:
    t5(1).write(tmp_path)
    with pytest.raises(Problem, match="reads part of this text as padding"):
        run(Request(source="the <pad> cat", model=str(tmp_path)))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("decoder_start_token_id pad_token_id", "no file states decoder_start_token_id or pad_token_id"),
        ("eos_token_id", "no file states eos_token_id"),
    ],
)
def test_a_folder_without_a_necessary_special_token_is_refused(
    name: str, message: str, tmp_path: Path
) -> None:
    t5(1).write(tmp_path)
    for file in ("config.json", "generation_config.json", "tokenizer_config.json"):
        stated = json.loads((tmp_path / file).read_text())
        kept = {key: value for key, value in stated.items() if key not in name.split()}
        kept = {key: value for key, value in kept.items() if key.replace("_token", "_token_id") not in name}
        (tmp_path / file).write_text(json.dumps(kept))
    assert (tmp_path / WEIGHTS).exists()
    with pytest.raises(Problem, match=message):
        run(Request(source="the cat", model=str(tmp_path)))
