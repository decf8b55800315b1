"""Runs on other processors, simulated by settings of this one: other last digits, but the same trace.

`.ci/run` runs every test that is marked `numbers` under each of the settings.
"""

import os
import sys
from functools import cache
from pathlib import Path

import pytest
from transformer_explore.core.checkpoints import find, owner
from transformer_explore.core.trace import Trace, diff, load, verify

from tests.process import ROOT, run

pytestmark = [pytest.mark.slow, pytest.mark.numbers]

# Each setting, and whether it turns off something on a machine with this instruction set, with or without MKL:
# only then it has to change something.
SETTINGS = {
    "ATEN_CPU_CAPABILITY=default": lambda capability, mkl: capability in {"AVX2", "AVX512"},
    "MKL_CBWR=COMPATIBLE": lambda capability, mkl: mkl == "True",
}
EXPORT = """
import sys
from pathlib import Path
import torch
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import run
from transformer_explore.core.trace import save
save(run(Request(source="我爱你", device="cpu")).trace, Path(sys.argv[1]))
print(torch.backends.cpu.get_cpu_capability(), torch.backends.mkl.is_available())
"""


@cache
def computed(folder: Path, setting: str) -> tuple[Trace, tuple[str, ...]]:
    """A run under one or none of the settings, and the instruction set and MKL of the machine."""
    file = folder / f"{setting or 'none'}.safetensors"
    cleared = {name: value for name, value in os.environ.items() if f"{name}={value}" not in SETTINGS}
    name, _, value = setting.partition("=")
    command = ["env", "-i", *(f"{n}={v}" for n, v in cleared.items()), *([f"{name}={value}"] if name else [])]
    done = run([*command, sys.executable, "-c", EXPORT, str(file)], ROOT)
    assert done.returncode == 0, done.stderr
    return owner(load(file)), tuple(done.stdout.split())


@pytest.mark.skipif(os.name != "posix", reason="needs env")
@pytest.mark.parametrize("setting", SETTINGS)
def test_other_processors_differ_by_rounding(setting: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.getbasetemp()
    (plain, machine), (other, _machine) = computed(folder, ""), computed(folder, setting)
    changed = len(diff(plain, other, tolerance=0).differing)
    if not changed and not SETTINGS[setting](*machine):
        pytest.skip(f"{setting} does not apply to this machine")
    assert changed, f"{setting} changes no number"
    print(f"{setting} changes {changed} of {len(plain)} steps")
    for a in (plain, find().shipped_trace()):
        found = diff(a, other)
        assert found.equal, [(str(step.step), step.gap) for step in found.differing]
    assert {check.verdict for check in verify(other)} == {"same"}
