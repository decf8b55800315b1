"""The commands on decodings, on changed runs, and on parts of a run."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import run
from transformer_explore.core.trace import bytes_of, diff
from transformer_explore.explorer.commands.run_arguments import about_device

from tests.explorer.commands.calling import call, exported, output, refused, verdicts

pytestmark = pytest.mark.numbers

HEADS = "decoder.layers.1.cross_attention"


# ------------------------------------------------------------------------------ decoding
def test_a_beam_search_as_json_has_each_hypothesis_with_parent_score_and_reason() -> None:
    data = json.loads(output("decode", "我爱你", "--strategy", "beam", "--beams", "4", "--json"))
    assert data["settings"] == {"beams": 4, "length_penalty": 0.6, "early_stop": True}
    assert " ".join(token["text"] for token in data["answer"]) == "i love you"
    known = {0: 0.0}
    for iteration in data["iterations"]:
        assert iteration["expansions"]
        for h in iteration["hypotheses"]:
            assert h["log_probability"] < known[h["parent"]]
            assert h["score"] == pytest.approx(h["log_probability"] / h["length_penalty"])
            assert h["why"]
            known[h["number"]] = h["log_probability"]
    finished = [h for i in data["iterations"] for h in i["hypotheses"] if h["state"] == "finished"]
    assert max(finished, key=lambda h: h["score"])["number"] == data["best"]


def test_a_beam_search_as_text_says_which_hypotheses_go_on_end_or_are_dropped() -> None:
    text = output("decode", "我爱你", "--beams", "2")
    for expected in ("only 2 continue", "and it ends", "我爱你 → i love you", "because 2 are finished"):
        assert expected in text


@pytest.mark.parametrize(
    "strategy",
    [
        (),
        ("--strategy", "beam", "--beams", "4"),
        ("--temperature", "1.5", "--top-k", "20", "--seed", "3"),
        ("--target", "you love me"),
        ("--no-cache",),
    ],
)
def test_every_iteration_of_an_exported_decoding_verifies(tmp_path: Path, strategy: Sequence[str]) -> None:
    trace = exported(tmp_path, "--decode", *strategy)
    assert verdicts(trace) == {"same"}
    numbers = [iteration.number for iteration in trace.iterations]
    assert numbers == list(range(len(numbers)))
    assert {step.iteration for step in trace} - {None} == set(numbers)
    assert f"{len(trace)} of {len(trace)} steps" in output("verify", tmp_path / "trace.safetensors")


def test_teacher_forcing_gives_the_probability_of_an_unlikely_translation() -> None:
    data = json.loads(output("decode", "我爱你", "--target", "you love me", "--json"))
    assert data["strategy"] == "forced"
    words = [h["token"]["text"] for i in data["iterations"] for h in i["hypotheses"]]
    assert words[:3] == ["you", "love", "me"]
    assert data["iterations"][-1]["hypotheses"][0]["log_probability"] < -5


def test_the_seed_decides_the_random_draws() -> None:
    drawn = [output("decode", "我爱你", "--temperature", "4", "--seed", seed) for seed in "556"]
    assert drawn[0] == drawn[1] != drawn[2]


def test_a_step_of_a_later_iteration_can_be_explained() -> None:
    step = "decoder.layers.0.self_attention.key_cache#2"
    text = output("explain", "我爱你", step, "0,1,3", "--decode")
    assert "iteration 3" in text and "key cache #3[head 1, i, d_k 3]" in text


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("decode 我爱你 --beams 3 --top-k 4", "--beams belongs to --strategy beam, not to sample"),
        ("decode 我爱你 --strategy greedy --beams 3", "--beams belongs to --strategy beam"),
        ("decode 我爱你 --target you --beams 3", "use one or the other"),
        ("decode 我爱你 --temperature 0", "use a number above 0"),
        ("decode 我爱你 --beams 0", "use a whole number from 1"),
        ("decode 我爱你 --beams x", "is not a whole number"),
        ("walk 我爱你 --beams 3", "--beams applies only to decoding; add --decode"),
        ("walk 我爱你 --no-cache", "--no-cache applies only to decoding; add --decode"),
        ("walk 我爱你 --intervene no-skaling", "did you mean no-scaling"),
        ("export 我爱你 -o x --lean --statistics", "not allowed with"),
    ],
)
def test_contradictory_or_invalid_options_are_refused_in_one_line(arguments: str, expected: str) -> None:
    assert expected in refused(*arguments.split())


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (f"silence {HEADS} 9", "head"),
        ("set nowhere 0,0 1", "nowhere"),
        ("patch logits *,* missing.json", "missing.json"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused_in_one_line(change: str, expected: str) -> None:
    assert expected in refused("walk", "我爱你", "--intervene", change)


# ------------------------------------------------------------------------------ changed runs
def test_a_change_is_stored_in_the_trace_and_the_rest_of_the_run_follows_from_it(tmp_path: Path) -> None:
    trace = exported(tmp_path, "--intervene", f"silence {HEADS} 0", "--intervene", "no-scaling")
    assert [change["kind"] for change in trace.run["interventions"]] == ["silence", "no-scaling"]
    assert not trace[f"{HEADS}.heads.changed"].values[0].any()
    assert trace["encoder.layers.0.self_attention.scaled"].operation == "unscaled"
    assert verdicts(trace) == {"same"}
    plain = exported(tmp_path)
    assert trace.tokens == plain.tokens  # so that the two can be compared token by token
    assert not np.allclose(trace["logits"].values, plain["logits"].values)


def test_a_run_with_shuffled_source_keeps_the_translation_of_the_unchanged_run(tmp_path: Path) -> None:
    shuffled = exported(tmp_path, "--intervene", "shuffle source 2,0,1")
    assert [token.text for token in shuffled.tokens["source"]] == ["你", "我", "爱"]
    assert shuffled.tokens["target"] == exported(tmp_path).tokens["target"]


def test_diff_names_the_first_step_that_a_change_reached(tmp_path: Path) -> None:
    """Both runs are from this machine, so that they differ only where the change is, to the last bit."""
    exported(tmp_path, name="a.json")
    exported(tmp_path, "--intervene", "no-causal-mask", name="b.json")
    for exact in ((), ("--exact",)):
        text = output("diff", tmp_path / "a.json", tmp_path / "b.json", *exact, code=1)
        assert "decoder.layers.0.self_attention.mask" in text.split("the first step")[1].splitlines()[1]
        assert "rounding" not in text
    call("diff", tmp_path / "a.json", tmp_path / "a.json")


def test_a_sentence_with_a_shipped_trace_is_computed_on_this_machine(tmp_path: Path) -> None:
    """The shipped numbers come from another machine and would differ from every run on this one."""
    assert diff(exported(tmp_path), run(Request(source="我爱你")).trace, tolerance=0).equal


def test_a_note_says_that_a_changed_mask_has_no_effect_with_the_cache() -> None:
    changed = ("decode", "我爱你", "--intervene", "no-causal-mask")
    assert "--no-cache" in call(*changed).err
    assert "no effect" not in call(*changed, "--no-cache").err


def test_interventions_are_listed() -> None:
    text = output("interventions")
    for form in ("silence ATTENTION HEAD", "no-scaling", "patch STEP CELL FILE", "dropout SEED"):
        assert form in text


# ------------------------------------------------------------------------------ parts of a run
@pytest.mark.parametrize(
    "more", [(), ("--lean",), ("--decode", "--target", "i love you"), ("--intervene", "pre-norm")]
)
def test_export_says_beforehand_how_many_steps_it_will_record(tmp_path: Path, more: Sequence[str]) -> None:
    printed = call("export", "我爱你", "-o", tmp_path / "t.json", "--dtype", "float64", *more)
    said = re.search(r"recording ([\d,]+) steps, [\d,]+ bytes", printed.err)
    assert said is not None and f"t.json: {said[1]} steps" in printed.out


def test_a_lean_trace_has_the_same_steps_and_numbers_in_fewer_bytes(tmp_path: Path) -> None:
    target = ("--target", "i love him")
    whole = exported(tmp_path, *target, name="whole.safetensors")
    lean = exported(tmp_path, *target, "--lean", name="lean.safetensors")
    assert [str(step) for step in lean] == [str(step) for step in whole]
    for step, other in zip(lean, whole, strict=True):
        np.testing.assert_allclose(step.values, other.values, atol=1e-4, rtol=1e-4)
    assert bytes_of(lean) < 0.7 * bytes_of(whole)
    assert "different" not in verdicts(lean)


def test_statistics_count_minus_infinity(tmp_path: Path) -> None:
    trace = exported(tmp_path, "--statistics", name="few.json")
    masked = trace["decoder.layers.0.self_attention.masked"]
    heads, upper_triangle = masked.shape[0], 6  # of 4 × 4
    assert masked.statistics.minus_infinity.count == heads * upper_triangle
    assert verdicts(trace) == {"unchecked"}


def test_a_part_of_a_run_is_exported_by_layer_head_and_iteration(tmp_path: Path) -> None:
    part = exported(tmp_path, "--decode", "--iteration", "2", "--layer", "1", "--head", "3")
    assert {(step.iteration, dict(step.part).get("head")) for step in part} == {(2, 3)}
    assert all("layers.1" in step.name for step in part)
    assert "different" not in verdicts(part)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--layer", "7"), "no layer 7: there are layers 0 to 1"),
        (("--head", "7"), "7"),
        (("--iteration", "0"), "no iteration 0"),
        (("--step", "nothing"), "no step matches 'nothing'"),
    ],
)
def test_a_missing_part_error_lists_parts(tmp_path: Path, arguments: Sequence[str], expected: str) -> None:
    assert expected in refused("export", "我爱你", "-o", tmp_path / "x.json", *arguments)
    assert not (tmp_path / "x.json").exists()


@pytest.mark.parametrize("dtype", ["float64", "bfloat16"])
def test_other_precisions_verify_within_their_own_rounding(tmp_path: Path, dtype: str) -> None:
    trace = exported(tmp_path, "--dtype", dtype, "--decode")
    assert trace.run["dtype"] == dtype
    assert {step.dtype for step in trace} - {"bool"} == {"float64" if dtype == "float64" else "float32"}
    assert verdicts(trace) == {"same"}


@pytest.mark.parametrize(
    ("wanted", "device", "note"),
    [
        ({}, "cpu", ""),
        ({}, "cuda:0", "computed on cuda:0, selected by --device auto"),
        ({"device": "cuda"}, "cuda:0", ""),
        ({"dtype": "bfloat16"}, "cpu", "computed in bfloat16; the values are kept as float32"),
    ],
)
def test_notes_mention_a_found_gpu_and_bfloat16(wanted: dict[str, str], device: str, note: str) -> None:
    assert "".join(about_device(Request(source="猫", **wanted), device)).startswith(note)
    assert bool(list(about_device(Request(source="猫", **wanted), device))) == bool(note)
