"""Run a Transformer, record every intermediate tensor, and read the record.

    import transformer_explore as te

    trace = te.load("zh-en").run("我爱你")
    weights = trace["encoder.layers.0.self_attention.weights"]  # np.asarray(weights) is its array

Importing this module loads neither NumPy nor torch; torch is loaded when something runs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .core.decoding.strategy import Beam, Forced, Greedy, Sample
    from .core.support.errors import Problem
    from .model import Model, load
    from .recording import Recording, from_torch, record
    from .trace import Step, Trace, open

_NAMES = {  # where each public name is defined; imported when it is first used
    ".core.decoding.strategy": ("Beam", "Forced", "Greedy", "Sample"),
    ".core.support.errors": ("Problem",),
    ".model": ("Model", "load"),
    ".recording": ("Recording", "from_torch", "record"),
    ".trace": ("Step", "Trace", "open"),
}
_MODULES = {name: module for module, names in _NAMES.items() for name in names}

__all__ = [
    "Beam",
    "Forced",
    "Greedy",
    "Model",
    "Problem",
    "Recording",
    "Sample",
    "Step",
    "Trace",
    "from_torch",
    "load",
    "open",
    "record",
]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return getattr(import_module(_MODULES[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
