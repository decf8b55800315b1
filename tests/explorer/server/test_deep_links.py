"""Any query becomes an argument list that means what it says, or is refused with one line."""

import argparse
import os
import unicodedata
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from transformer_explore.core.support.errors import Problem
from transformer_explore.explorer import cli
from transformer_explore.explorer.commands.common import is_trace_file
from transformer_explore.explorer.server.deep_links import arguments

texts = st.text() | st.sampled_from(
    [
        "--help",
        "-",
        "--",
        "--model=/etc/passwd",
        "-x\x1b[2J",
        "a\x00b",
        "\ud800",
        "<script>",
        "t.json",
        "我爱你\u3000",
    ]
)
queries = st.dictionaries(st.sampled_from(["text", "lesson", "model", "lang", "plain"]), texts)


@cache
def command_line() -> argparse.ArgumentParser:
    return cli.parser()


def parsed(given: list[str]) -> argparse.Namespace:
    """The arguments as the command line reads them, which takes --lang out before it parses the rest."""
    end = given.index("--") if "--" in given else len(given)
    return command_line().parse_args([each for each in given[:end] if "--lang=" not in each] + given[end:])


@given(queries)
@example({"text": "--plain"})
@example({"text": "--lang=zh", "model": "zh-en"})
@example({"lesson": "--help"})
def test_a_value_never_becomes_an_option(query: dict[str, str]) -> None:
    try:
        found = arguments(query)
    except Problem as problem:
        assert len(str(problem).splitlines()) == 1
        return
    options = parsed(found)
    assert options.plain is False
    if query.get("lesson", "").strip():
        assert options.command == "lesson"
    else:
        assert options.command == "explore"
        assert options.text == ((query.get("text", "").strip() and query["text"]) or None)


@given(
    st.text(st.characters(categories=["Cc", "Cs"]), min_size=1), st.sampled_from(["text", "lesson", "lang"])
)
def test_control_characters_are_refused(control: str, name: str) -> None:
    with pytest.raises(Problem, match="control characters"):
        arguments({name: f"a{control[:9]}"})


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=200))
def test_a_text_reaches_a_process_unchanged(text: str) -> None:
    """Linux refuses NUL in arguments, and halves of characters cannot be encoded; neither gets this far."""
    try:
        found = arguments({"text": text})
    except Problem:
        reorders = any(unicodedata.category(each) == "Cf" for each in text)  # such as RIGHT-TO-LEFT OVERRIDE
        assert reorders or is_trace_file(text)
        return
    assert found == (["explore", "--", text] if text.strip() else ["explore"])
    assert b"\0" not in os.fsencode(text)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["explore"]),
        ({"text": "我爱你"}, ["explore", "--", "我爱你"]),
        ({"text": "我爱你", "lang": "zh-CN"}, ["explore", "--lang=zh", "--", "我爱你"]),
        ({"text": "", "model": "zh-en"}, ["explore", "--model=zh-en"]),
        ({"model": "cards-rnn", "text": "e2=4 e2=?"}, ["explore", "--model=cards-rnn", "--", "e2=4 e2=?"]),
        ({"lesson": "softmax"}, ["lesson", "--", "softmax"]),
        ({"lesson": "6", "lang": "en"}, ["lesson", "--lang=en", "--", "softmax"]),
        ({"utm_source": "-x"}, ["explore"]),
    ],
)
def test_arguments(query: dict[str, str], expected: list[str]) -> None:
    assert arguments(query) == expected


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ({"lesson": "softmax", "text": "我"}, "takes no text"),
        ({"lesson": "nothing"}, "there is no lesson 'nothing'"),
        ({"lang": "fr"}, "unknown language"),
        ({"model": "/etc/passwd"}, "there is no model"),
        ({"model": "../zh-en"}, "there is no model"),
        ({"text": "我" * 201}, "at most 200 characters"),
        ({"text": "trace.json"}, "is the name of a file"),
    ],
)
def test_what_is_refused(query: dict[str, str], problem: str) -> None:
    with pytest.raises(Problem, match=problem):
        arguments(query)
