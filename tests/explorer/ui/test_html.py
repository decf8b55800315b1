"""HTML of runs: well-formed and readable by screen readers, bounded, and harmless whatever the tokens are."""

import re
from dataclasses import replace
from functools import cache
from html import escape
from itertools import pairwise
from unicodedata import category

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformer_explore.core.checkpoints.loading import take
from transformer_explore.core.nn.decoder_only import DecoderOnly
from transformer_explore.core.nn.stack import DecoderConfiguration, EmbeddingParts, paper_stack
from transformer_explore.core.operations import OPERATIONS
from transformer_explore.core.recording.recording import record
from transformer_explore.core.support import localization
from transformer_explore.core.trace import ModelCard, Token, Trace, explain, statistics_only
from transformer_explore.explorer.ui.html import arrays, page, steps
from transformer_explore.explorer.ui.html.decodings import decoding
from transformer_explore.explorer.ui.html.explanations import explanation
from transformer_explore.explorer.ui.html.markup import element, html
from transformer_explore.explorer.ui.html.mathml import mathml
from transformer_explore.explorer.ui.tensor_view import tensor_view

from tests.encoders import masked
from tests.explorer.html_pages import Page, Untrusted
from tests.explorer.outside import NASTY, with_nasty_words, words
from tests.explorer.showing import array
from tests.models import unrecorded
from tests.sequences import traced as traced_sequence
from tests.shipped import shipped_trace
from tests.trace.making import decoded, traces

SCALED = "encoder.layers.0.self_attention.scaled"
SCRIPT = "<script>alert(1)</script>"


@cache
def translated() -> Trace:
    return shipped_trace()


@cache
def continued() -> Trace:
    """A run of a small model with only a decoder."""
    embedding = EmbeddingParts(vocabulary=9, longest=8, positions="learned")
    sizes = DecoderConfiguration(embedding=embedding, decoder=paper_stack(1, 4, 2, 8))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = DecoderOnly(sizes).eval()
    source = torch.tensor([[3, 4, 3]])
    with torch.no_grad(), record(model, source=source) as recording:
        model(source)
    return Trace(
        model=ModelCard("small-decoder", "decoder", sizes.as_dict(), "0" * 64),
        run={"kind": "forward", "text": "abc", "dtype": "float32", "spaces_in_tokens": True},
        tokens={"source": tuple(Token(id, f"t{id}") for id in source[0].tolist())},
        steps=recording.steps(),
        vocabulary=tuple(f"t{id}" for id in range(9)),
        parameters=take(model),
    )


@cache
def answered() -> Trace:
    return traced_sequence("copying-rnn", "*c ?")


RUNS = {"translation": translated, "continuation": continued, "masked words": masked, "answers": answered}
RUNS["decoding"] = decoded
runs = pytest.mark.parametrize("name", RUNS)


def written(trace: Trace) -> str:
    return b"".join(page.page(trace)).decode()


def test_the_id_of_a_token_is_not_called_a_student_number() -> None:
    with localization.in_language("zh"):
        text = written(translated())
    assert "编号" in text and "学号" not in text


def read(trace: Trace) -> Page:
    found = Page(written(trace))
    assert found.faults == []
    return found


# -------------------------------------------------------------------------- elements
def test_texts_are_escaped_and_html_is_not_escaped_twice() -> None:
    inner = element("b", 'a & "b" <i>')
    assert inner == '<b>a &amp; "b" &lt;i&gt;</b>'
    assert element("p", inner, "<", title='"<&') == f'<p title="&quot;&lt;&amp;">{inner}&lt;</p>'
    assert element("details", open_=True) == "<details open></details>" and element("br") == "<br>"
    assert element("p", class_=None, hidden=False) == "<p></p>"


@given(st.one_of(words, st.text(max_size=30)))
def test_no_text_becomes_an_element_a_control_or_reverses_other_text(text: str) -> None:
    found = html(text)
    inside = found.removeprefix("<bdi>").removesuffix("</bdi>")
    assert "<" not in inside and ">" not in inside
    assert not {category(character) for character in inside} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert '"' not in element("p", title=text).removeprefix('<p title="').removesuffix('"></p>')
    assert ("<bdi>" in found) or not re.search("[\u0590-\u08ff]", inside)


# -------------------------------------------------------------------------- formulas
@pytest.mark.parametrize("name", OPERATIONS)
def test_mathml_shows_the_symbols_of_the_formula(name: str) -> None:
    formula = OPERATIONS[name].formula
    found = Page(f"<div>{mathml(formula)}</div>")
    assert found.faults == []
    (math,) = [attributes for tag, attributes in found.elements if tag == "math"]
    assert math["alttext"] == formula.linear()
    latex = formula.latex()
    for word in re.findall(r"\\(?:mathrm|operatorname)\{([a-zA-Z]+)\}", latex):
        assert word in found.text
    assert latex.count(r"\frac") == sum(tag == "mfrac" for tag, _attributes in found.elements)
    assert latex.count(r"\sqrt") == sum(tag == "msqrt" for tag, _attributes in found.elements)


# -------------------------------------------------------------------------- pages
@runs
def test_a_page_has_every_step_with_links_and_headers_and_fetches_nothing(name: str) -> None:
    trace = RUNS[name]()
    found = read(trace)
    ids = [attributes.get("id") for _tag, attributes in found.elements]
    shown = page.shown_steps(trace)
    assert [f"step-{n}" for n in range(1, shown + 1)] == [
        each for each in ids if re.fullmatch(r"step-\d+", each or "")
    ]
    assert all(str(step) in found.text for step in trace.steps[:shown])
    assert ("left out, from number" in found.text) == (shown < len(trace))
    tags = [tag for tag, _attributes in found.elements]
    assert all(tags.count(tag) == 1 for tag in ("main", "h1", "header", "footer", "nav"))
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_inputs_of_a_step_and_its_users_are_links_to_them() -> None:
    trace = translated().select(["encoder.layers.0.self_attention.*"])
    number = {step.source: place for place, step in enumerate(trace, 1)}
    text = written(trace)
    article = re.search(rf'<article id="step-{number[trace[SCALED].source]}".*?</article>', text, re.DOTALL)
    assert article is not None
    for source in trace[SCALED].inputs:
        assert f'href="#step-{number[source]}"' in article[0]
    for user in trace.consumers(trace[SCALED]):
        assert f'href="#step-{number[user.source]}"' in article[0]


@pytest.mark.parametrize(("language", "declared"), [("en", "en"), ("zh", "zh-Hans")])
def test_a_page_is_in_the_language_of_the_program(language: str, declared: str) -> None:
    try:
        localization.use(language)
        text = written(masked())
    finally:
        localization.use(localization.ENGLISH)
    assert f'<html lang="{declared}">' in text
    assert ("目录" in text) == (language == "zh") != ("Contents" in text)


def test_the_policy_of_a_page_allows_its_style_and_nothing_else() -> None:
    found = read(masked())
    (policy,) = [
        a["content"] for tag, a in found.elements if a.get("http-equiv") == "Content-Security-Policy"
    ]
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'", policy or ""
    )


def test_a_page_is_bounded_and_says_what_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "STEPS", 5)
    trace = translated()
    found = read(trace)
    assert f"{len(trace) - 5} steps are left out, from number 6" in found.text
    assert page.shown_steps(trace) == 5 and "step-6" not in written(trace)


def test_the_size_of_a_step_does_not_grow_with_its_array() -> None:
    def size(*shape: int) -> int:
        values = np.random.default_rng(0).normal(size=shape).astype(np.float32)
        axes = ("head", "query", "key")[3 - len(shape) :]
        step = unrecorded("a.weights", values, axes, operation="?")
        trace = replace(masked(), steps=(step,))
        return len(steps.numbers(trace, step))

    assert size(64, 400, 400) < 40_000
    assert size(400, 400) < size(2, 3) + 20_000


# -------------------------------------------------------------------------- arrays
def test_the_key_number_is_shown_wherever_it_is_and_the_gaps_are_marked() -> None:
    values = np.zeros((40, 50), np.float32)
    values[23, 31] = -7.5
    view = array(values)
    key = arrays.key_cell(view)
    assert key == (23, 31)
    found = Page(str(arrays.array(view, key)))
    assert found.faults == [] and "−7.5" in found.text and "10 of 40 rows" in found.text
    assert arrays.shown(40, 10, 23) == [*range(8), None, 23, None, 39]
    assert arrays.shown(10, 10) == list(range(10))


@pytest.mark.parametrize(
    "values", [np.zeros((0, 3)), np.array(2.5), np.array([np.nan, -np.inf]), np.eye(2) > 0]
)
def test_arrays_of_every_kind_are_tables(values: np.ndarray) -> None:
    view = replace(array(values.reshape(1) if values.ndim == 0 else values), values=values)
    view = replace(view, axes=view.axes if values.ndim else ())
    assert Page(str(arrays.array(view, arrays.key_cell(view)))).faults == []


def test_of_a_vocabulary_the_best_tokens_are_listed() -> None:
    trace = translated()
    view = tensor_view(trace, trace.sides, trace["logits"].source)
    assert arrays.is_vocabulary(view)
    found = Page(str(arrays.array(view, arrays.key_cell(view))))
    row = view.values[-1]
    for token in np.argsort(-row)[: arrays.BEST]:
        assert trace.vocabulary[token] in found.text
    assert found.faults == [] and f"{len(row):,}" in found.text


def test_without_arrays_or_weights_a_page_says_what_is_missing() -> None:
    assert "norm" in read(statistics_only(masked())).text
    assert "weights of model" in read(replace(masked(), parameters=None)).text


# -------------------------------------------------------------------------- hostile texts
def test_hostile_tokens_and_names_are_only_text() -> None:
    trace = translated().select(["encoder.layers.0.*"])
    tokens = tuple(
        replace(token, text=SCRIPT, written=f'"{SCRIPT}\u202e') for token in trace.tokens["source"]
    )
    hostile = replace(
        trace,
        tokens={**trace.tokens, "source": tokens, SCRIPT: tokens},
        vocabulary=(SCRIPT, *trace.vocabulary[1:]),
        model=replace(trace.model, name=f"</title>{SCRIPT}"),
        run={**trace.run, "interventions": [{"kind": SCRIPT}]},
    )
    found = read(hostile)
    assert escape(SCRIPT) in written(hostile) and "\u202e" not in found.text
    assert read(with_nasty_words(trace)).text


@given(traces(), st.sampled_from(NASTY))
@settings(max_examples=12)
def test_any_trace_is_a_well_formed_page(trace: Trace, name: str) -> None:
    if not trace.steps:
        return
    first = replace(trace.steps[0], name=f"a.{name}", operation=name or "?", formula=name)
    read(replace(trace, steps=(first, *trace.steps[1:]), model=replace(trace.model, name=name)))


# -------------------------------------------------------------------------- explanations and decodings
def test_an_explanation_lists_the_largest_terms_their_cells_and_the_sum() -> None:
    trace = translated()
    found = explain(trace, trace["encoder.layers.0.feed_forward.hidden"], (1, 2))
    shown = Page(str(explanation(trace, found, 5)))
    rows = [tag for tag, _attributes in shown.elements if tag == "tr"]
    assert shown.faults == [] and len(rows) == 1 + 5 + 1 + 1
    assert f"the sum of {96 + 1} terms" in shown.text and "92 smaller terms" in shown.text


def test_a_decoding_shows_each_candidate_and_the_reason_in_a_notebook_that_is_not_trusted() -> None:
    found = decoded().decoding
    assert found is not None
    kept = Page(Untrusted(decoding(found)).html)
    assert kept.faults == []
    for iteration in found.iterations:
        for candidate in iteration.expansions[0].candidates:
            assert candidate.token.text in kept.text


# -------------------------------------------------------------------------- colors
def test_text_is_readable_on_every_color_in_both_themes() -> None:
    style = page.files(page.__package__).joinpath("page.css").read_text(encoding="utf-8")
    light, dark, printed = [
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
        for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    ]
    assert "@media screen and (prefers-color-scheme: dark)" in style  # paper is light
    grounds = ("ground", "raised", *(f"level-{n}" for n in range(1, arrays.LEVELS + 1)))
    for colors in (light, light | dark, light | printed):
        assert min(contrast(colors["text"], colors[ground]) for ground in grounds) >= 4.5
        assert (
            min(
                contrast(colors[text], colors[ground]) for text in ("faint", "link") for ground in grounds[:2]
            )
            >= 4.5
        )


def contrast(one: str, other: str) -> float:
    a, b = sorted(map(luminance, (one, other)))
    return (b + 0.05) / (a + 0.05)


def luminance(color: str) -> float:
    shares = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
