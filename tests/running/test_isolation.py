"""A run depends only on its request: not on other threads, torch's settings, or earlier runs."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save, save_file
from transformer_explore.core.checkpoints import find, find_any
from transformer_explore.core.decoding.strategy import Beam, Forced, Greedy, Sample, Strategy, StrategyError
from transformer_explore.core.interventions.parse import parse
from transformer_explore.core.running.architecture import Inputs, Job, loaded
from transformer_explore.core.running.code import Ran, code_of
from transformer_explore.core.running.families import influences
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import decode, footprint, run
from transformer_explore.core.running.text import TextError
from transformer_explore.core.running.torch_settings import pinned
from transformer_explore.core.trace import Trace
from transformer_explore.core.training.sequence_recipe import SequenceRecipe
from transformer_explore.core.training.sequences import started
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.material import MaterialCache

PLAIN = Request(source="猫喜欢狗", device="cpu")
SEQUENCE = Request(source="a b c?2", model="n-back-attention", device="cpu")


def numbers(trace: Trace) -> list[tuple[Any, ...]]:
    return [(str(step.source), step.operation, step.dtype, step.values.tobytes()) for step in trace]


# ------------------------------------------------------------------------- threads
def test_runs_in_several_threads_give_the_same_results_and_change_no_weights() -> None:
    requests = [
        PLAIN,
        replace(PLAIN, interventions=(parse("no-scaling"),)),
        replace(
            PLAIN, interventions=(parse("parameter encoder.layers.0.self_attention.query.weight *,* 0"),)
        ),
        replace(
            PLAIN, strategy=Greedy(), interventions=(parse("silence decoder.layers.0.self_attention 0"),)
        ),
        replace(PLAIN, keep="lean"),
        SEQUENCE,
    ]
    single = [numbers(run(request).trace) for request in requests]
    weights = [parameter.detach().clone() for parameter in loaded(find(), "cpu").parameters()]

    def same(number: int) -> bool:
        return numbers(run(requests[number % len(requests)]).trace) == single[number % len(requests)]

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(same, range(4 * len(requests))))
    assert [numbers(run(request).trace) for request in requests] == single
    for parameter, before in zip(loaded(find(), "cpu").parameters(), weights, strict=True):
        assert torch.equal(parameter, before)


# ------------------------------------------------------------------------- torch's settings
def _set(change: Callable[[Any], Any], value: object, usual: object) -> Any:
    @contextmanager
    def block() -> Iterator[None]:
        change(value)
        try:
            yield
        finally:
            change(usual)

    return block


SETTINGS = {
    "float64": _set(torch.set_default_dtype, torch.float64, torch.float32),
    "bfloat16": _set(torch.set_default_dtype, torch.bfloat16, torch.float32),
    "another device": _set(torch.set_default_device, "meta", None),
    "autocast": lambda: torch.autocast("cpu", dtype=torch.bfloat16),
    "inference mode": torch.inference_mode,
    "gradients": torch.enable_grad,
    "no gradients": torch.no_grad,
    "deterministic": _set(torch.use_deterministic_algorithms, True, False),
    "fast products": _set(torch.set_float32_matmul_precision, "medium", "highest"),
}
COMPUTED: dict[str, Callable[[], object]] = {
    "forward": lambda: numbers(run(PLAIN).trace),
    "a model of its own kind": lambda: numbers(run(replace(PLAIN, dtype="float64")).trace),
    "a changed run": lambda: numbers(run(replace(PLAIN, interventions=(parse("dropout 3 0.2"),))).trace),
    "decoding": lambda: decode(replace(PLAIN, strategy=Beam(2))),
    "a sequence": lambda: numbers(run(SEQUENCE).trace),
    "a footprint": lambda: footprint(replace(PLAIN, strategy=Forced("a cat"))),
    "influences": lambda: [
        each.tobytes() for each in influences("n-back", "a b c?2", "attention", trained=True)
    ],
    "code": lambda: code_of(Ran("transformer", find().configuration.as_dict())),
    "a lab": lambda: {
        name: table.values.tobytes()
        for name, table in perform("far-gradient", {"gap": 2, "sequences": 4}).tables.items()
    },
    "weights to begin training with": lambda: [
        parameter.detach().double().numpy().tobytes()
        for parameter in started(SequenceRecipe.of(find_any("n-back-attention").card["recipe"])).parameters()
    ],
}


def clear_caches() -> None:
    """Empties the caches, so that models are loaded again with the settings."""
    from transformer_explore.core.recording import footprint
    from transformer_explore.core.running import architecture, encoder_decoder, families

    for kept in (architecture._cache, encoder_decoder._greedy, families._cached, footprint._shapes):
        kept.cache_clear()


@pytest.mark.parametrize("computed", COMPUTED)
def test_torchs_settings_do_not_change_results_and_are_restored(computed: str) -> None:
    compute = COMPUTED[computed]
    clear_caches()
    usual = compute()
    for name, setting in SETTINGS.items():
        clear_caches()
        with setting():
            before = state()
            assert compute() == usual, name
            assert state() == before, name
        clear_caches()


def state() -> tuple[object, ...]:
    return (
        torch.get_default_dtype(),
        torch.get_default_device(),
        torch.is_autocast_enabled("cpu"),
        torch.is_inference_mode_enabled(),
        torch.is_grad_enabled(),
        torch.are_deterministic_algorithms_enabled(),
        torch.get_float32_matmul_precision(),
        torch.get_rng_state().tolist(),
    )


def test_the_first_of_two_overlapping_blocks_to_end_restores_nothing() -> None:
    # Gradients are settings of a thread, whose blocks are nested, so both blocks use the same.
    first, second = pinned(grad=True), pinned(grad=True)
    with SETTINGS["float64"]():
        first.__enter__()
        second.__enter__()
        first.__exit__(None, None, None)
        assert torch.get_default_dtype() == torch.float32
        second.__exit__(None, None, None)
        assert torch.get_default_dtype() == torch.float64


# ------------------------------------------------------------------------- models on disk
@pytest.fixture
def folder(tmp_path: Path) -> Path:
    there = tmp_path / "my-model"
    shutil.copytree(find().folder, there, ignore=shutil.ignore_patterns("trace.json", "snapshots*"))
    return there


def halve(file: Path, keep_time: bool = False) -> None:
    """Replaces the weights in the file with others of the same size."""
    before = file.stat()
    weights = {name: (array * 0.5).astype(array.dtype) for name, array in load_file(file).items()}
    file.write_bytes(save(weights))  # in place, as `cp` does
    if keep_time:
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("keep_time", [False, True])
def test_a_model_with_replaced_weights_is_read_again(folder: Path, keep_time: bool) -> None:
    request, bench = replace(PLAIN, model=str(folder)), MaterialCache()
    first, of_lesson = run(request).trace, bench.trace(request)
    halve(folder / "weights.safetensors", keep_time)
    second = run(request).trace
    assert first.model.sha256 != second.model.sha256 == find(str(folder)).model_card.sha256
    assert numbers(first) != numbers(second)
    assert first.model.sha256 == of_lesson.model.sha256 != bench.trace(request).model.sha256
    assert numbers(run(request).trace) == numbers(second)


def test_a_replaced_sequence_model_is_read_again(tmp_path: Path) -> None:
    shipped = find_any(SEQUENCE.model)
    file = tmp_path / "mine.safetensors"
    shutil.copy(shipped.file, file)  # type: ignore[union-attr]
    request = replace(SEQUENCE, model=str(file))
    first = run(request).trace
    shutil.copy(find_any("n-back-rnn").file, file)  # type: ignore[union-attr]
    second = run(request).trace
    assert first.model.sha256 != second.model.sha256 == find_any(str(file)).model_card.sha256


def test_relative_paths_are_resolved(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "elsewhere" / "my-model"
    shutil.copytree(folder, other)
    halve(other / "weights.safetensors")
    request = replace(PLAIN, model="my-model")
    monkeypatch.chdir(folder.parent)
    here, checkpoint = run(request).trace, find("my-model")
    monkeypatch.chdir(other.parent)
    there = run(request).trace
    assert here.model.sha256 != there.model.sha256
    assert checkpoint.model_card.sha256 == here.model.sha256  # even if it is read only now


# ------------------------------------------------------------------------- NaN and special tokens
@pytest.mark.parametrize("strategy", [None, Greedy(), Sample(), Beam(2)])
def test_a_model_that_computes_no_numbers_has_no_translation(strategy: Strategy | None, folder: Path) -> None:
    file = folder / "weights.safetensors"
    weights = load_file(file)
    weights["logits.weight" if "logits.weight" in weights else "source_embedding.tokens.weight"][:] = np.nan
    save_file(weights, file)
    no_numbers = r"the model produced no usable numbers: after token 0 every log-probability is NaN"
    wanted = replace(PLAIN, model=str(folder), strategy=strategy)
    if strategy is None:  # the target is empty, and the first step with NaN can be found
        made = run(wanted)
        assert [token.text for token in made.trace.tokens["target"]] == ["[BOS]"]
        assert re.match(no_numbers, made.notices[0])
    else:
        with pytest.raises(StrategyError, match=no_numbers):
            run(wanted)
    for given in (None, Forced("a cat")):  # a given translation can be examined
        made = run(replace(PLAIN, model=str(folder), target=None if given else "a cat", strategy=given)).trace
        assert any(np.isnan(step.values).all() for step in made)


@pytest.mark.parametrize("mark", ["[BOS]", "[EOS]", "[PAD]"])
def test_special_tokens_in_a_text_are_refused(mark: str) -> None:
    for request in (replace(PLAIN, source=f"{mark}我爱你"), replace(PLAIN, target=f"i love {mark}")):
        with pytest.raises(TextError, match=r"\[...\] is a mark that the model adds itself"):
            _inputs(request)
    assert _inputs(replace(PLAIN, source="[BO]S")).ids["source"]  # unknown words


def _inputs(request: Request) -> Inputs:
    job = Job(request, find_any(request.model))
    return job.architecture.inputs(job)
