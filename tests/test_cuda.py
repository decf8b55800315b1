"""A GPU computes the same as the CPU, and recording does not make it wait at each step."""

import warnings

import numpy as np
import pytest
import torch
from transformer_explore.core.checkpoints import find
from transformer_explore.core.recording.recording import record
from transformer_explore.core.running.machine import choose_device
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import run
from transformer_explore.core.trace import Trace, verify

from tests.models import SOURCE, TARGET, ids, made

pytestmark = [
    pytest.mark.cuda,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device that torch can use"),
]


def both(**wanted: object) -> tuple[Trace, Trace]:
    """The same run of the shipped model on the CPU and on the GPU."""
    return tuple(run(Request(source="我爱你", device=device, **wanted)).trace for device in ("cpu", "cuda"))  # type: ignore[arg-type,return-value]


@pytest.mark.parametrize(("dtype", "apart"), [("float32", 1e-4), ("float64", 1e-10)])
def test_every_step_equals_that_on_the_cpu(dtype: str, apart: float) -> None:
    here, there = both(dtype=dtype)
    assert there.run["device"].startswith("cuda")
    for step, other in zip(here, there, strict=True):
        for name in ("source", "inputs", "shape", "dtype"):
            assert getattr(step, name) == getattr(other, name), name
        np.testing.assert_allclose(step.values, other.values, atol=apart, rtol=apart)


@pytest.mark.parametrize("dtype", ["float32", "float64", "bfloat16"])
@pytest.mark.parametrize("decodes", [False, True])
def test_a_run_on_the_gpu_verifies(dtype: str, decodes: bool) -> None:
    from transformer_explore.core.decoding.strategy import Beam

    trace = run(
        Request(source="猫喜欢狗", device="cuda", dtype=dtype, strategy=Beam() if decodes else None)
    ).trace
    assert {check.verdict for check in verify(trace)} == {"same"}


def test_auto_chooses_the_gpu() -> None:
    assert choose_device("auto") == "cuda"
    assert find().configuration  # the shipped model is available


def test_recording_waits_once_per_sentence_and_not_per_step() -> None:
    model = made().cuda()
    source, target = ids(SOURCE).cuda(), ids(TARGET).cuda()
    model(source, target)
    torch.cuda.set_sync_debug_mode("warn")
    try:
        with warnings.catch_warnings(record=True) as waits, torch.no_grad():
            warnings.simplefilter("always")
            with record(model, source=source, target=target) as recording:
                model(source, target)
            steps = recording.steps()
    finally:
        torch.cuda.set_sync_debug_mode("default")
    synchronizing = [wait for wait in waits if "synchroniz" in str(wait.message)]
    assert len(steps) > 40
    assert len(synchronizing) <= 4  # checking whether each of two sentences starts with padding
