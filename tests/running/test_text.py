"""How a model reads a typed text, the notices about it, and what a trace keeps."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from transformer_explore.core.checkpoints import find
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import run
from transformer_explore.core.running.text import TextError, notices, tokens_of
from transformer_explore.core.trace import Token, load, save
from transformer_explore.core.trace.files.trace_files import schema_text, to_bytes
from transformer_explore.core.trace.tokens import text_of
from transformer_explore.explorer.ui.plain.title import title
from transformer_explore.explorer.ui.words import read_and_said

MODEL = find()
CHECK = "this sentence is not covered by the training grammar; check the result"
TYPED = "我喝茗"


@pytest.mark.parametrize("text", ["书喜欢我", "我爱北京", "狗吃苹果"])
def test_a_sentence_outside_the_grammar_gives_one_notice(text: str) -> None:
    assert notices(MODEL, text) == (CHECK,)


@pytest.mark.parametrize(("text", "count"), [("I love you", 1), ("i quxify you", 2)])
def test_a_text_that_is_not_chinese_gets_a_notice_to_type_chinese(text: str, count: int) -> None:
    found = notices(MODEL, text)
    assert len(found) == count and "type a Chinese sentence such as 我爱你" in found[-1]


def test_a_sentence_of_the_grammar_gives_no_notice() -> None:
    assert notices(MODEL, "我爱你") == ()


def test_only_unknown_words_announce_a_wrong_translation() -> None:
    (unknown,) = notices(MODEL, TYPED)
    (part,) = notices(MODEL, "我喝奶茶")
    assert unknown.startswith("the model does not know 茗 and reads it as [UNK]: expect a wrong")
    assert "only as part of other words; check the result; similar words that it knows: 牛奶" in part
    assert "near" not in unknown + part


@pytest.mark.parametrize(("typed", "read"), [("我愛你", "我爱你"), ("我有3只貓", "我有三只猫")])
def test_a_notice_says_what_was_read(typed: str, read: str) -> None:
    assert notices(MODEL, typed) == (f"read as {read}",)
    assert tokens_of(MODEL, typed, 9) == tokens_of(MODEL, read, 9)


def test_an_unknown_word_keeps_its_text() -> None:
    tokens = tokens_of(MODEL, TYPED, 9)
    assert [(token.text, token.written) for token in tokens] == [("我", ""), ("喝", ""), ("[UNK]", "茗")]
    assert [token.label for token in tokens] == ["我", "喝", "茗[UNK]"]
    assert len(Token(1, "[UNK]", "x" * 50_000).label) < 20


@pytest.mark.parametrize("form", ["readable.json", "compact.json", "tensors.safetensors"])
def test_a_trace_keeps_unknown_words_in_every_file_format(form: str, tmp_path) -> None:
    trace = run(Request(source=TYPED, device="cpu")).trace
    save(trace, tmp_path / form, **({"compact": True} if form.startswith("compact") else {}))
    kept = load(tmp_path / form)
    assert kept.tokens == trace.tokens and kept.source_text == TYPED
    assert kept.tokens["source"][2].written == "茗"
    assert trace.sides and title(kept).startswith("我喝茗[UNK] → ")
    pieces = read_and_said(kept)
    assert ("茗", "unknown") in pieces and "".join(text for text, _style in pieces).startswith(
        "我 喝 茗[UNK] → "
    )


def test_the_written_text_is_an_optional_field() -> None:
    trace = run(Request(source=TYPED, device="cpu")).trace
    data = orjson.loads(to_bytes(trace.select(["source_embedding.*"])))
    Draft202012Validator(orjson.loads(schema_text())).validate(data)
    assert data["tokens"]["source"][1:] == [
        {"id": trace.tokens["source"][1].id, "text": "喝"},
        {"id": 1, "text": "[UNK]", "written": "茗"},
    ]


@given(st.text(st.sampled_from("我爱你茗㐀tea's ?A。—"), max_size=12))
def test_the_text_of_tokens_is_read_as_the_same_tokens(text: str) -> None:
    try:
        tokens = tokens_of(MODEL, text, 99)
    except TextError:
        return
    assert tokens_of(MODEL, text_of(tokens), 99) == tokens


def test_many_unknown_words_share_one_notice() -> None:
    (notice,) = notices(MODEL, "茗茶龘靐咖")
    assert notice.startswith("the model does not know ") and "such as 茗" in notice and len(notice) < 120
