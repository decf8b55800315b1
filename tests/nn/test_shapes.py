"""Running a model on the device "meta" without torch's compiler, which takes seconds to load."""

from pathlib import Path

import pytest

from tests.hugging_face import write
from tests.process import python

CODE = """
import sys
from transformer_explore.core.running.code import Ran, code_of
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import footprint, run
from transformer_explore.core.trace import bytes_of

for model, text in (("zh-en", "我爱你"), *((folder, "the cat") for folder in sys.argv[1:])):
    request = Request(source=text, model=model, device="cpu")
    size, exact = footprint(request)
    assert "torch._dynamo" not in sys.modules, model
    trace = run(request).trace
    assert exact and size.bytes == bytes_of(trace), model
    code_of(Ran.of(trace))
    assert "torch._dynamo" not in sys.modules, model
"""


@pytest.mark.slow
def test_sizes_and_code_are_found_without_the_compiler(tmp_path: Path) -> None:
    folders = []
    for family in ("gpt2", "llama", "bert", "marian", "t5"):
        write(tmp_path / family, family)
        folders.append(str(tmp_path / family))
    found = python(f"import sys; sys.argv[1:] = {folders!r}\n{CODE}")
    assert found.returncode == 0, found.stderr
