"""Settings that hold for every test."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# The tensors of the tests are tiny: threads would only wait for each other. Read when torch loads.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# Wherever the tests run, with all colours. Read when Textual loads.
os.environ["TEXTUAL_COLOR_SYSTEM"] = "truecolor"
os.environ.pop("NO_COLOR", None)

# In English, wherever the tests run. Read when `core.language` loads.
os.environ["TRANSFORMER_EXPLORE_LANG"] = "en"

# The same examples every time, and no deadline: two slow cores must not decide whether a test passes.
settings.register_profile(
    "steady", deadline=None, derandomize=True, max_examples=30, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")
