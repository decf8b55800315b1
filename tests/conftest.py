"""Settings for all tests."""

import gc
import os
import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# The tests' tensors are tiny: threads would only wait for each other. Read when torch is imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# All colors, wherever the tests run. Read when Textual is imported.
os.environ["TEXTUAL_COLOR_SYSTEM"] = "truecolor"
os.environ.pop("NO_COLOR", None)

# English, wherever the tests run. Read when `core.support.localization` is imported.
os.environ["TRANSFORMER_EXPLORE_LANG"] = "en"

# The same examples every time, and no deadline: the speed of the machine must not decide whether a test passes.
settings.register_profile(
    "steady", deadline=None, derandomize=True, max_examples=30, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")


@pytest.fixture(scope="module", autouse=True)
def what_is_loaded_is_no_garbage() -> None:
    """Modules such as torch and the list of tests are a million objects, which the garbage collector need not visit."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def torch_is_left_as_it_was() -> Iterator[None]:
    """Fails a test that changes a global setting of torch, because that would affect other tests."""
    yield
    torch = sys.modules.get("torch")
    if torch is None or not hasattr(torch, "is_inference_mode_enabled"):
        return
    left = torch.is_grad_enabled(), torch.is_inference_mode_enabled(), str(torch.get_default_dtype())
    torch.set_grad_enabled(True)
    torch.set_default_dtype(torch.float32)
    assert left == (True, False, "torch.float32")
