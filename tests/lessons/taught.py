"""Small lessons for tests, and material that needs no model."""

from functools import cache, partial

from transformer_explore.core.running.request import Request
from transformer_explore.core.trace import Trace
from transformer_explore.lessons.lesson import Lesson
from transformer_explore.lessons.material import Material, MaterialCache, material, shipped
from transformer_explore.lessons.parsing import parse
from transformer_explore.lessons.session import Session

FILE = "03-softmax.md"
FRONT = """\
---
id: softmax
title: Softmax
minutes: 10
able: I can say what softmax does.
model: zh-en
sentence: 我爱你
needs: []
---
"""
WEIGHTS = "encoder.layers.0.self_attention.weights"
SCALED = "encoder.layers.0.self_attention.scaled"

GOOD = (
    FRONT
    + """
# What are shares? {#what-shares-are}

The scores are {{ soft.scores }}; section 3.2.1 of the paper turns them into shares.

::: lab softmax scores="2, 1, 3" as="soft" sliders="shift"
:::
::: show array="soft.weights" at="2"
:::

:::: predict number id="last-share" answer="soft.weights[2]" tolerance=".005"
What is the last share?

::: wrong "soft.scores[2] / sum(soft.scores)"
That is the share of the *scores*: {{ soft.scores[2] / sum(soft.scores) | % }}.
:::
::: hint
Raise e to each of {{ soft.scores }}.
:::
::: hint
Divide by their sum.
:::
::: reveal
The largest score gets {{ soft.weights[2] | 2 }}.
:::
::::

# Which, where, in which order? {#which-and-where}

::: show plot="weights = soft.weights; scores = soft.scores" title="Shares"
:::

:::: predict choice id="sum-of-shares"
What do the shares sum to?
::: option "sum(soft.weights) == 7" says="That is the sum of the scores."
seven
:::
::: option "same(sum(soft.weights), 1)"
{{ sum(soft.weights) }}
:::
::: hint
Shares of what?
:::
::: reveal
Of a whole.
:::
::::

:::: predict cell id="largest-weight" of="STEP" answer="argmax(step('STEP'))"
Where is the largest weight?

::: wrong "0, 0, 0"
That is the first.
:::
::: hint
Look at the darkest.
:::
::: reveal
It is there.
:::
::: works cell="encoder.layers.0.self_attention.scaled" at="0, 1, 2"
:::
::::

:::: predict order id="ranking"
The smallest share first.
::: option "soft.weights[2]"
the third
:::
::: option "soft.weights[0]"
the first
:::
::: option "soft.weights[1]"
the second
:::
::: wrong "0, 1, 2"
The largest came first.
:::
::: hint
As the scores.
:::
::: reveal
As the scores.
:::
::::

# What to keep {#summary}

::: card id="what-stays"
Which number stays?

The sum: {{ sum(soft.weights) }}.
:::
"""
).replace("STEP", WEIGHTS)


class ShippedTraces(MaterialCache):
    """Shipped traces and labs, without torch."""

    def trace(self, request: Request) -> Trace:
        found = shipped(request)
        assert found is not None, "this would need torch"
        return found


CACHE = ShippedTraces()


def good() -> Lesson:
    """A correct lesson with a question of each kind."""
    return parse(GOOD, FILE)


def session(lesson: Lesson | None = None) -> Session:
    """A session at the start of a lesson."""
    found = lesson or good()
    return Session(found, cache(partial(_material, found)))


def _material(lesson: Lesson, page: int) -> Material:
    return material(lesson, page, CACHE)
