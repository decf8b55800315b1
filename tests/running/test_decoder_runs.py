"""Runs of GPT-2 and Llama folders: tokens, continuations, sizes, changes and code."""

from pathlib import Path

import numpy as np
import pytest
from transformer_explore.core.checkpoints import find_any, owner
from transformer_explore.core.decoding.strategy import Beam, ByHand, Forced, Greedy, Move, Sample, Strategy
from transformer_explore.core.interventions import parse
from transformer_explore.core.running.code import Ran, code_of
from transformer_explore.core.running.request import USUAL_LENGTH, Request
from transformer_explore.core.running.runs import decode, footprint, run
from transformer_explore.core.support.errors import Problem
from transformer_explore.core.support.progress import Progress, reporting
from transformer_explore.core.trace import Trace, bytes_of, load, save, verify

from tests.hugging_face import random_model, write

pytestmark = pytest.mark.numbers

TEXT = "the cat sat on the"
STRATEGIES: list[Strategy] = [Greedy(), Sample(temperature=2.0, top_k=9, seed=5), Beam(2), Forced(" mat")]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("models")
    for model_type in ("gpt2", "llama"):
        write(folder / model_type, model_type, random_model(model_type, **LONGER[model_type]))
    return {model_type: folder / model_type for model_type in ("gpt2", "llama")}


LONGER = {"gpt2": {"n_positions": 40}, "llama": {"max_position_embeddings": 40}}
both = pytest.mark.parametrize("model_type", ["gpt2", "llama"])


def asked(folder: Path, text: str = TEXT, *changes: str, **more) -> Request:
    interventions = tuple(map(parse, changes))
    return Request(source=text, model=str(folder), device="cpu", interventions=interventions, **more)


def texts(trace: Trace, name: str = "source") -> list[str]:
    return [token.text for token in trace.tokens[name]]


# -------------------------------------------------------------------- tokens
def test_the_tokens_are_readable_and_include_those_that_the_tokenizer_adds(folders: dict[str, Path]) -> None:
    assert texts(run(asked(folders["gpt2"])).trace)[:2] == ["the", "␣cat"]
    trace = run(asked(folders["llama"])).trace
    assert texts(trace)[:2] == ["<s>", "␣the"]
    assert trace.labels(trace["logits"])["position"] == tuple(texts(trace))
    assert trace.source_text == TEXT


@both
def test_the_text_of_a_trace_gives_the_same_tokens_again(folders: dict[str, Path], model_type: str) -> None:
    trace = run(asked(folders[model_type], " the  cat\n\tsat ")).trace
    assert trace.source_text == " the  cat\n\tsat "
    assert run(asked(folders[model_type], trace.source_text)).trace.tokens == trace.tokens


def test_numbers_stored_as_float16_are_reported(tmp_path: Path) -> None:
    write(tmp_path / "half", "gpt2", random_model("gpt2").half())
    (notice,) = run(asked(tmp_path / "half")).notices
    assert notice == "half: stored as float16, read as float32"


@both
def test_a_text_that_is_too_long_is_refused(folders: dict[str, Path], model_type: str) -> None:
    with pytest.raises(Problem, match="tokens are too many for this model, which takes at most 40"):
        run(asked(folders[model_type], "the cat sat on the mat " * 9))


def test_an_empty_text_is_refused_where_the_tokenizer_adds_nothing(folders: dict[str, Path]) -> None:
    with pytest.raises(Problem, match="no tokens"):
        run(asked(folders["gpt2"], ""))
    assert texts(run(asked(folders["llama"], "")).trace)[0] == "<s>"


# -------------------------------------------------------------------- continuations
@both
@pytest.mark.parametrize("cached", [True, False])
@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda strategy: strategy.name)
def test_a_decoding_continues_the_text(
    folders: dict[str, Path], model_type: str, cached: bool, strategy: Strategy
) -> None:
    length = None if isinstance(strategy, Forced) else 4
    request = asked(folders[model_type], strategy=strategy, cached=cached, length=length)
    made = run(request)
    assert made.decoding is not None
    assert made.decoding == decode(request)
    trace, text = made.trace, len(made.trace.tokens["source"])
    target = trace.tokens["target"]
    assert target == (trace.tokens["source"][-1], *made.decoding.answer)
    for iteration in made.decoding.iterations:
        for expansion in iteration.expansions:
            visit = f"#{expansion.visit}" if expansion.visit else ""
            step = trace[f"log_probabilities{visit}"]
            so_far = made.decoding.so_far(expansion.hypothesis)
            assert trace.tokens[f"prefix{visit}"] == (*trace.tokens["source"], *so_far)
            new = (1 if expansion.visit else text) if cached else text + len(so_far)
            assert len(step.values) == new
            for candidate in expansion.candidates:
                assert candidate.log_probability == pytest.approx(step.values[-1, candidate.token.id])
    assert {check.verdict for check in verify(trace)} == {"same"}
    recorded = trace.decoding
    assert recorded is not None
    assert (recorded.text, recorded.answer) == (made.decoding.text, made.decoding.answer)


@both
def test_the_cache_changes_no_prediction(folders: dict[str, Path], model_type: str) -> None:
    cached, whole = (
        decode(asked(folders[model_type], strategy=Greedy(), cached=cached)) for cached in (True, False)
    )
    assert len(cached.answer) == USUAL_LENGTH
    assert cached.answer == whole.answer
    for one, other in zip(cached.hypotheses(), whole.hypotheses(), strict=True):
        assert one.log_probability == pytest.approx(other.log_probability, abs=1e-4)


@both
def test_the_text_of_a_continuation_is_that_of_the_tokenizer(
    folders: dict[str, Path], model_type: str
) -> None:
    given = {"gpt2": " mat", "llama": "mat"}[model_type]  # Llama's tokenizer adds the space
    found = decode(asked(folders[model_type], strategy=Forced(given), text="the cat"))
    assert found.text == " mat"
    chinese = decode(asked(folders[model_type], strategy=Forced("我"), text="the cat"))
    assert chinese.text.strip() == "我"  # of several tokens, none of which is a character


@both
def test_a_continuation_stops_at_the_requested_length_or_at_the_models_limit(
    folders: dict[str, Path], model_type: str
) -> None:
    short = decode(asked(folders[model_type], strategy=Greedy(), length=2))
    assert (len(short.answer), short.ended) == (2, "the requested length was reached")
    most = decode(asked(folders[model_type], strategy=Greedy(), length=100))
    assert len(most.source) + len(most.answer) == 40
    assert most.ended == "the text has 40 tokens, the maximum for this model"


def test_a_text_as_long_as_the_model_reads_still_has_a_next_token(folders: dict[str, Path]) -> None:
    text = "a" * 40
    assert len(decode(asked(folders["gpt2"], text, strategy=Greedy())).answer) == 1
    with pytest.raises(Problem, match="can read at most 0"):
        decode(asked(folders["gpt2"], text, strategy=Forced("a")))


def test_a_continuation_ends_at_each_of_several_end_tokens(folders: dict[str, Path], tmp_path: Path) -> None:
    model = random_model("gpt2")
    plain = decode(asked(folders["gpt2"], strategy=Greedy(), length=3))
    model.generation_config.eos_token_id = [7, plain.answer[0].id]
    write(tmp_path / "ends", "gpt2", random_model("gpt2", n_positions=40))
    model.generation_config.save_pretrained(tmp_path / "ends")
    found = decode(asked(tmp_path / "ends", strategy=Greedy()))
    assert (found.answer, found.finished, found.ended) == ((), True, "the end was chosen")


@pytest.mark.parametrize("strategy", [Greedy(), Beam(2)], ids=lambda strategy: strategy.name)
def test_a_continuation_contains_no_token_that_the_files_forbid(
    folders: dict[str, Path], tmp_path: Path, strategy: Strategy
) -> None:
    first = decode(asked(folders["gpt2"], strategy=strategy, length=2)).answer[0].id
    model = write(tmp_path / "forbids", "gpt2", random_model("gpt2", n_positions=40))
    model.generation_config.bad_words_ids = [[first]]
    model.generation_config.save_pretrained(tmp_path / "forbids")
    found = decode(asked(tmp_path / "forbids", strategy=strategy, length=4))
    assert found.answer
    assert first not in [token.id for token in found.answer]


def test_tokens_picked_by_hand_continue_the_text(folders: dict[str, Path]) -> None:
    made = run(asked(folders["llama"], strategy=ByHand((Move("pick", 5), Move("pick", 6)))))
    assert made.decoding is not None
    assert [token.id for token in made.decoding.answer] == [5, 6]
    assert len(made.trace.tokens["prefix#2"]) == len(made.trace.tokens["source"]) + 2


def test_the_progress_of_tokens_picked_by_hand_ends_with_the_token_after_them(
    folders: dict[str, Path],
) -> None:
    reports: list[Progress] = []
    with reporting(reports.append):
        run(asked(folders["llama"], strategy=ByHand((Move("pick", 5), Move("pick", 6)))))
    assert reports == [Progress(1, 3), Progress(2, 3), Progress(3, 3)]


# -------------------------------------------------------------------- sizes
@both
@pytest.mark.parametrize("keep", ["everything", "statistics"])
@pytest.mark.parametrize("cached", [True, False])
def test_the_size_of_a_recording_is_known_before_it_is_made(
    folders: dict[str, Path], model_type: str, keep: str, cached: bool
) -> None:
    for strategy, length in ((None, None), (Forced(" mat the cat"), None), (Greedy(), 6)):
        request = asked(folders[model_type], strategy=strategy, length=length, keep=keep, cached=cached)
        size, exact = footprint(request)
        trace = run(request).trace
        assert (size.steps, size.bytes) == (len(trace), bytes_of(trace))
        assert exact == (strategy is None or isinstance(strategy, Forced))


# -------------------------------------------------------------------- changes
ATTENTION = "decoder.layers.1.self_attention"
CHANGES = (
    "no-positions", "no-scaling", "keys-as-values", "no-causal-mask", "fill 0", "mask-after-softmax", "dropout 1",
    f"silence {ATTENTION} 1", f"keep {ATTENTION} 0", f"forbid {ATTENTION} 3,0", "shuffle source 1",
    "set decoder.layers.0.self_attention.weights 0,1,0 0.5", "parameter decoder.norm.weight 1 2",
)  # fmt: skip


@both
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_alters_the_run_and_its_trace_is_consistent(
    folders: dict[str, Path], model_type: str, change: str
) -> None:
    plain, changed = (run(asked(folders[model_type], TEXT, *some)).trace for some in ((), (change,)))
    assert not np.allclose(plain["logits"].values, changed["logits"].values, atol=1e-5)
    assert {check.verdict for check in verify(changed)} == {"same"}
    assert code_of(Ran.of(changed)).keys() >= changed.names - {s.name for s in changed if "changed" in s.name}


@both
def test_without_positions_and_mask_the_order_of_the_tokens_does_not_matter(
    folders: dict[str, Path], model_type: str
) -> None:
    text = "the cat"
    count = len(run(asked(folders[model_type], text)).trace.tokens["source"]) - (model_type == "llama")
    order = ",".join(map(str, [*reversed(range(count - 1)), count - 1]))
    changes = ("no-positions", "no-causal-mask")
    plain = run(asked(folders[model_type], text, *changes)).trace["logits"].values
    shuffled = (
        run(asked(folders[model_type], text, *changes, f"shuffle source {order}")).trace["logits"].values
    )
    np.testing.assert_allclose(shuffled[-1], plain[-1], atol=1e-5)
    with_positions = run(asked(folders[model_type], text, f"shuffle source {order}")).trace["logits"].values
    assert not np.allclose(with_positions[-1], plain[-1], atol=1e-5)


@both
@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("pre-norm", "already pre-norm"),
        ("no-positions target", "no positional encoding of the target"),
        ("shuffle target 1", "too few tokens to shuffle"),
        ("silence decoder.layers.0.cross_attention 0", "no attention layer"),
    ],
)
def test_a_change_that_does_not_apply_is_refused_in_one_line(
    folders: dict[str, Path], model_type: str, change: str, why: str
) -> None:
    with pytest.raises(Problem, match=why) as caught:
        run(asked(folders[model_type], TEXT, change))
    assert "\n" not in str(caught.value)


@both
def test_a_patch_takes_numbers_of_another_run(
    folders: dict[str, Path], model_type: str, tmp_path: Path
) -> None:
    other = run(asked(folders[model_type], "the cats sat on the")).trace
    save(other, tmp_path / "other.json")
    step = "decoder.layers.0.feed_forward_residual.add"
    patched = run(asked(folders[model_type], TEXT, f"patch {step} 1,* {tmp_path / 'other.json'}")).trace
    np.testing.assert_array_equal(patched[f"{step}.changed"].values[1], other[step].values[1])


# -------------------------------------------------------------------- code and files
@both
@pytest.mark.parametrize(
    "more", [{}, {"strategy": Greedy(), "length": 3}, {"strategy": Greedy(), "cached": False}]
)
def test_every_step_has_its_lines_of_code(folders: dict[str, Path], model_type: str, more: dict) -> None:
    trace = run(asked(folders[model_type], **more)).trace
    code = code_of(Ran.of(trace))
    for step in trace:
        assert code[step.name].called is not None, step.name


@both
def test_a_saved_trace_finds_the_weights_of_the_folder_again(
    folders: dict[str, Path], model_type: str, tmp_path: Path
) -> None:
    made = run(asked(folders[model_type], strategy=Greedy(), length=2)).trace
    for name in ("t.json", "t.safetensors"):
        save(made, tmp_path / name)
        found = owner(load(tmp_path / name), str(folders[model_type]))
        assert {check.verdict for check in verify(found)} == {"same"}
        assert found.decoding == made.decoding
    assert find_any(str(folders[model_type])).belongs_to(made)
