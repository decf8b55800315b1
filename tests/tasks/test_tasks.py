"""What is asked can be answered, by a rule and from what was shown; what is written can be read."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.grammar import understand
from transformer_explore.core.grammar.corpus import sentence, split_of
from transformer_explore.core.tasks import NOTHING, PADDING, TASKS, Batch, TaskError, task
from transformer_explore.core.tasks.glossing import glosses

SEEDS = st.integers(0, 2**32 - 1)
EVERY = pytest.mark.parametrize("name", sorted(TASKS))


def drawn(name: str, seed: int, count: int = 6) -> Batch:
    return task(name).draw(np.random.default_rng(seed), count)


@EVERY
@given(seed=SEEDS)
def test_the_answer_to_what_is_asked_follows_from_the_sequence_alone(name: str, seed: int) -> None:
    batch = drawn(name, seed)
    for ids, wanted in zip(batch.ids, batch.wanted, strict=True):
        asked = wanted != NOTHING
        assert (task(name).right(ids)[asked] == wanted[asked]).all()


@EVERY
@given(seed=SEEDS)
def test_what_is_written_is_read_back(name: str, seed: int) -> None:
    about, ids = task(name), drawn(name, seed, 1).ids[0]
    between = "" if name == "glossing" else " "
    assert (about.read(between.join(about.write(ids))) == ids).all()


@EVERY
@given(seed=SEEDS)
def test_every_part_of_a_token_is_a_word_and_none_is_padding(name: str, seed: int) -> None:
    about, batch = task(name), drawn(name, seed)
    for part, words in enumerate(about.streams.values()):
        assert ((batch.ids[..., part] >= 0) & (batch.ids[..., part] < len(words))).all()
    assert next(iter(about.streams.values()))[0] == PADDING
    assert (batch.ids[..., 0] > 0).all()
    assert (batch.wanted < len(about.answers)).all()


@EVERY
def test_the_same_seed_draws_the_same_and_another_seed_something_else(name: str) -> None:
    one, again, other = drawn(name, 1), drawn(name, 1), drawn(name, 2)
    assert (one.ids == again.ids).all() and (one.wanted == again.wanted).all()
    assert one.ids.shape != other.ids.shape or (one.ids != other.ids).any()


@EVERY
def test_a_probe_asks_at_the_distance_that_it_is_told_alone(name: str) -> None:
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


def test_cards_have_each_key_once_and_ask_only_for_those_shown() -> None:
    batch = task("many-cards").probe(np.random.default_rng(0), 5, 64)
    shown, asked = batch.ids[:, :64], batch.ids[:, 64:]
    assert (np.sort(shown[..., 0], axis=1) == np.arange(1, 65)).all()
    assert (shown[..., 1] > 0).all() and (asked[..., 1] == 0).all()
    assert all(len(set(keys)) == 8 for keys in asked[..., 0].tolist())


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("我爱你", "i love you"),
        ("你爱我", "you love me"),  # the same characters are other words in another place
        ("我爱我的猫", "i love my · cat"),
        ("谁爱你", "who loves you"),
        ("我买的书很有意思", "i bought that book is interesting interesting interesting"),
    ],
)
def test_a_character_is_glossed_as_the_word_that_it_becomes_there(source: str, wanted: str) -> None:
    assert " ".join(glosses(sentence(source))) == wanted


def test_no_sentence_to_learn_from_is_kept_out_of_training_and_each_one_to_measure_with_is() -> None:
    about, random = task("glossing"), np.random.default_rng(0)

    def splits(batch: Batch) -> set[str]:
        found = [understand("".join(about.write(ids))) for ids in batch.ids]
        return {split_of(one) for one in found if one is not None}

    assert splits(about.draw(random, 50)) == {"train"}
    assert splits(about.probe(random, 50, 6)) == {"sets-test"}


@EVERY
@pytest.mark.parametrize("text", ["", "   ", "[PAD]", "\x1b[31m", "ß=1", "a?99", "*"])
def test_what_is_no_sequence_of_a_task_is_refused_in_one_line(name: str, text: str) -> None:
    with pytest.raises(TaskError) as refusal:
        task(name).read(text)
    assert "\n" not in str(refusal.value) and "\x1b" not in str(refusal.value)


@EVERY
def test_the_example_of_a_task_is_one_that_asks_what_can_be_answered(name: str) -> None:
    about = task(name)
    assert (about.right(about.read(about.example)) != NOTHING).any()


def test_a_task_that_there_is_not_names_those_there_are() -> None:
    with pytest.raises(TaskError, match="copying"):
        task("juggling")
