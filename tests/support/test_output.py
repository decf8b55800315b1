"""Output targets: files are replaced atomically, streams written directly, everything else is refused."""

import errno
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from transformer_explore.core.support import atomic
from transformer_explore.core.support.atomic import SUFFIX, write_atomically
from transformer_explore.core.support.errors import Problem
from transformer_explore.core.support.output import output_target

pytestmark = pytest.mark.skipif(os.name == "nt", reason="about Unix files")
WRITE_AND_WAIT = """
import sys, time
from pathlib import Path
from transformer_explore.core.support.atomic import write_atomically

def pieces():
    yield b"half"
    print("begun", flush=True)
    sys.stdin.read()

write_atomically(Path(sys.argv[1]), pieces())
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def write(name: str, content: bytes = b"new") -> int:
    return output_target(name).write([content])


# ------------------------------------------------------------------------------------- refused
def test_an_invalid_target_is_refused_with_its_typed_name(here: Path) -> None:
    (here / "folder").mkdir()
    (here / "loop").symlink_to("other")
    (here / "other").symlink_to("loop")
    (here / "file").write_bytes(b"")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        for name, why in (
            ("folder", "folder is a folder"),
            ("folder/", "folder/ is a folder"),
            ("new/", "new/ is a folder"),
            ("loop", "cannot write to loop: Too many levels of symbolic links"),
            ("file/x", "cannot write to file/x: Not a directory"),
            ("no/x", "no/x: there is no folder"),
            ("socket", "socket is neither a file nor a pipe"),
            ("x" * 300, "File name too long"),
            ("~nobody-at-all/x", "cannot write to ~nobody-at-all/x"),
            ("", "'' is not a file name"),
            ("a\0b", r"'a\x00b' is not a file name"),
        ):
            with pytest.raises(Problem) as refused:
                output_target(name)
            assert why in str(refused.value)
            assert SUFFIX not in str(refused.value)
    assert names(here) == ["file", "folder", "loop", "other", "socket"]


def test_a_read_only_file_is_not_replaced(here: Path) -> None:
    (here / "mine.json").write_bytes(b"old")
    (here / "mine.json").chmod(0o444)
    with pytest.raises(Problem, match=r"mine\.json is read-only"):
        output_target("mine.json")
    with pytest.raises(PermissionError):
        write_atomically(here / "mine.json", b"new")
    assert (here / "mine.json").read_bytes() == b"old"
    assert names(here) == ["mine.json"]


def test_a_file_of_another_user_is_not_replaced(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "theirs.json").write_bytes(b"old")
    monkeypatch.setattr(atomic.os, "access", lambda *_: False)  # the answer for another user
    with pytest.raises(Problem, match=r"theirs\.json is read-only"):
        output_target("theirs.json")


def test_streams_can_be_refused(here: Path) -> None:
    os.mkfifo("pipe")
    for name in ("-", "/dev/stdout", "/dev/null", "pipe"):
        with pytest.raises(Problem, match="is not a file"):
            output_target(name, streams=False)


# ------------------------------------------------------------------------------------- streams
@pytest.mark.parametrize("name", ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_stdout_is_written_directly(name: str, here: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert write(name) == 3
    assert capfdbinary.readouterr().out == b"new"
    assert names(here) == []


def test_a_named_pipe_is_written_directly_and_stays(here: Path) -> None:
    os.mkfifo("pipe")
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append((here / "pipe").read_bytes()))
    reader.start()
    write("pipe")
    reader.join()
    assert read == [b"new"]
    assert stat.S_ISFIFO((here / "pipe").stat().st_mode)


def test_a_device_is_written_directly_and_stays() -> None:
    write("/dev/null")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    with pytest.raises(OSError, match="No space left on device: '/dev/full'"):
        write("/dev/full")


def test_a_closed_descriptor_is_named() -> None:
    with pytest.raises(OSError, match="Bad file descriptor: '/dev/fd/987654321'"):
        write("/dev/fd/987654321")


# ------------------------------------------------------------------------------------- files
def test_the_target_of_a_link_is_replaced(here: Path) -> None:
    (here / "there.json").write_bytes(b"old")
    (here / "link.json").symlink_to("there.json")
    (here / "dangling.json").symlink_to("made.json")
    write("link.json")
    write("dangling.json")
    assert (here / "link.json").is_symlink()
    assert (here / "there.json").read_bytes() == (here / "made.json").read_bytes() == b"new"


def test_a_replaced_file_keeps_its_mode_and_a_new_one_follows_the_umask(here: Path) -> None:
    (here / "old.json").write_bytes(b"old")
    (here / "old.json").chmod(0o604)
    before = os.umask(0o027)
    try:
        write("old.json")
        write("new.json")
    finally:
        os.umask(before)
    assert stat.S_IMODE((here / "old.json").stat().st_mode) == 0o604
    assert stat.S_IMODE((here / "new.json").stat().st_mode) == 0o640


@pytest.mark.skipif(os.name == "nt" or os.getuid() != 0, reason="only root can change the owner")
def test_a_replaced_file_keeps_its_owner(here: Path) -> None:
    (here / "theirs.json").write_bytes(b"old")
    os.chown(here / "theirs.json", 12345, 23456)
    write("theirs.json")
    found = (here / "theirs.json").stat()
    assert (found.st_uid, found.st_gid) == (12345, 23456)


def test_writing_needs_no_permission_to_change_the_owner(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_handle: int, owner: int, _group: int) -> None:
        if owner != -1:
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    (here / "theirs.json").write_bytes(b"old")
    monkeypatch.setattr(atomic.os, "fchown", refused)
    monkeypatch.setattr(
        atomic.os, "fstat", lambda handle: os.stat_result((0o600, 0, 0, 1, -9, -9, 0, 0, 0, 0))
    )
    write("theirs.json")
    assert (here / "theirs.json").read_bytes() == b"new"


def test_a_failed_write_changes_nothing_and_names_the_file(here: Path) -> None:
    def full() -> Iterator[bytes]:
        yield b"half"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (here / "x.json").write_bytes(b"old")
    with pytest.raises(OSError, match=r"No space left on device: 'x\.json'"):
        output_target("x.json").write(full())
    assert (here / "x.json").read_bytes() == b"old"
    assert names(here) == ["x.json"]


def test_a_name_of_maximal_length_is_written(here: Path) -> None:
    name = "猫" * 83 + ".json"  # 254 of 255 bytes
    write(name)
    assert names(here) == [name]


# ------------------------------------------------------------------------------------- killed writers
def test_partial_files_of_killed_writers_are_removed_but_not_those_of_running_ones(here: Path) -> None:
    killed, living = (
        subprocess.Popen(
            [sys.executable, "-c", WRITE_AND_WAIT, str(here / name)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("killed.json", "living.json")
    )
    for each in (killed, living):
        assert each.stdout.readline() == "begun\n"
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert len(names(here)) == 2
    (here / f".of somebody else{SUFFIX}").write_bytes(b"")
    write("another.json")
    assert [name.split(".")[1] for name in names(here) if name.endswith(SUFFIX)] == [
        "living",
        "of somebody else",
    ]
    living.communicate("")
    assert (here / "living.json").read_bytes() == b"half"
    assert "killed.json" not in names(here)
