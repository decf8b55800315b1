"""The quoted lines of code are those that compute a step."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from transformer_explore.core.checkpoints import find
from transformer_explore.core.running.code import CORE, Code, Quoted, Ran, code_of
from transformer_explore.core.support.errors import Problem
from transformer_explore.core.trace import Trace

from tests.interventions.running import CROSS, DECODER, ENCODER
from tests.interventions.running import run as changed_run
from tests.models import made, tiny, traced
from tests.trace.making import decoded

ANOTHER = traced(made(tiny(residual="pre-norm", positions="learned", activation="gelu", layers=2)))


def as_run(trace: Trace, **run: object) -> Trace:
    return replace(trace, run={**trace.run, **run})


def current(quoted: Quoted) -> str:
    """The lines that the file has now at this place."""
    lines = (CORE.parent / quoted.file).read_text("utf-8").splitlines()
    there = lines[quoted.first - 1 : quoted.first - 1 + len(quoted.lines)]
    assert [line.strip() for line in there] == [line.strip() for line in quoted.lines]
    return "\n".join(there)


@pytest.mark.parametrize(
    "trace",
    [
        find().shipped_trace(),
        ANOTHER,
        as_run(decoded(), cached=True),
        as_run(decoded(cached=False), cached=False),
    ],
    ids=["shipped", "pre-norm", "cache", "no cache"],
)
def test_the_quoted_line_of_every_step_calls_its_leaf(trace: Trace) -> None:
    code = code_of(Ran.of(trace))
    for step in trace:
        found = code[step.name]
        assert found.called is not None
        attribute = step.name.rpartition(".")[2]
        assert re.search(rf"self\.(\w+\.)*{attribute}\(", current(found.called)), step.name
        assert "return" in current(found.computed)
        assert found.computed.where.endswith(".forward")
        for quoted in (found.called, found.computed):
            assert not Path(quoted.file).is_absolute()


def test_the_scaled_scores_have_these_lines() -> None:
    scaled = code_of(Ran.of(ANOTHER))["encoder.layers.1.self_attention.scaled"]
    assert scaled == Code(
        Quoted(
            "core/nn/attention.py",
            scaled.called.first if scaled.called else 0,
            ("scores = self.biased(self.scaled(self.dot_products(query, key)), bias)",),
            "Attention.attend",
        ),
        Quoted(
            "core/nn/attention.py",
            scaled.computed.first,
            ("return dot_products / math.sqrt(self.d_k)",),
            "Scaled.forward",
        ),
    )


def test_with_the_cache_the_decoders_query_is_called_in_decode_step() -> None:
    name = "decoder.layers.0.self_attention.query"
    forward, cached = code_of(Ran.of(ANOTHER)), code_of(Ran.of(as_run(decoded(), cached=True)))
    assert [code[name].called.where for code in (forward, cached) if code[name].called] == [  # type: ignore[union-attr]
        "Attention.forward",
        "CachedAttention.decode_step",
    ]


def test_interventions_are_quoted_as_they_ran() -> None:
    specs = f"silence {ENCODER} 0", "no-scaling", "mask-after-softmax", f"forbid {CROSS} 0,1"
    trace = changed_run(made(), *specs, f"set {DECODER}.output 1,2 3.5")
    code = code_of(Ran.of(trace))
    assert all(code[step.name].called is not None for step in trace)
    assert code[f"{ENCODER}.scaled"].computed.where == "Unscaled.forward"
    assert "softmax" in "\n".join(code[f"{ENCODER}.weights"].computed.lines)
    silenced = code[f"{ENCODER}.heads.changed"]
    assert silenced.computed.where == "Silenced.forward"
    assert silenced.called.file == "core/interventions/plan.py"
    assert "link.change(" in current(silenced.called)


def test_a_patch_without_its_file_is_left_out() -> None:
    other = changed_run(made())
    trace = changed_run(made(), f"patch {ENCODER}.output 1,* gone.json", other=other)
    code = code_of(Ran.of(trace))
    assert f"{ENCODER}.output" in code
    assert f"{ENCODER}.output.changed" not in code


@pytest.mark.parametrize(
    "changes",
    [
        {"architecture": "rotary"},
        {"configuration": {}},
        {"configuration": {"d_model": "x" * 10_000}},
        {"configuration": {**tiny().as_dict(), "layers": 10**9}},
        {"configuration": {**tiny().as_dict(), "d_model": 2**40, "heads": 1, "longest": 2, "d_ff": 2**60}},
    ],
    ids=str,
)
def test_an_unknown_model_is_refused_in_one_line(changes: dict[str, object]) -> None:
    with pytest.raises(Problem) as error:
        code_of(replace(Ran.of(ANOTHER), **changes))  # type: ignore[arg-type]
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 400


def test_long_sentences_and_invalid_interventions_change_nothing() -> None:
    ran = replace(Ran.of(ANOTHER), source=10**9, target=0, interventions=("nonsense", {"kind": "?"}))
    assert code_of(ran) == code_of(Ran.of(ANOTHER))


def test_importing_the_module_needs_no_torch() -> None:
    import subprocess
    import sys

    check = "import sys, transformer_explore.core.running.code; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", check], check=True)
