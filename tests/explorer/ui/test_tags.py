"""The tags of views, on a line of the screen and in plain text."""

import pytest
from textual.app import App, ComposeResult
from transformer_explore.core.trace.tags import Tag
from transformer_explore.explorer.ui.colors.themes import FAINT
from transformer_explore.explorer.ui.tags import above, at_right, before, in_parentheses
from transformer_explore.explorer.ui.widgets.one_line import Piece, Spread

TRAINED = (Tag.TRAINED,)


class Heading(App[None]):
    """An app with only a heading."""

    def __init__(self, left: str, right: list[Piece]) -> None:
        super().__init__()
        self.left, self.right = left, right

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {"faint": FAINT}

    def compose(self) -> ComposeResult:
        yield Spread()

    def on_mount(self) -> None:
        self.query_one(Spread).show([(self.left, "")], self.right)


async def heading(left: str, right: str) -> str:
    app = Heading(left, before(TRAINED, [(right, "")] if right else []))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        return app.query_one(Spread).render().plain


@pytest.mark.parametrize("right", ["step 1 / 108", "you are here: encoder › layer 2 › feed-forward", ""])
async def test_the_tag_is_in_the_free_width_of_a_heading(right: str) -> None:
    line = await heading("我 爱 你", right)
    assert line.startswith("我 爱 你") and line.endswith(f"trained model  {right}".strip())


@pytest.mark.parametrize("right", ["step 1 / 108", ""])
async def test_a_heading_without_room_leaves_out_the_tag_and_nothing_else(right: str) -> None:
    left = "x" * (80 - 2 - len(right))
    assert await heading(left, right) == f"{left}  {right}"


def test_a_view_without_a_tag_is_unchanged() -> None:
    assert before((), [("step 1", "strong")]) == [("step 1", "strong")]
    assert in_parentheses(()) == "" and above(["line"], (), 80) == ["line"]
    assert at_right("line", (), 80) == "line"


def test_a_tag_is_written_after_a_line_or_above_it_in_plain_text() -> None:
    assert above(["weights", "1 2"], TRAINED, 80) == ["weights   trained model", "1 2"]
    assert above(["weights", "1 2"], TRAINED, 20) == ["trained model", "weights", "1 2"]
    assert in_parentheses((Tag.RANDOM, Tag.PAPER)) == " (random numbers, from the paper)"


def test_a_tag_at_the_right_edge_is_left_out_without_room() -> None:
    assert at_right("curve", TRAINED, 30) == f"curve{' ' * 12}trained model"
    assert at_right("curve", TRAINED, 20) == "curve"
