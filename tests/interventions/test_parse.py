"""Interventions as text and JSON: both can be read again, and invalid ones are refused in one line."""

import pickle
import re
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.interventions import (
    SPECS,
    Intervention,
    InterventionError,
    from_data,
    kinds_of_changes,
    kinds_of_parts,
    parse,
)
from transformer_explore.core.interventions.kinds_of_changes import (
    Allow,
    Forbid,
    KeepHead,
    Parameter,
    Patch,
    Set,
    Shuffle,
    Silence,
)
from transformer_explore.core.interventions.kinds_of_parts import (
    Dropout,
    Fill,
    KeysAsValues,
    MaskAfterSoftmax,
    NoCausalMask,
    NoPositions,
    NoScaling,
    PreNorm,
)
from transformer_explore.core.interventions.parse import FORMS as KINDS
from transformer_explore.core.support.errors import Problem

SHA = "ab" * 32

names = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="#"), min_size=1)
counts = st.integers(0, 2**63 - 1)
visits = st.none() | counts
finite = st.floats(allow_nan=False, allow_infinity=False)
numbers = finite | st.sampled_from([float("inf"), float("-inf")])
places = counts | st.just("*")
regions = st.lists(places, min_size=1, max_size=4).map(tuple)
masks = st.tuples(places, places)
orders = st.integers(1, 6).flatmap(lambda n: st.permutations(range(n))).map(tuple)
rates = st.none() | st.floats(0, 1, exclude_max=True)

EVERY = st.one_of(
    st.builds(NoPositions, st.sampled_from(["source", "target", "both"])),
    st.builds(NoScaling, names),
    st.builds(KeysAsValues, names),
    st.just(NoCausalMask()),
    st.builds(Fill, finite, names),
    st.builds(MaskAfterSoftmax, names),
    st.just(PreNorm()),
    st.builds(Dropout, counts, rates),
    st.builds(Silence, names, counts, visits),
    st.builds(KeepHead, names, counts, visits),
    st.builds(Allow, names, masks, visits),
    st.builds(Forbid, names, masks, visits),
    st.builds(Set, names, regions, numbers, visits),
    st.builds(Patch, names, regions, names, st.just(SHA), visits, st.none() | names),
    st.builds(Shuffle, st.sampled_from(["source", "target"]), counts),
    st.builds(Shuffle, st.sampled_from(["source", "target"]), st.none(), orders),
    st.builds(Parameter, names, regions, numbers),
)


@given(EVERY)
def test_text_and_json_can_be_read_again(intervention: Intervention) -> None:
    data = intervention.as_data()
    assert from_data(orjson.loads(orjson.dumps(data))) == intervention
    assert parse(orjson.dumps(data).decode()) == intervention
    assert parse(str(intervention), lambda file: SHA) == intervention
    assert pickle.loads(pickle.dumps(intervention)) == intervention
    for text in (str(intervention), intervention.description):
        assert text
        assert "\n" not in text


TYPED: dict[str, tuple[Intervention, str]] = {
    "silence a.b 1": (Silence("a.b", 1), "head 1 of a.b silenced"),
    "keep a.b#2 1": (KeepHead("a.b", 1, 2), "only head 1 of a.b#2 kept"),
    "no-positions": (NoPositions(), "no positional encoding"),
    "no-positions target": (NoPositions("target"), "no positional encoding of the target"),
    "no-scaling": (NoScaling(), "no scaling by √d_k in every attention layer"),
    "no-scaling decoder.*": (NoScaling("decoder.*"), "no scaling by √d_k in decoder.*"),
    "keys-as-values": (KeysAsValues(), "values equal to the keys in every attention layer"),
    "keys-as-values *cross*": (KeysAsValues("*cross*"), "values equal to the keys in *cross*"),
    "no-causal-mask": (NoCausalMask(), "no causal mask in the decoder"),
    "fill 0": (Fill(0.0), "masked scores filled with 0 in every attention layer"),
    "fill -1e9 a.*": (Fill(-1e9, "a.*"), "masked scores filled with -1e+09 in a.*"),
    "fill −2": (Fill(-2.0), "masked scores filled with -2 in every attention layer"),
    "mask-after-softmax": (MaskAfterSoftmax(), "mask applied after softmax in every attention layer"),
    "allow a.b 0,2": (Allow("a.b", (0, 2)), "a.b: query 0 may attend to key 2"),
    "forbid a.b#0 *,2": (Forbid("a.b", ("*", 2), 0), "a.b#0: query every position may not attend to key 2"),
    "shuffle source 7": (Shuffle("source", 7), "tokens of the source shuffled (seed 7)"),
    "shuffle target 2,0,1": (Shuffle("target", None, (2, 0, 1)), "tokens of the target shuffled (2,0,1)"),
    "pre-norm": (PreNorm(), "layer norm before each sub-layer"),
    "set a.b#1 0,*,2 0.5": (Set("a.b", (0, "*", 2), 0.5, 1), "a.b#1[0,*,2] set to 0.5"),
    "set m 0,1 true": (Set("m", (0, 1), 1.0), "m[0,1] set to 1"),
    "set m '0, 1' -Infinity": (Set("m", (0, 1), float("-inf")), "m[0,1] set to -inf"),
    "patch a *,* 'my run.json'": (Patch("a", ("*", "*"), "my run.json", SHA), "a[*,*] from my run.json"),
    "patch a 1 f b#2": (Patch("a", (1,), "f", SHA, None, "b#2"), "a[1] from f, b#2"),
    "dropout 7": (Dropout(7), "dropout, seed 7"),
    "dropout 7 0.25": (Dropout(7, 0.25), "dropout at rate 0.25, seed 7"),
    "parameter w 3,* 2": (Parameter("w", (3, "*"), 2.0), "parameter w[3,*] set to 2"),
}  # fmt: skip


@pytest.mark.parametrize("spec", TYPED)
def test_typed_interventions_are_parsed_and_described(spec: str) -> None:
    expected, description = TYPED[spec]
    found = parse(spec, lambda file: SHA)
    assert (found, found.description) == (expected, description)


def test_each_kind_has_a_form_and_a_line_of_help() -> None:
    classes = [*vars(kinds_of_changes).values(), *vars(kinds_of_parts).values()]
    kinds = {each.kind for each in classes if isinstance(each, type) and "kind" in vars(each)}
    assert set(KINDS) == {usage.split()[0] for usage, _ in SPECS} == kinds
    assert all(text and "\n" not in text for _, text in SPECS)
    assert {spec.split()[0] for spec in TYPED} == set(KINDS)


def test_the_json_of_an_edited_parameter() -> None:
    assert parse("parameter logits.weight 3,* 2").as_data() == {
        "kind": "parameter", "parameter": "logits.weight", "cell": [3, "*"], "value": 2.0
    }  # fmt: skip


# -------------------------------------------------------------------- invalid interventions
@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("", "unknown intervention ''; use one of silence, keep"),
        ("silense a 1", "unknown intervention 'silense'; did you mean silence?"),
        ("silence a", "'silence a' has too many or too few words; type: silence ATTENTION HEAD"),
        ("pre-norm now", "type: pre-norm"),
        ("silence a one", "a head must be a non-negative whole number, not 'one'"),
        ("silence a -1", "a head must be a non-negative whole number, not '-1'"),
        ("silence a#x 1", "a visit must be a non-negative whole number, not 'x'"),
        ("silence '#1' 1", "the name of an attention layer is missing or is not text: ''"),
        ("silence 'a 1", "no closing quotation"),
        ("set a 0,x 1", "invalid cell '0,x': 'x' is not an index"),
        ("set a 0,,1 1", "invalid cell '0,,1': '' is not an index"),
        ("set a 0,1 nan", "'nan' is not a number"),
        ("set a 0,1 big", "'big' is not a number"),
        ("set a -1,0 1", "'-1' is not an index"),
        (f"silence a {10**30}", "must be a non-negative whole number"),
        ("silence a " + "9" * 5000, "must be a non-negative whole number"),
        ("set a " + "9" * 5000 + " 1", "invalid cell"),
        ('{"kind": "set", "step": ' + "[" * 900 + "]" * 900 + ', "cell": [0], "value": 1}',
            "is missing or is not text"),
        ('{"kind": ' + "[" * 900 + "]" * 900 + "}", 'an object with a "kind", not'),
        ("allow a 1,2,3", "a cell of a mask needs a query and a key, such as 0,2, not 1,2,3"),
        ("fill inf", "must be a finite number, not inf"),
        ("fill nought", "'nought' is not a number"),
        ("no-positions left", "must be source, target or both, not 'left'"),
        ("no-positions sorce", "did you mean source?"),
        ("shuffle both 1", "the side to shuffle must be source or target, not 'both'"),
        ("shuffle source x", "the shuffle seed must be a non-negative whole number, not 'x'"),
        ("shuffle source 0,2", "the order 0,2 must contain each index from 0 to 1 once"),
        ("shuffle source 0,0", "must contain each index"),
        ("shuffle source ,", "each index in the new order must be a non-negative whole number"),
        ("dropout 1 1", "the dropout rate must be at least 0 and less than 1, not 1"),
        ("dropout -1", "the dropout seed must be a non-negative whole number, not '-1'"),
        ("patch a 0 no-such-file.json", "no-such-file.json: no such file or directory"),
        ("patch a 0 tests", "tests: is a directory"),
        ("{", "not valid JSON"),
        ('{"kind": "silense"}', "unknown intervention 'silense'; did you mean silence?"),
        ('{"step": "a"}', 'an intervention is an object with a "kind"'),
        ('{"kind": "silence", "head": 1}', "silence needs 'attention'"),
        ('{"kind": "silence", "attention": "a", "haed": 1}', "silence has no 'haed'; did you mean head?"),
        ('{"kind": "silence", "attention": "a", "head": true}', "a head must be a non-negative whole number, not True"),
        ('{"kind": "silence", "attention": 3, "head": 1}', "name of an attention layer is missing or is not text: 3"),
        ('{"kind": "set", "step": "a", "cell": 3, "value": 1}', "a cell needs an index for each axis"),
        ('{"kind": "set", "step": "a", "cell": [0, "x"], "value": 1}', "must be a non-negative whole number, not 'x'"),
        ('{"kind": "set", "step": "a", "cell": [0], "value": "x"}', "the value must be a number, not 'x'"),
        ('{"kind": "set", "step": "a", "cell": [0], "value": null}', "the value must be a number, not None"),
        ('{"kind": "shuffle", "side": "source"}', "a shuffle needs either a seed, such as 7, or an order"),
        ('{"kind": "shuffle", "side": ["a"], "seed": 1}', "the side to shuffle must be"),
        ('{"kind": "shuffle", "side": "source", "order": [0, "1"]}', "each index in the new order must be"),
        ('{"kind": "shuffle", "side": "source", "order": 3}', "an order"),
    ],
)  # fmt: skip
def test_an_invalid_intervention_is_refused_in_one_line(spec: str, message: str) -> None:
    with pytest.raises(InterventionError, match=re.escape(message)) as caught:
        parse(spec)
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, Problem)


json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["*", "source"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FIELDS = [
    "attention", "head", "visit", "cell", "value", "step", "file", "sha256", "side", "seed", "order", "rate",
]  # fmt: skip


@given(st.dictionaries(st.sampled_from(FIELDS), json), st.sampled_from([*KINDS, "none"]))
def test_any_object_is_read_or_refused(parts: dict[str, Any], kind: str) -> None:
    try:
        intervention = from_data({"kind": kind} | parts)
    except InterventionError:
        return
    assert from_data(intervention.as_data()) == intervention
    assert intervention.description
    assert str(intervention)


@given(
    st.lists(st.sampled_from([*KINDS, "a.b", "0,1", "1", "*", "#2", "'", "source", "-1e9"]), max_size=5).map(
        " ".join
    )
)
def test_any_text_is_read_or_refused(spec: str) -> None:
    try:
        intervention = parse(spec, lambda file: SHA)
    except InterventionError as error:
        assert "\n" not in str(error)
        return
    assert parse(str(intervention), lambda file: SHA) == intervention
