"""Tasks: questions have answers that follow from the sequence, and written sequences can be read."""

from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.grammar import understand
from transformer_explore.core.grammar.corpus import sentence, split_of
from transformer_explore.core.tasks import NOTHING, PADDING, TASKS, Batch, TaskError, glossing, task
from transformer_explore.core.tasks.glossing import glosses

SEEDS = st.integers(0, 2**32 - 1)
EVERY = pytest.mark.parametrize("name", sorted(TASKS))
EVERY_PROBE = pytest.mark.parametrize(  # held-out sentences are generated for a few seconds
    "name", [pytest.param(name, marks=[pytest.mark.slow] * (name == "glossing")) for name in sorted(TASKS)]
)


@pytest.fixture(scope="module", autouse=True)
def _few_sentences() -> Iterator[None]:
    """Glossing draws from fewer sentences, which are generated in a few seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(glossing, "SENTENCES", 3000)
        patch.setattr(glossing, "HELD_OUT", 400)
        for name in ("_training", "_held_out"):
            patch.setattr(glossing, name, cache(getattr(glossing, name).__wrapped__))
        yield


def drawn(name: str, seed: int, count: int = 6) -> Batch:
    return task(name).draw(np.random.default_rng(seed), count)


@pytest.mark.slow
@EVERY
@given(seed=SEEDS)
def test_the_answers_follow_from_the_sequence(name: str, seed: int) -> None:
    batch = drawn(name, seed)
    for ids, wanted in zip(batch.ids, batch.wanted, strict=True):
        asked = wanted != NOTHING
        assert (task(name).right(ids)[asked] == wanted[asked]).all()


@EVERY
@given(seed=SEEDS)
def test_a_written_sequence_is_read_as_the_same(name: str, seed: int) -> None:
    about, ids = task(name), drawn(name, seed, 1).ids[0]
    between = "" if name == "glossing" else " "
    assert (about.read(between.join(about.write(ids))) == ids).all()


@EVERY
@given(seed=SEEDS)
def test_every_part_of_a_token_is_a_word_and_not_padding(name: str, seed: int) -> None:
    about, batch = task(name), drawn(name, seed)
    for part, words in enumerate(about.streams.values()):
        assert ((batch.ids[..., part] >= 0) & (batch.ids[..., part] < len(words))).all()
    assert next(iter(about.streams.values()))[0] == PADDING
    assert (batch.ids[..., 0] > 0).all()
    assert (batch.wanted < len(about.answers)).all()


@EVERY
def test_the_same_seed_draws_the_same_sequences_and_another_seed_different_ones(name: str) -> None:
    one, again, other = drawn(name, 1), drawn(name, 1), drawn(name, 2)
    assert (one.ids == again.ids).all() and (one.wanted == again.wanted).all()
    assert one.ids.shape != other.ids.shape or (one.ids != other.ids).any()


@EVERY_PROBE
def test_a_probe_asks_only_at_its_distance(name: str) -> None:
    about = task(name)
    for distance in about.distances:
        batch = about.probe(np.random.default_rng(0), 3, distance)
        assert batch.asked.any(axis=1).all()
        assert (batch.distance[batch.asked] == distance).all()


def test_a_gap_is_counted_from_the_marked_symbol_to_the_question() -> None:
    batch = task("copying").probe(np.random.default_rng(0), 20, 24)
    for ids, asked in zip(batch.ids, batch.asked, strict=True):
        written = task("copying").write(ids)
        (marked,) = (at for at, word in enumerate(written) if word.startswith("*"))
        assert written.index("?") - marked == 24 == asked.argmax() - marked


def test_cards_show_each_key_once_and_ask_for_shown_keys() -> None:
    batch = task("many-cards").probe(np.random.default_rng(0), 5, 64)
    shown, asked = batch.ids[:, :64], batch.ids[:, 64:]
    assert (np.sort(shown[..., 0], axis=1) == np.arange(1, 65)).all()
    assert (shown[..., 1] > 0).all() and (asked[..., 1] == 0).all()
    assert all(len(set(keys)) == 8 for keys in asked[..., 0].tolist())


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("我爱你", "i love you"),
        ("你爱我", "you love me"),  # the same characters with other words
        ("我爱我的猫", "i love my · cat"),
        ("谁爱你", "who loves you"),
        ("我买的书很有意思", "i bought that book is interesting interesting interesting"),
    ],
)
def test_a_character_is_glossed_in_context(source: str, wanted: str) -> None:
    assert " ".join(glosses(sentence(source))) == wanted


@pytest.mark.slow
def test_glossing_trains_on_training_sentences_and_is_measured_on_held_out_ones() -> None:
    about, random = task("glossing"), np.random.default_rng(0)

    def splits(batch: Batch) -> set[str]:
        found = [understand("".join(about.write(ids))) for ids in batch.ids]
        return {split_of(one) for one in found if one is not None}

    assert splits(about.draw(random, 50)) == {"train"}
    assert splits(about.probe(random, 50, 6)) == {"sets-test"}


@EVERY
@pytest.mark.parametrize("text", ["", "   ", "[PAD]", "\x1b[31m", "ß=1", "a?99", "*"])
def test_other_texts_are_refused_in_one_line(name: str, text: str) -> None:
    with pytest.raises(TaskError) as refusal:
        task(name).read(text)
    assert "\n" not in str(refusal.value) and "\x1b" not in str(refusal.value)


@EVERY
def test_the_example_of_a_task_asks_a_question_with_an_answer(name: str) -> None:
    about = task(name)
    assert (about.right(about.read(about.example)) != NOTHING).any()


def test_an_unknown_task_is_refused_with_the_known_ones() -> None:
    with pytest.raises(TaskError, match="copying"):
        task("juggling")


@pytest.mark.parametrize(
    ("typed", "read"),
    [("我有2隻貓", "我有两只猫"), ("我 愛 你。", "我爱你"), ("你喜欢猫吗？", "你喜欢猫吗")],
)
def test_glossing_reads_what_the_walk_reads(typed: str, read: str) -> None:
    about = task("glossing")
    assert "".join(about.write(about.read(typed))) == read
