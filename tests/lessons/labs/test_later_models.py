"""Labs on GPT, BERT and the changes since 2017."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.operations.rotary import rotary_query
from transformer_explore.core.support.errors import Problem
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.lab import Value

angles = st.floats(-180, 180)
places = st.integers(0, 500)


def number(lab: str, name: str, **parameters: Value) -> float:
    return float(perform(lab, parameters).field(name))


# ------------------------------------------------------------------------------------- rotary positions
@given(angle=angles, m=places, n=places, shift=st.integers(0, 400))
def test_a_rotary_score_depends_only_on_the_distance(angle: float, m: int, n: int, shift: int) -> None:
    given = {"query": "2, 1, 0, -1", "key": "1, 1, .5, 3", "angle": angle}
    before = number("rotary", "score", **given, m=m, n=n)
    assert number("rotary", "score", **given, m=m + shift, n=n + shift) == pytest.approx(before, abs=1e-9)


def test_rotating_by_one_radian_is_the_operation_of_the_models() -> None:
    lab = perform("rotary", {"query": "2, 1, 0, -1", "key": "1, 1, 1, 1", "m": 7, "angle": math.degrees(1)})
    x = np.array([[[2.0, 1, 0, -1]]])
    expected = rotary_query.reference(x, base=10_000.0, first=7)[0, 0]
    assert lab.field("rotated_query") == pytest.approx(expected)
    assert lab.field("angles") == pytest.approx([math.degrees(1), math.degrees(0.01)])


def test_every_diagonal_of_the_rotary_scores_has_one_value() -> None:
    scores = np.asarray(perform("rotary", {"positions": 9}).field("scores"))
    assert scores[1:, 1:] == pytest.approx(scores[:-1, :-1])
    assert number("rotary", "score", m=5, n=2) == pytest.approx(scores[5, 2])
    assert number("rotary", "score", m=4, n=4) == pytest.approx(number("rotary", "unrotated"))


@pytest.mark.parametrize("wrong", [{"query": "1, 2, 3", "key": "1, 2, 3"}, {"query": "1, 2, 3, 4"}])
def test_rotary_vectors_need_the_same_even_length(wrong: dict[str, str]) -> None:
    with pytest.raises(Problem, match="even number"):
        perform("rotary", wrong)


# ------------------------------------------------------------------------------------- RMSNorm
def test_rms_norm_leaves_a_mean_square_of_1_and_ignores_the_scale_but_not_a_shift() -> None:
    lab = perform("rms-norm", {})
    assert list(np.asarray(lab.field("rms"))) == pytest.approx([0.2, 1.4, 1, 1])
    rms, layer = (np.asarray(lab.field(name)) for name in ("rms", "layer"))
    assert (rms**2).mean() == pytest.approx(1) and rms.mean() != pytest.approx(0)
    assert layer.mean() == pytest.approx(0) and (layer**2).mean() == pytest.approx(1)
    scaled, shifted = perform("rms-norm", {"scale": 7.0}), perform("rms-norm", {"shift": 3.0})
    assert scaled.field("rms") == pytest.approx(rms) and scaled.field("layer") == pytest.approx(layer)
    assert shifted.field("rms") != pytest.approx(rms) and shifted.field("layer") == pytest.approx(layer)


# ------------------------------------------------------------------------------------- SwiGLU
def test_a_gate_multiplies_the_other_projection_by_its_silu() -> None:
    gate, up = np.array([2.0, 0, -1, 4]), np.array([3.0, 3, 3, -1])
    expected = gate / (1 + np.exp(-gate)) * up
    assert perform("gated", {}).field("product") == pytest.approx(expected)


def test_two_thirds_of_the_width_make_both_networks_equally_large() -> None:
    lab = perform("gated", {"d_model": 64, "d_ff": 192})
    narrow = perform("gated", {"d_model": 64, "d_ff": int(lab.field("equal_width"))})
    assert narrow.field("gated_parameters") == lab.field("plain_parameters")


def test_a_gate_needs_as_many_numbers_as_the_other_projection() -> None:
    with pytest.raises(Problem, match="as many"):
        perform("gated", {"gate": "1, 2"})


# ------------------------------------------------------------------------------------- size of the cache
def test_the_cache_shrinks_with_the_number_of_key_heads() -> None:
    lab = perform("cache-size", {})
    assert lab.field("per_token") == 2 * 32 * 8 * 128
    assert lab.field("megabytes") == pytest.approx(65536 * 8192 * 2 / 1e6)
    possible, memory = np.asarray(lab.field("possible")), np.asarray(lab.field("memory"))
    assert list(possible) == [1, 2, 4, 8, 16, 32]
    assert memory / possible == pytest.approx(memory[0])
    assert memory[3] == pytest.approx(float(lab.field("megabytes")))
    whole = perform("cache-size", {"groups": 32})
    assert np.ptp(np.asarray(whole.field("parameters"))) == 0


def test_key_heads_must_divide_the_query_heads() -> None:
    with pytest.raises(Problem, match="32 query heads cannot share 5"):
        perform("cache-size", {"groups": 5})


# ------------------------------------------------------------------------------------- through several layers
@given(tokens=st.integers(1, 9), layers=st.integers(1, 6))
def test_a_causal_mask_hides_later_tokens_through_any_number_of_layers(tokens: int, layers: int) -> None:
    assert number("seen-through-layers", "later", tokens=tokens, layers=layers, mask="causal") == 0


def test_hiding_each_token_from_itself_fails_after_two_layers() -> None:
    lab = perform("seen-through-layers", {"tokens": 5, "layers": 3, "mask": "not itself"})
    assert list(np.asarray(lab.field("itself"))) == [0, 5, 5]
    assert np.asarray(lab.field("seen")).all()
    two = perform("seen-through-layers", {"tokens": 2, "layers": 3, "mask": "not itself"})
    assert list(np.asarray(two.field("itself"))) == [
        0,
        2,
        0,
    ]  # the other token is all that either of them sees
    assert number("seen-through-layers", "later", tokens=4, layers=1, mask="none") == 6


# ------------------------------------------------------------------------------------- one stack
def test_the_parameters_of_a_stack_are_those_of_the_module() -> None:
    from transformer_explore.core.nn.decoder_only import DecoderOnly
    from transformer_explore.core.nn.stack import DecoderConfiguration, EmbeddingParts, paper_stack

    parts = {"residual": "pre-norm", "last_norm": "norm", "query_bias": True, "output_bias": True}
    module = DecoderOnly(
        DecoderConfiguration(
            embedding=EmbeddingParts(vocabulary=50, longest=12, positions="learned"),
            decoder=paper_stack(3, 8, 2, 20, **parts),
        )
    )
    sizes = {"d_model": 8, "d_ff": 20, "layers": 3, "vocabulary": 50, "positions": 12}
    assert number("one-stack", "total", **sizes) == sum(each.numel() for each in module.parameters())
    norms = sum(type(each).__name__ == "LayerNorm" for each in module.modules())
    assert number("one-stack", "norms", **sizes) == norms


def test_gpt_2_small_has_124_million_parameters_and_bert_base_109() -> None:
    assert number("one-stack", "total") == 124_439_808
    bert = {"vocabulary": 30_522, "positions": 512, "types": 2}
    assert number("one-stack", "total", **bert) == 108_891_648


# ------------------------------------------------------------------------------------- the small English models
def test_the_losses_of_a_text_are_those_of_its_words_and_its_end() -> None:
    lab = perform("next-words", {"text": "the cat sat on the mat"})
    assert lab.tables["probabilities"].labels["word"] == ("the", "cat", "sat", "on", "the", "mat", "[EOS]")
    p, losses = np.asarray(lab.field("probabilities")), np.asarray(lab.field("losses"))
    assert losses == pytest.approx(-np.log(p)) and lab.field("loss") == pytest.approx(losses.mean())
    assert lab.field("count") == len(p) and lab.field("probability") == pytest.approx(p.prod())
    shorter = perform("next-words", {"text": "the cat sat"})
    assert np.asarray(shorter.field("probabilities"))[:3] == pytest.approx(p[:3], rel=1e-4)


def test_a_temperature_of_one_half_squares_the_ratios_of_candidates() -> None:
    lab = perform("continuing", {"text": "i want to", "temperature": 0.5})
    candidates, half = np.asarray(lab.field("candidates")), np.asarray(lab.field("half"))
    assert half / half[0] == pytest.approx((candidates / candidates[0]) ** 2, rel=1e-5)
    assert lab.field("at_temperature") == pytest.approx(half)
    assert np.asarray(lab.field("greedy"))[0] == pytest.approx(candidates[0], rel=1e-4)
    assert lab.tables["greedy"].labels["word"][0] == lab.tables["candidates"].labels["word"][0]


def test_sampling_depends_on_the_seed_only() -> None:
    words = [
        perform("continuing", {"text": "i want to", "seed": seed}).tables["sampled"].labels["word"]
        for seed in (0, 0, 1)
    ]
    assert words[0] == words[1] != words[2]


def test_the_verb_tells_bert_which_subjects_fit() -> None:
    wrong = perform("masked-word", {"sentence": "i likes the cat", "position": 1})
    right = perform("masked-word", {"sentence": "i like the cat", "position": 1})
    assert wrong.field("left") == pytest.approx(right.field("left"))  # GPT does not see the verb
    assert float(right.field("both")) > 10 * float(wrong.field("both"))
    words = right.tables["words"]
    assert words.labels["word"] == ("i", "like", "the", "cat") and words.labels["model"][1] == "both sides"
    assert words.values[0] == pytest.approx([right.field("left"), right.field("both")])


def test_two_masks_are_filled_independently() -> None:
    lab = perform("two-masks", {})
    assert float(lab.field("second_after")) < float(lab.field("second")) / 10  # he am
    assert lab.field("independent") == pytest.approx(float(lab.field("first")) * float(lab.field("second")))
    fitting = perform("two-masks", {"first": "i"})
    assert float(fitting.field("second_after")) > float(fitting.field("second"))
    assert fitting.field("second") == pytest.approx(lab.field("second"))


@pytest.mark.parametrize(
    ("lab", "given", "said"),
    [
        ("masked-word", {"position": 9}, "only 4 words"),
        ("masked-word", {"sentence": "do you like tea?", "position": 1}, "spaces between the words"),
        ("two-masks", {"text": "[MASK] is here"}, "exactly two"),
        ("two-masks", {"first": "xyzzy"}, "does not know the word 'xyzzy'"),
        ("next-words", {"text": "the cat " * 20}, "too many"),
    ],
)
def test_a_text_that_does_not_fit_is_an_error_of_one_line(
    lab: str, given: dict[str, Value], said: str
) -> None:
    with pytest.raises(Problem, match=said) as refused:
        perform(lab, given)
    assert "\n" not in str(refused.value)


# ------------------------------------------------------------------------------------- since 2017
def test_each_change_since_2017_has_the_effect_on_sizes_that_the_formulas_give() -> None:
    lab = perform("since-2017", {})
    names = lab.tables["parameters"].labels["model"]
    parameters = dict(zip(names, np.asarray(lab.field("parameters")), strict=True))
    layers, d = int(lab.field("layers")), int(lab.field("d_model"))
    removed = {name: parameters["2017"] - count for name, count in parameters.items()}
    assert removed["pre-norm"] == -2 * d
    assert removed["RMSNorm"] == 2 * layers * d  # a bias for each feature and norm
    assert removed["rotary"] == 0
    assert removed["grouped"] == layers * 2 * d * d // 2
    gated = perform("gated", {"d_model": d, "d_ff": 64}).field("gated_parameters")
    forward = dict(zip(names, np.asarray(lab.field("feed_forward")), strict=True))
    assert forward["SwiGLU"] == forward["all five"] == gated and len(set(forward.values())) == 2
    cache = dict(zip(names, np.asarray(lab.field("cache")), strict=True))
    assert cache["grouped"] == cache["all five"] == cache["2017"] / 2 == layers * d
    assert np.asarray(lab.field("losses"))[:, 1].max() < float(lab.field("n_gram"))
