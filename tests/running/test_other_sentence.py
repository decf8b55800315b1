"""A sentence to compare another one with."""

import pytest
from transformer_explore.core.grammar import recognise
from transformer_explore.core.running.other_sentence import other_sentence


@pytest.mark.parametrize("text", ["我爱你", "猫喜欢狗", "老师给学生一本书"])
def test_it_differs_in_one_word(text: str) -> None:
    other = other_sentence(text)
    assert other != text and recognise(other)
    assert len(other) == len(text)


@pytest.mark.parametrize("text", ["", "hello", "我" * 5000])
def test_there_is_none_in_another_language(text: str) -> None:
    assert other_sentence(text) == ""
