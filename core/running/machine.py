"""The machine that runs a model: the device to use and the versions of its software."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

from ..support.errors import Unavailable
from ..support.localization import _


class DeviceError(Unavailable):
    """The requested device does not exist on this machine."""


def choose_device(wanted: str) -> str:
    """The device for "auto", "cpu" or "cuda"; "auto" is CUDA where torch can use it.

    Raises DeviceError if CUDA was requested, but torch cannot use it.
    """
    import torch

    available = torch.cuda.is_available()
    if wanted == "cuda" and not available:
        raise DeviceError(_("this machine has no CUDA device that torch can use; choose --device cpu"))
    return "cuda" if available and wanted != "cpu" else "cpu"


def software() -> dict[str, str]:
    """The versions of the software that a run depends on."""
    import numpy
    import torch

    return {
        "python": ".".join(map(str, sys.version_info[:3])),
        "torch": torch.__version__,
        "numpy": numpy.__version__,
    }


def host() -> dict[str, str]:
    """The name and the processor of this machine: processors round differently, and so may the last digits."""
    return {"name": platform.node(), "cpu": _processor()}


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # not Linux
        lines = []
    found = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(found, "") or platform.processor() or platform.machine()
