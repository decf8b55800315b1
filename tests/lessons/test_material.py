"""The runs and labs that a page needs, and live values of runs."""

import numpy as np
import pytest
from transformer_explore.core.checkpoints import find
from transformer_explore.core.trace import ModelCard, Token, Trace
from transformer_explore.lessons.expressions import ExpressionError
from transformer_explore.lessons.expressions import parse as parse_expression
from transformer_explore.lessons.lesson import MAIN
from transformer_explore.lessons.material import Material, MaterialCache, material
from transformer_explore.lessons.material import needed as needed_by
from transformer_explore.lessons.parsing import parse
from transformer_explore.lessons.shelf import find as find_lesson

from tests.lessons.taught import FILE, FRONT

HEAD = f"""{FRONT}
# One {{#one}}

::: run plain what-if="no-scaling"
:::
::: lab softmax as="soft"
:::

"""
STEP = '"encoder.layers.0.self_attention.weights"'


def needed(page: str) -> tuple[set[str], set[str]]:
    """The runs and the labs that a second page needs."""
    runs, labs = needed_by(parse(f"{HEAD}# Two {{#two}}\n\n{page}\n", FILE), 1)
    return set(runs), set(labs)


def test_a_page_without_live_values_needs_nothing() -> None:
    assert needed("Words alone.") == (set(), set())


def test_a_page_needs_what_its_live_values_name() -> None:
    assert needed("It is {{ soft.entropy }}.") == (set(), {"soft"})
    assert needed(f'{{{{ step({STEP}, "plain")[0, 0, 0] }}}}') == ({MAIN, "plain"}, set())
    assert needed(f"{{{{ step({STEP})[0, 0, 0] }}}}") == ({MAIN}, set())
    assert needed("Predicted: {{ predicted(1) }}.") == ({MAIN}, set())


def test_a_page_needs_what_it_shows_and_asks_about() -> None:
    assert needed(f"::: show step={STEP}\n:::") == ({MAIN}, set())
    assert needed(f'::: show step={STEP} run="plain"\n:::') == ({"plain"}, set())
    question = (
        ':::: predict number id="how-much" answer="soft.weights[0]"\nHow much?\n::: hint\nLook.\n:::\n::::'
    )
    assert needed(question) == (set(), {"soft"})
    pointed = f':::: predict cell id="where" of={STEP} answer="0, 0, 0"\nWhere?\n::: hint\nLook.\n:::\n::::'
    assert needed(pointed) == ({MAIN}, set())


def test_a_page_needs_its_own_labs_even_if_it_does_not_name_them() -> None:
    assert needed("::: lab dot-product\n:::") == (set(), {"lab"})


def test_a_run_may_use_another_model() -> None:
    """A shipped sequence model has no trace beside it: it is computed."""
    run = '::: run other model="glossing-convolution" sentence="你们好"\n:::\n{{ tokens("source", "other") }}'
    found = material(parse(f"{FRONT}\n# One {{#one}}\n\n{run}", FILE), 0, MaterialCache())
    assert found.run("other").model.name == "glossing-convolution"
    assert len(found.run("other").predicted) == 3


SOURCE = (Token(143, "我"), Token(30, "爱"))
TARGET = (Token(2, "[BOS]"), Token(697, "i"), Token(616, "love"))


def words(expression: str) -> object:
    trace = Trace(ModelCard("any", "transformer", {}, ""), {}, {"source": SOURCE, "target": TARGET}, ())
    return parse_expression(expression).value(Material({"main": trace}).scope())


def test_a_lesson_is_referred_to_by_its_id() -> None:
    lesson = find_lesson("dot-product")
    assert lesson is not None and words('lesson("dot-product")') == lesson.number
    with pytest.raises(ExpressionError, match="there is no lesson 'dot'"):
        words('lesson("dot")')


def test_a_translation_is_its_words_without_the_start_token() -> None:
    assert words('words("target")') == "i love"
    assert words('words("source")') == "我 爱"
    assert words('words("target", "main", 2)') == "i love"
    assert words('words("target", "main", 1)') == "i …"


def test_two_translations_are_compared_as_text() -> None:
    assert words('words("target") == words("target", "main")') is True


def test_layers_are_counted_in_the_run() -> None:
    trace = find("zh-en").shipped_trace()
    scope = Material({MAIN: trace}).scope()
    for stack in ("encoder", "decoder"):
        found = parse_expression(f'layers("{stack}")').value(scope)
        assert f"{stack}.layers.{found - 1}.self_attention.weights" in trace
        assert f"{stack}.layers.{found}.self_attention.weights" not in trace
    with pytest.raises(ExpressionError, match="'middle'"):
        parse_expression('layers("middle")').value(scope)


def test_an_unknown_side_is_an_error() -> None:
    with pytest.raises(ExpressionError, match="middle"):
        words('words("middle")')


def test_a_token_id_is_its_row_in_the_embedding() -> None:
    scope = Material({MAIN: find("zh-en").shipped_trace()}).scope()
    row = parse_expression('parameter("source_embedding.tokens.weight")[token_id("source", 1)]').value(scope)
    assert np.array_equal(
        row, np.asarray(parse_expression('step("source_embedding.tokens")[1]').value(scope))
    )
