"""The command line of decodings, changed runs, and how much of a run is kept."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import run
from transformer_explore.core.trace import bytes_of, diff, load, verify
from transformer_explore.explorer import cli
from transformer_explore.explorer.commands.run_arguments import about_device

from tests.explorer.commands.test_cli import refused, said

pytestmark = pytest.mark.numbers

HEADS = "decoder.layers.1.cross_attention"


def exported(tmp_path: Path, *arguments: str, name: str = "trace.safetensors"):
    """The trace that an export writes, opened with the weights of the model that made it."""
    from transformer_explore.core.checkpoints import owner

    file = tmp_path / name
    assert cli.main(["export", "我爱你", "-o", str(file), *arguments]) == 0
    return owner(load(file))


def verdicts(trace) -> set[str]:
    return {check.verdict for check in verify(trace)}


# ------------------------------------------------------------------------------------- decoding
def test_a_beam_search_as_json_has_each_hypothesis_with_parent_score_and_why(
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = json.loads(said(capsys, "decode", "我爱你", "--strategy", "beam", "--beams", "4", "--json"))
    assert data["settings"] == {"beams": 4, "length_penalty": 0.6, "early_stop": True}
    assert " ".join(token["text"] for token in data["answer"]) == "i love you"
    known = {0: 0.0}
    for iteration in data["iterations"]:
        assert iteration["expansions"]
        for h in iteration["hypotheses"]:
            assert h["parent"] in known
            assert h["log_probability"] < known[h["parent"]]
            assert h["score"] == pytest.approx(h["log_probability"] / h["length_penalty"])
            assert h["why"]
            known[h["number"]] = h["log_probability"]
    finished = [h for i in data["iterations"] for h in i["hypotheses"] if h["state"] == "finished"]
    assert max(finished, key=lambda h: h["score"])["number"] == data["best"]


def test_a_beam_search_as_text_says_who_goes_on_who_ends_and_who_is_dropped(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = said(capsys, "decode", "我爱你", "--beams", "2")
    assert "only 2 go on" in text
    assert "and it ends" in text
    assert "我爱你 → i love you" in text
    assert "stopped because 2 are finished" in text


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
def test_every_iteration_of_an_exported_decoding_verifies(
    tmp_path: Path, strategy: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    trace = exported(tmp_path, "--decode", *strategy)
    assert verdicts(trace) == {"same"}
    assert [iteration.number for iteration in trace.iterations] == list(range(len(trace.iterations)))
    ran = {step.iteration for step in trace} - {None}
    assert ran == {iteration.number for iteration in trace.iterations}
    capsys.readouterr()
    assert cli.main(["verify", str(tmp_path / "trace.safetensors")]) == 0
    assert f"{len(trace)} of {len(trace)} steps" in capsys.readouterr().out


def test_teacher_forcing_says_how_probable_a_translation_is_that_the_model_would_not_choose(
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = json.loads(said(capsys, "decode", "我爱你", "--target", "you love me", "--json"))
    assert data["strategy"] == "forced"
    assert [h["token"]["text"] for i in data["iterations"] for h in i["hypotheses"]][:3] == [
        "you",
        "love",
        "me",
    ]
    assert data["iterations"][-1]["hypotheses"][0]["log_probability"] < -5


def test_the_seed_decides_what_is_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    drawn = [said(capsys, "decode", "我爱你", "--temperature", "4", "--seed", seed) for seed in "556"]
    assert drawn[0] == drawn[1] != drawn[2]


def test_a_step_of_a_later_iteration_can_be_explained(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(
        capsys, "explain", "我爱你", "decoder.layers.0.self_attention.key_cache#2", "0,1,3", "--decode"
    )
    assert "iteration 3" in text
    assert "key cache #3[head 1, i, d_k 3]" in text


@pytest.mark.parametrize(
    ("arguments", "about"),
    [
        (
            ("decode", "我爱你", "--beams", "3", "--top-k", "4"),
            "--beams belongs to --strategy beam, not to sample",
        ),
        (("decode", "我爱你", "--strategy", "greedy", "--beams", "3"), "--beams belongs to --strategy beam"),
        (("decode", "我爱你", "--target", "i love you", "--beams", "3"), "leave out one of them"),
        (("decode", "我爱你", "--temperature", "0"), "give a number above 0"),
        (("decode", "我爱你", "--beams", "0"), "give a number from 1"),
        (("decode", "我爱你", "--beams", "x"), "is not a whole number"),
        (("walk", "我爱你", "--beams", "3"), "--beams applies only to decoding; add --decode"),
        (("walk", "我爱你", "--no-cache"), "add --decode"),
        (("walk", "我爱你", "--intervene", "no-skaling"), "did you mean no-scaling"),
        (("walk", "我爱你", "--intervene", f"silence {HEADS} 9"), "head"),
        (("walk", "我爱你", "--intervene", "set nowhere 0,0 1"), "nowhere"),
        (("walk", "我爱你", "--intervene", "patch logits *,* missing.json"), "missing.json"),
        (("export", "我爱你", "-o", "x", "--lean", "--statistics"), "not allowed with"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], about: str
) -> None:
    assert about in refused(capsys, *arguments)


# ------------------------------------------------------------------------------------- what if
def test_a_change_inside_a_run_is_kept_in_the_trace_and_the_rest_of_the_run_follows_from_it(
    tmp_path: Path,
) -> None:
    trace = exported(tmp_path, "--intervene", f"silence {HEADS} 0", "--intervene", "no-scaling")
    assert [change["kind"] for change in trace.run["interventions"]] == ["silence", "no-scaling"]
    assert not trace[f"{HEADS}.heads.changed"].values[0].any()
    assert trace["encoder.layers.0.self_attention.scaled"].operation == "unscaled"
    assert verdicts(trace) == {"same"}
    plain = exported(tmp_path)
    assert trace.tokens == plain.tokens  # so that the two can be laid side by side
    assert not np.allclose(trace["logits"].values, plain["logits"].values)


def test_a_changed_run_keeps_the_translation_of_the_plain_one_also_when_the_source_is_shuffled(
    tmp_path: Path,
) -> None:
    shuffled = exported(tmp_path, "--intervene", "shuffle source 2,0,1")
    assert [token.text for token in shuffled.tokens["source"]] == ["你", "我", "爱"]
    assert shuffled.tokens["target"] == exported(tmp_path).tokens["target"]


def test_diff_names_the_first_step_that_a_change_reached(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both runs are of this machine, so that they differ where the change is and nowhere else, to the last bit."""
    exported(tmp_path, name="a.json")
    exported(tmp_path, "--intervene", "no-causal-mask", name="b.json")
    capsys.readouterr()
    for exact in ((), ("--exact",)):
        assert cli.main(["diff", str(tmp_path / "a.json"), str(tmp_path / "b.json"), *exact]) == 1
        text = capsys.readouterr().out
        assert "decoder.layers.0.self_attention.mask" in text.split("the first step")[1].splitlines()[1]
        assert "rounding" not in text
    assert cli.main(["diff", str(tmp_path / "a.json"), str(tmp_path / "a.json")]) == 0


def test_a_sentence_that_came_with_a_trace_is_computed_here(tmp_path: Path) -> None:
    """An export of another machine's numbers would differ from every run that is made of it here."""
    assert diff(exported(tmp_path), run(Request(source="我爱你")).trace, tolerance=0).equal


def test_changes_of_a_mask_say_that_the_cache_leaves_them_nothing_to_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["decode", "我爱你", "--intervene", "no-causal-mask"]) == 0
    assert "--no-cache" in capsys.readouterr().err
    assert cli.main(["decode", "我爱你", "--intervene", "no-causal-mask", "--no-cache"]) == 0
    assert "no effect" not in capsys.readouterr().err


def test_what_can_be_changed_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "interventions")
    for form in ("silence ATTENTION HEAD", "no-scaling", "patch STEP CELL FILE", "dropout SEED"):
        assert form in text


# ------------------------------------------------------------------------------------- how much is kept
def test_it_is_said_beforehand_what_will_be_kept_and_that_is_what_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for extra in ((), ("--lean",), ("--decode", "--target", "i love you"), ("--intervene", "pre-norm")):
        trace = exported(tmp_path, "--dtype", "float64", *extra)
        said = capsys.readouterr().err
        assert re.search(rf"recording {len(trace)} steps, [\d,]+ bytes", said)


def test_a_lean_trace_has_the_same_steps_and_numbers_in_fewer_bytes(tmp_path: Path) -> None:
    whole = exported(tmp_path, "--target", "i love him", name="whole.safetensors")
    lean = exported(tmp_path, "--target", "i love him", "--lean", name="lean.safetensors")
    assert [str(step) for step in lean] == [str(step) for step in whole]
    for step, other in zip(lean, whole, strict=True):
        np.testing.assert_allclose(step.values, other.values, atol=1e-4, rtol=1e-4)
    assert bytes_of(lean) < 0.7 * bytes_of(whole)
    assert "different" not in verdicts(lean)


def test_statistics_alone_say_where_minus_infinity_sits(tmp_path: Path) -> None:
    few = exported(tmp_path, "--statistics", name="few.json")
    masked = few["decoder.layers.0.self_attention.masked"].statistics
    assert masked is not None and masked.minus_infinity is not None
    assert masked.minus_infinity.count == 4 * 6  # four heads, the upper triangle of 4 × 4
    assert verdicts(few) == {"unchecked"}


def test_a_part_of_a_run_can_be_exported_by_layer_head_and_iteration(tmp_path: Path) -> None:
    part = exported(tmp_path, "--decode", "--iteration", "2", "--layer", "1", "--head", "3")
    assert {(step.iteration, dict(step.part).get("head")) for step in part} == {(2, 3)}
    assert all("layers.1" in step.name for step in part)
    assert "different" not in verdicts(part)


@pytest.mark.parametrize(
    ("arguments", "about"),
    [
        (("--layer", "7"), "no layer 7: there are layers 0 to 1"),
        (("--head", "7"), "7"),
        (("--iteration", "0"), "no iteration 0"),
        (("--step", "nothing"), "no step matches 'nothing'"),
    ],
)
def test_a_part_that_is_not_there_is_refused_with_what_there_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], about: str
) -> None:
    assert cli.main(["export", "我爱你", "-o", str(tmp_path / "x.json"), *arguments]) == 2
    assert about in capsys.readouterr().err
    assert not (tmp_path / "x.json").exists()


@pytest.mark.parametrize("dtype", ["float64", "bfloat16"])
def test_other_precisions_verify_by_their_own_rounding(
    tmp_path: Path, dtype: str, capsys: pytest.CaptureFixture[str]
) -> None:
    trace = exported(tmp_path, "--dtype", dtype, "--decode")
    assert trace.run["dtype"] == dtype
    assert {step.dtype for step in trace} - {"bool"} == {"float64" if dtype == "float64" else "float32"}
    assert verdicts(trace) == {"same"}
    assert ("bfloat16" in capsys.readouterr().err) == (dtype == "bfloat16")


@pytest.mark.parametrize(
    ("chosen", "device", "expected"),
    [
        ("auto", "cpu", []),
        ("auto", "cuda:0", ["computed on cuda:0, which --device auto found"]),
        ("cuda", "cuda:0", []),
    ],
)
def test_a_note_says_that_device_auto_found_a_gpu(chosen: str, device: str, expected: list[str]) -> None:
    assert list(about_device(Request(source="猫", device=chosen), device)) == expected
