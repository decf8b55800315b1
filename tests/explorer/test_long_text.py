"""Endless text in a trace: showing it costs no more than showing what fits on the screen."""

from dataclasses import replace

import pytest
from transformer_explore.core.trace import Step, Token, Trace
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.ui.text import LONGEST, cut, fit, safe, width, wrap

from tests.shipped import shipped_trace
from tests.work import calls, counted

pytestmark = pytest.mark.slow

LENGTH = 50_000
TEXTS = {
    "wide": "爱" * LENGTH,
    "narrow": "a" * LENGTH,
    "words": "ab " * (LENGTH // 3),
    "marks": "a\u0301\u0302" * (LENGTH // 3),
    "only marks": "\u0301" * LENGTH,
    "control characters": "\x1b" * LENGTH,
    "emoji": "👩‍👩‍👧" * (LENGTH // 5),
}
TRACE = shipped_trace()
KEYS = [
    "right", "right", "enter", "down", "enter", "escape", "escape", "v", "question_mark", "escape", "a", "m",
]  # fmt: skip


def with_token(text: str) -> Trace:
    first, *others = TRACE.tokens["source"]
    return replace(TRACE, tokens={**TRACE.tokens, "source": (Token(first.id, text), *others)})


def with_texts_everywhere(text: str) -> Trace:
    def step(one: Step) -> Step:
        return replace(
            one,
            operation=text,
            formula=text,
            axes=tuple(f"{n}{text}" for n, _ in enumerate(one.axes)),
            settings={text: text},
        )

    return replace(
        with_token(text),
        model=replace(TRACE.model, name=text, architecture=text, sha256=text),
        run={**TRACE.run, "text": text, "kind": text},
        steps=tuple(map(step, TRACE.steps)),
        vocabulary=tuple(f"{n}{text}" for n, _ in enumerate(TRACE.vocabulary)),
    )


async def work(trace: Trace) -> int:
    """The number of calls it takes to show a trace."""
    with counted() as done:
        async with Explorer(trace).run_test(size=(100, 30)) as pilot:
            await pilot.press(*KEYS)
    return done.calls


_usual: list[int] = []


async def usual_work() -> int:
    """The work for the shipped trace, counted once: the second time, after everything is imported."""
    if not _usual:
        await work(TRACE)
        _usual.append(await work(TRACE))
    return _usual[0]


@pytest.mark.parametrize("kind", ["narrow", "only marks"])  # every kind is cut by the functions tested below
async def test_an_endless_token_is_shown_about_as_fast_as_a_short_one(kind: str) -> None:
    assert await work(with_token(TEXTS[kind])) < 3 * await usual_work()


@pytest.mark.parametrize("kind", ["wide", "words"])
async def test_endless_text_in_any_field_is_shown_about_as_fast_as_short_text(kind: str) -> None:
    assert await work(with_texts_everywhere(TEXTS[kind])) < 4 * await usual_work()


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("columns", [1, 2, 7, 80])
def test_text_longer_than_any_line_is_cut_before_it_is_measured(kind: str, columns: int) -> None:
    def every_function() -> None:
        text = safe(TEXTS[kind])
        assert len(text) <= LONGEST
        for any_text in (text, TEXTS[kind]):
            assert width(fit(any_text, columns)) == columns
            assert width(cut(any_text, columns)) <= columns
            assert all(width(line) <= columns for line in wrap(any_text, columns, 3))

    assert calls(every_function) < 100 * LONGEST


def test_wrapping_takes_time_in_proportion_to_the_length() -> None:
    one, four = (calls(lambda n=n: wrap("爱" * n, 20, 1000)) for n in (1000, 4000))
    assert four < 5 * one
