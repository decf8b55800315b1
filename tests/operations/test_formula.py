"""Formulas: exact drawings of the paper's formulas, and properties of all formulas."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.operations.formula import (
    Formula,
    call,
    cases,
    entry,
    equation,
    fraction,
    paren,
    root,
    row,
    sub,
    sup,
    text,
    total,
)
from transformer_explore.core.operations.text_box import width

angle = fraction("pos", sup("10000", fraction("2i", "d_model")))

PAPER: dict[str, tuple[Formula, str]] = {
    "lookup": (equation("x", entry("E", "token")), "x = E[token]"),
    "embedding scale": (row(root("d_model"), "· x"), "√d_model · x"),
    "sine": (
        equation(call("PE", "pos", "2i"), call("sin", angle)),
        "PE(pos, 2i) = sin(pos / 10000^(2i/d_model))",
    ),
    "cosine": (call("cos", angle), "cos(pos / 10000^(2i/d_model))"),
    "positions": (row("x + PE"), "x + PE"),
    "query": (equation("Q_h", "x W_h^Q"), "Qₕ = x Wₕ^Q"),
    "dot products": (equation("q · k", total("q_im k_jm", over="m")), "q · k = Σₘ qᵢₘ kⱼₘ"),
    "scaled": (equation("scaled", fraction("Q K^T", root("d_k"))), "scaled = Q Kᵀ / √dₖ"),
    "mask": (equation("M_ij", cases(("1", "j ≤ i"), ("0", "otherwise"))), "Mᵢⱼ = {1, j ≤ i; 0, otherwise}"),
    "masked": (
        equation("masked", cases(("s_ij", "if allowed"), ("−∞", "otherwise"))),
        "masked = {sᵢⱼ, if allowed; −∞, otherwise}",
    ),
    "softmax": (
        equation(call("softmax", "x_i"), fraction(call("exp", "x_i"), total(call("exp", "x_j"), over="j"))),
        "softmax(xᵢ) = exp(xᵢ) / Σⱼ exp(xⱼ)",
    ),
    "heads": (equation("head_i", total("w_ij v_j", over="j")), "headᵢ = Σⱼ wᵢⱼ vⱼ"),
    "concat": (call("Concat", "head_1", "…", "head_h"), "Concat(head₁, …, headₕ)"),
    "output": (equation("output", "concat W^O"), "output = concat Wᴼ"),
    "add": (row("x +", call("Sublayer", "x")), "x + Sublayer(x)"),
    "norm": (
        equation(call("LayerNorm", "x"), row("γ ·", fraction("x − μ", root("σ^2 + ε")), "+ β")),
        "LayerNorm(x) = γ · (x − μ) / √(σ² + ε) + β",
    ),
    "mean": (equation("μ", row(fraction("1", "d"), total("x_i", over="i"))), "μ = (1 / d) Σᵢ xᵢ"),
    "variance": (
        equation("σ^2", row(fraction("1", "d"), total(sup(row("x_i − μ"), "2"), over="i"))),
        "σ² = (1 / d) Σᵢ (xᵢ − μ)²",
    ),
    "relu": (call("max", "0", "x W_1 + b_1"), "max(0, x W₁ + b₁)"),
    "gelu": (
        equation(
            row("x", call("Φ", "x")),
            row(fraction("x", "2"), row("1 +", call("erf", fraction("x", root("2"))))),
        ),
        "x Φ(x) = (x / 2) (1 + erf(x / √2))",
    ),
    "logits": (equation("logits", "x E^T"), "logits = x Eᵀ"),
    "log softmax": (row("x_i − log", total(call("exp", "x_j"), over="j")), "xᵢ − log Σⱼ exp(xⱼ)"),
}


def shown(formula: Formula) -> str:
    return "\n".join(line.rstrip() for line in formula.unicode())


@pytest.mark.parametrize(("formula", "linear"), PAPER.values(), ids=PAPER)
def test_formulas_of_the_paper_in_one_line(formula: Formula, linear: str) -> None:
    assert formula.linear() == linear


@pytest.mark.parametrize(
    ("name", "drawn"),
    {
        "scaled": """\
         Q Kᵀ
scaled = ────
         √dₖ""",
        "sine": """\
                 ⎛      pos      ⎞
PE(pos, 2i) = sin⎜───────────────⎟
                 ⎜     2i/d_model⎟
                 ⎝10000          ⎠""",
        "query": """\
        Q
Qₕ = x Wₕ""",
        "masked": """\
         ⎧ sᵢⱼ  if allowed
masked = ⎨
         ⎩ −∞   otherwise""",
        "softmax": """\
               exp(xᵢ)
softmax(xᵢ) = ─────────
              Σ exp(xⱼ)
              j""",
        "norm": """\
                     x − μ
LayerNorm(x) = γ · ───────── + β
                   √(σ² + ε)""",
        "gelu": """\
         x ⎛       ⎛x ⎞⎞
x Φ(x) = ─ ⎜1 + erf⎜──⎟⎟
         2 ⎝       ⎝√2⎠⎠""",
        "embedding scale": """\
√d      · x
  model""",
    }.items(),
)
def test_formulas_of_the_paper_in_two_dimensions(name: str, drawn: str) -> None:
    assert shown(PAPER[name][0]) == drawn


@pytest.mark.parametrize(
    ("name", "latex"),
    {
        "scaled": r"\mathrm{scaled} = \frac{Q K^{T}}{\sqrt{d_{k}}}",
        "query": r"Q_{h} = x W_{h}^{Q}",
        "sine": r"\operatorname{PE}(\mathrm{pos}, 2i) ="
        r" \sin\left( \frac{\mathrm{pos}}{10000^{2i / d_{\mathrm{model}}}} \right)",
        "masked": r"\mathrm{masked} = \begin{cases}"
        r" s_{ij} & \text{if allowed} \\ -\infty & \text{otherwise} \end{cases}",
        "softmax": r"\operatorname{softmax}(x_{i}) = \frac{\exp(x_{i})}{\sum_{j} \exp(x_{j})}",
        "norm": r"\operatorname{LayerNorm}(x)"
        r" = \gamma \cdot \frac{x - \mu}{\sqrt{\sigma^{2} + \epsilon}} + \beta",
        "variance": r"\sigma^{2} = \frac{1}{d} \sum_{i} (x_{i} - \mu)^{2}",
        "output": r"\mathrm{output} = \mathrm{concat} \, W^{O}",
    }.items(),
)
def test_formulas_of_the_paper_in_latex(name: str, latex: str) -> None:
    assert PAPER[name][0].latex() == latex


def test_surrounding_text_continues_on_the_baseline() -> None:
    scaled = PAPER["scaled"][0]
    assert scaled.unicode()[scaled.baseline].startswith("scaled = ─")


@pytest.mark.parametrize(
    ("formula", "linear"),
    [
        (row("a", "−", row("b − c")), "a − (b − c)"),
        (row("a", "+", row("b − c")), "a + b − c"),
        (row("γ", row("x − μ")), "γ (x − μ)"),
        (fraction("a b", "c d"), "a b / (c d)"),
        (fraction("a", fraction("b", "c")), "a / (b / c)"),
        (fraction(fraction("a", "b"), "c"), "a / b / c"),
        (row(fraction("a", "b"), "c"), "(a / b) c"),
        (row(fraction("a", "b"), "· c"), "a / b · c"),
        (row(total("x", over="i"), "· y"), "(Σᵢ x) · y"),
        (row(fraction("a", total("x", over="i")), "· y"), "(a / Σᵢ x) · y"),
        (row(total("x", over="i"), "+ y"), "Σᵢ x + y"),
        (total("x + y", over="i"), "Σᵢ (x + y)"),
        (sup(fraction("a", "b"), "2"), "(a / b)²"),
        (sup(root("x"), "2"), "(√x)²"),
        (root("x^2"), "√(x²)"),
        (row("−x + −1"), "−x + −1"),
        (fraction("1", "2i"), "1 / (2i)"),
        (total("x_i", over="i = 1", limit="n"), "Σᵢ₌₁ⁿ xᵢ"),
        (sub(sup("W", "Q"), "h"), "Wₕ^Q"),
        (sub("log p", "i"), "log pᵢ"),
        (paren("x"), "(x)"),
    ],
)
def test_one_line_has_exactly_the_necessary_parentheses(formula: Formula, linear: str) -> None:
    assert formula.linear() == linear


def test_a_high_radicand_gets_a_bar() -> None:
    assert shown(root(fraction("1", "n"))) == " ┌──\n │ 1\n │ ─\n√│ n"


def test_wide_characters_keep_lines_aligned() -> None:
    assert fraction("我 爱", "x").unicode() == ("我 爱", "─────", "  x  ")


@pytest.mark.parametrize(
    "describe", [lambda: row(), lambda: row(" "), lambda: text("a\nb"), lambda: text("\x1b[31m")]
)
def test_empty_text_and_control_characters_are_refused(describe: object) -> None:
    with pytest.raises(ValueError, match="a formula cannot"):
        describe()  # type: ignore[operator]


words = st.one_of(
    st.sampled_from(
        ["x", "x_i", "W_h^Q", "d_model", "K^T", "2i", "−∞", "σ", "softmax", "我", "a_b^c", "1/n"]
    ),
    st.text(
        st.characters(categories=("L", "N", "P", "S"), exclude_characters="()[]{}"), min_size=1, max_size=5
    ),
)
operators = st.sampled_from(["+", "−", "·", "=", ",", "/"])


def larger(parts: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    several = st.lists(st.one_of(parts, operators), min_size=1, max_size=4)
    return st.one_of(
        several.map(lambda items: row(*items)),
        several.map(lambda items: paren(*items)),
        st.builds(fraction, parts, parts),
        st.builds(root, parts),
        st.builds(sub, parts, parts),
        st.builds(sup, parts, parts),
        st.builds(total, parts, st.none() | parts, st.none() | parts),
        st.builds(call, parts, parts, parts),
        st.builds(entry, parts, parts),
        st.lists(st.tuples(parts, parts), min_size=1, max_size=3).map(lambda rows: cases(*rows)),
    )


formulas = st.recursive(words.map(row) | words.map(text), larger, max_leaves=12)


@given(formulas)
def test_lines_have_equal_width_and_include_the_baseline(formula: Formula) -> None:
    lines = formula.unicode()
    assert len({width(line) for line in lines}) == 1
    assert 0 <= formula.baseline < len(lines)
    assert lines == formula.unicode()


@given(formulas)
def test_latex_is_balanced(formula: Formula) -> None:
    latex = re.sub(r"\\[{}]", "", formula.latex())
    depth = 0
    for character in latex:
        depth += (character == "{") - (character == "}")
        assert depth >= 0
    assert depth == 0
    assert latex.count(r"\left") - latex.count(r"\leftarrow") == latex.count(r"\right")


@given(formulas)
def test_one_line_is_one_line_with_balanced_parentheses(formula: Formula) -> None:
    linear = formula.linear()
    assert linear.isprintable()
    depth = 0
    for character in linear:
        depth += (character == "(") - (character == ")")
        assert depth >= 0
    assert depth == 0
