"""What is remembered: kept field by field, and never a reason not to start."""

import errno
import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.home.screen import HomeScreen
from transformer_explore.explorer.ui.memory import LastPlace, Memory, Settings, Store, read, written

WHOLE = Memory(
    recent=("猫爱我", "我爱你"),
    last=LastPlace("我爱你", "encoder.layers.0.self_attention.scaled", 1, (1, 2, 0)),
    settings=Settings("day", "256", 4, False, 0.5, "zh"),
    hints=("walk", "grid"),
)
DIGITS = '{"version": 1, "recent": ' + "9" * 9999 + "}"
BROKEN = ["", "[]", "{", "3", '{"version": 0}', "\x00", "[" * 99_999, DIGITS]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "state" / "explorer.json")


def stored() -> dict[str, Any]:
    """The whole of it as it stands in a file."""
    return dict(json.loads(json.dumps(written(WHOLE))))


def lay(store: Store, content: str | bytes) -> None:
    store.path.parent.mkdir(parents=True, exist_ok=True)
    store.path.write_bytes(content.encode() if isinstance(content, str) else content)


def test_all_of_it_comes_back(store: Store) -> None:
    store.change(lambda _: WHOLE)
    assert Store(store.path).load() == WHOLE


def test_a_file_of_the_version_before_is_understood() -> None:
    found = read({"version": 1, "recent": ["我爱你"], "last": None, "theme": "day"})
    assert found == Memory(recent=("我爱你",), settings=Settings(theme="day"))
    assert read({"version": 1, "settings": {"colours": "16"}}).settings == Settings(colors="16")


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        *(("theme", value) for value in ("pink", 3, None, [])),
        *(("colors", value) for value in ("many", 256, {})),
        *(("decimals", value) for value in (0, 7, 2.0, "2", True)),
        *(("motion", value) for value in (0, "yes", None)),
        *(("pace", value) for value in (0, 1e9, float("nan"), True, "fast")),
        *(("language", value) for value in (None, 3, "x" * 999)),
    ],
)
def test_a_setting_that_cannot_be_is_as_at_first_and_the_others_stay(field: str, bad: object) -> None:
    data = stored()
    data["settings"][field] = bad
    default = getattr(Settings(), field)
    assert read(data) == replace(WHOLE, settings=replace(WHOLE.settings, **{field: default}))


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(["recent", "last", "settings", "hints"]), JSON)
def test_an_invalid_field_costs_no_other(field: str, value: Any) -> None:
    found = read(stored() | {field: value})
    others = {"recent", "last", "settings", "hints"} - {field}
    assert all(getattr(found, name) == getattr(WHOLE, name) for name in others)
    assert read(json.loads(json.dumps(written(found)))) == found


@pytest.mark.parametrize("content", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_file_is_set_aside_and_replaced(store: Store, content: str) -> None:
    lay(store, content)
    assert store.load() == Memory()
    aside = store.path.with_name("explorer.json.broken")
    assert aside.read_text(encoding="utf-8") == content
    assert str(aside) in store.notice
    store.change(lambda memory: memory.with_sentence("我"))
    assert Store(store.path).load().recent == ("我",)


def test_bytes_that_are_no_text_and_files_beyond_measure_are_set_aside_too(store: Store) -> None:
    for content in (b"\xff\xfe", b" " * (2 << 20)):
        lay(store, content)
        assert store.load() == Memory()
        assert (
            store.path.with_name("explorer.json.broken").read_bytes() == content
        )  # in place of the one before


def test_where_a_broken_file_cannot_be_set_aside_it_is_left_as_it_is(store: Store) -> None:
    lay(store, "{")
    store.path.with_name("explorer.json.broken").mkdir()
    assert store.load() == Memory()
    assert store.notice
    store.change(lambda memory: memory.with_sentence("我"))
    assert store.load().recent == ("我",)  # as long as the program runs
    assert store.path.read_text() == "{"


def test_settings_of_a_newer_version_stay_as_they_are(store: Store) -> None:
    newer = '{"version": 2, "settings": {"theme": "dusk"}}'
    lay(store, newer)
    assert store.load() == Memory()
    assert "it was written by a newer version of the program" in store.notice
    store.change(lambda memory: memory.with_sentence("我"))
    assert store.load().recent == ("我",)  # as long as the program runs
    assert store.path.read_text() == newer


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name here")
def test_a_pipe_or_a_folder_in_its_place_is_neither_waited_for_nor_replaced(store: Store) -> None:
    store.path.parent.mkdir()
    for make, end in ((os.mkfifo, os.unlink), (os.mkdir, os.rmdir)):
        make(store.path)
        assert store.load() == Memory()
        store.change(lambda memory: memory.with_sentence("我"))
        assert not store.path.is_file()
        end(store.path)
        store = Store(store.path)


def test_where_nothing_can_be_written_what_was_chosen_holds_for_the_run(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    store = Store(blocked / "explorer.json")
    assert store.load() == Memory()
    assert not store.notice
    store.change(lambda memory: memory.with_sentence("我"))
    store.change(lambda memory: replace(memory, settings=Settings(decimals=5)))
    assert store.load() == Memory(recent=("我",), settings=Settings(decimals=5))
    assert store.problem
    assert Store(store.path).load() == Memory()


@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EDQUOT])
def test_an_unwritable_disk_loses_nothing(store: Store, monkeypatch: pytest.MonkeyPatch, reason: int) -> None:
    store.change(lambda _: WHOLE)

    def full(*_: object, **__: object) -> None:
        raise OSError(reason, os.strerror(reason))

    with monkeypatch.context() as patch:
        patch.setattr("transformer_explore.core.support.atomic.os.fsync", full)
        store.change(lambda memory: replace(memory, hints=("a",)))
        assert store.problem == os.strerror(reason)
        assert store.load().hints == ("a",)
    assert Store(store.path).load() == WHOLE
    assert [path.name for path in store.path.parent.iterdir()] == ["explorer.json"]
    store.change(lambda memory: replace(memory, recent=()))
    assert not store.problem
    assert Store(store.path).load() == replace(WHOLE, recent=(), hints=("a",))  # it is caught up with


def test_an_unreadable_file_is_reported_and_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(store, json.dumps(written(WHOLE)))

    def refused(*_: object, **__: object) -> str:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "read_text", refused)
    assert store.load() == Memory()
    assert "Permission denied" in store.notice
    store.change(lambda memory: memory.with_sentence("我"))
    monkeypatch.undo()
    assert Store(store.path).load() == WHOLE


def test_two_programs_that_write_at_once_lose_nothing(store: Store) -> None:
    def program(name: str) -> None:
        own = Store(store.path)
        for n in range(20):
            own.change(lambda memory, n=n: replace(memory, hints=(*memory.hints, f"{name}{n}")))
            assert own.load().hints
            assert not own.notice

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(program, "ab"))
    assert sorted(Store(store.path).load().hints) == sorted(f"{name}{n}" for name in "ab" for n in range(20))


def test_failed_saves_are_merged_with_newer_ones(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("transformer_explore.core.support.atomic.os.fsync", full)
        store.change(lambda memory: memory.with_sentence("我"))
    Store(store.path).change(lambda memory: replace(memory, hints=("walk",)))
    store.change(lambda memory: replace(memory, settings=replace(memory.settings, decimals=3)))
    assert Store(store.path).load() == Memory(("我",), settings=Settings(decimals=3), hints=("walk",))


@pytest.mark.skipif(os.name == "nt", reason="folders are locked on Unix only")
def test_an_interrupted_write_blocks_nobody(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    store.path.parent.mkdir()
    handle = os.open(store.path.parent, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    clock = iter(range(1000))
    monkeypatch.setattr("transformer_explore.core.support.state.time.monotonic", lambda: next(clock))
    monkeypatch.setattr("transformer_explore.core.support.state.time.sleep", lambda _: None)
    store.change(lambda memory: memory.with_sentence("我"))
    os.close(handle)
    assert Store(store.path).load().recent == ("我",)


def test_a_byte_order_mark_that_an_editor_added_costs_nothing(store: Store) -> None:
    lay(store, "\ufeff" + json.dumps(written(WHOLE)))
    assert store.load() == WHOLE


def test_without_a_home_folder_a_notice_says_why_nothing_is_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "platformdirs.user_state_path", lambda *_, **__: Path("~/.local/state/transformer-explore")
    )
    store = Store()
    assert store.load() == Memory()
    store.change(lambda memory: memory.with_sentence("我"))
    assert store.load().recent == ("我",)
    assert "HOME" in store.problem
    assert not Path("~").exists()


def test_what_another_program_changed_meanwhile_stays(store: Store) -> None:
    other = Store(store.path)
    store.change(lambda memory: memory.with_sentence("我"))
    other.change(lambda memory: replace(memory, hints=("walk",)))
    store.change(lambda memory: replace(memory, settings=replace(memory.settings, decimals=3)))
    assert other.load() == Memory(("我",), settings=Settings(decimals=3), hints=("walk",))


async def test_the_first_screen_says_once_that_settings_were_set_aside(store: Store) -> None:
    lay(store, "{")
    said = await _said_by(lambda: Explorer(store=store))
    assert len(said) == 1
    assert "explorer.json.broken" in said[0]
    assert not await _said_by(lambda: Explorer(store=Store(store.path)))


async def _said_by(make: Callable[[], Explorer]) -> list[str]:
    app = make()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)
        return [notification.message for notification in app._notifications]
