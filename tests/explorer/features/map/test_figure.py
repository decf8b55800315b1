"""The figure as text: it has a box for each part, fits its room, and joins its lines."""

from dataclasses import replace
from itertools import cycle

import pytest
from rich.cells import cell_len
from transformer_explore.core.decoding.strategy import Greedy
from transformer_explore.core.running.request import Request
from transformer_explore.core.trace import Token, Trace, statistics_only
from transformer_explore.explorer.features.map.canvas import Canvas
from transformer_explore.explorer.features.map.contents import Contents
from transformer_explore.explorer.features.map.figure import Figure, fits_together
from transformer_explore.explorer.features.map.state import MapState

from tests.explorer.driver import ran
from tests.explorer.outside import NASTY
from tests.shipped import shipped_trace

TRACE = shipped_trace()
LONG = "他们昨天在学校给那个老师一本很好的书"


def drawn(state: MapState, columns: int, lines: int = 0) -> list[str]:
    figure = Figure(
        Contents(state).view(halves=False, only=not fits_together(state.diagram, columns)), columns, lines
    )
    return ["".join(text for text, _style in figure.line(n, state.box.number)) for n in range(figure.lines)]


def of(name: str) -> Trace:
    match name:
        case "shipped":
            return TRACE
        case "greedy":
            return ran(Request(source="猫喜欢狗", strategy=Greedy(), device="cpu")).trace
        case "one":
            return ran(Request(source="猫", device="cpu")).trace
        case "long":
            return ran(Request(source=LONG, device="cpu")).trace
        case "statistics":
            return statistics_only(TRACE)
        case "nasty":
            texts = cycle(NASTY)
            tokens = {k: tuple(Token(t.id, next(texts)) for t in row) for k, row in TRACE.tokens.items()}
            return replace(TRACE, tokens=tokens)
        case _:
            return ran(Request(source="a b *c d ?", model=f"copying-{name}", device="cpu")).trace


@pytest.mark.parametrize("columns", [20, 40, 60, 71, 80, 100, 160, 200])
@pytest.mark.parametrize(
    "name", ["shipped", "greedy", "one", "long", "statistics", "nasty", "lstm", "convolution", "attention"]
)
def test_every_line_is_as_wide_as_its_room(name: str, columns: int) -> None:
    state = MapState(of(name))
    for column in state.diagram.columns:
        state.show_only(column)
        assert {cell_len(line) for line in drawn(state, columns)} == {columns}


def test_at_160_by_50_the_whole_figure_is_visible_and_its_boxes_have_two_lines() -> None:
    state = MapState(TRACE)
    figure = Figure(Contents(state).view(), 160, 45)
    assert figure.lines <= 45
    assert {*figure.spots} == {n for column in state.diagram.columns for n in column.shown(0)}
    assert min(spot.top - spot.bottom for spot in figure.spots.values()) == 3


def test_the_encoder_is_on_the_left_and_a_box_is_above_the_box_that_it_reads() -> None:
    state = MapState(TRACE)
    figure = Figure(Contents(state).view(), 100, 0)
    left, right = ({figure.spots[n].x for n in column.shown(0)} for column in state.diagram.columns)
    assert max(left) < min(right)
    aside = {n for column in state.diagram.columns for n in state.diagram.side_of(column).values()}
    for edge in state.diagram.edges:
        start, end = figure.spots.get(edge.start), figure.spots.get(edge.end)
        if start and end and edge.start not in aside and (start.x < 50) == (end.x < 50):
            assert end.bottom >= start.top


def test_boxes_do_not_overlap() -> None:
    figure = Figure(Contents(MapState(TRACE)).view(), 100, 0)
    inside = [
        (x, y)
        for spot in figure.spots.values()
        for x in range(spot.x + 1, spot.x + spot.columns - 1)
        for y in range(spot.bottom + 1, spot.top)
    ]
    assert len(inside) == len(set(inside))


def test_words_are_below_and_the_predicted_words_above() -> None:
    lines = drawn(MapState(TRACE), 160)
    assert "inputs  我 爱 你" in lines[-1] and "outputs (shifted right)  [BOS] i love you" in lines[-1]
    assert "i love you [EOS]" in lines[0]


def test_a_column_that_is_shown_alone_names_the_other_one() -> None:
    state = MapState(TRACE)
    _encoder, decoder = state.diagram.columns
    assert "to the decoder" in drawn(state, 60)[0]
    state.show_only(decoder)
    assert any("encoder ──" in line and "cross-attention" in line for line in drawn(state, 60))


def test_the_layer_of_the_current_box_is_shown_and_named() -> None:
    state = MapState(TRACE, TRACE["encoder.layers.1.feed_forward.hidden"].source)
    text = "\n".join(drawn(state, 120))
    assert "2× · layer 2" in text and "2× · layer 1" in text  # of the encoder, and of the decoder
    assert "you are here" in text and "● feed-forward" in text


def test_a_decoding_shows_the_tokens_so_far_and_the_next_one() -> None:
    trace = of("greedy")
    state = MapState(trace, trace["decoder.layers.0.self_attention.weights#2"].source)
    lines = drawn(state, 120)
    assert "outputs so far  [BOS] the cat" in lines[-1]
    assert "most probable  likes" in lines[0]
    assert any("↻" in line and "masked self-attention" in line for line in lines)


def test_a_sequence_model_shows_answers_only_where_it_is_asked() -> None:
    assert "most probable  · · · · c" in drawn(MapState(of("lstm")), 100)[0]


def test_lines_join_where_they_meet() -> None:
    canvas = Canvas(5, 5)
    canvas.box(0, 0, 5, 5)
    canvas.across(2, 0, 4)
    canvas.down(2, 0, 4)
    text = ["".join(place.text for place in line) for line in canvas.places]
    assert text == ["┌─┬─┐", "│ │ │", "├─┼─┤", "│ │ │", "└─┴─┘"]


def test_a_wide_character_takes_two_columns_and_is_not_cut() -> None:
    canvas = Canvas(4, 1)
    canvas.write(0, 0, "我爱你")
    assert [place.text for place in canvas.places[0]] == ["我", "", "爱", ""]
    canvas = Canvas(3, 1)
    canvas.write(0, 0, "我爱")
    assert [place.text for place in canvas.places[0]] == ["我", "", " "]
