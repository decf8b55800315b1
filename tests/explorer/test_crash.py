"""A bug in the program: exit code 70, one line that names the report, and a restored terminal."""

import os
import re
import sys
from pathlib import Path

import pytest
from transformer_explore.explorer import cli, crash

from tests.explorer.commands.calling import refused
from tests.explorer.terminal import spawned

pytestmark = pytest.mark.terminal
BROKEN = """
import os, sys
from transformer_explore.explorer import cli
from transformer_explore.explorer.app import Explorer

def broken(self, *given):
    raise RuntimeError("a defect\\x1b[31m")

{setup}
sys.exit(cli.main([]))
"""
KEY = "Explorer.action_light = broken"
START = "Explorer.on_mount = broken"
WORKER = """
async def worker(self):
    broken(self)

Explorer.action_light = lambda self: self.run_worker(worker(self)) and None
"""
DRIVER = 'Explorer.action_light = lambda self: self.panic("the thread that reads keys failed")'


def report(line: str) -> str:
    found = re.search(r"file (\S+\.txt)", line)
    assert found, line
    return Path(found[1]).read_text(encoding="utf-8")


def test_a_command_with_a_bug_prints_one_line_and_writes_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object) -> None:
        raise RuntimeError("a defect\x1b[31m\nof two lines")

    monkeypatch.setattr(cli.COMMANDS["schema"], "run", broken)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    said = [refused("schema", code=70) for _ in range(crash.MOST + 2)]
    assert all(line.isprintable() for line in said)
    assert (
        "internal error (RuntimeError: a defect·[31m of two lines); please report it with the file"
        in said[-1]
    )
    written = report(said[-1])
    assert "Traceback" in written
    assert "arguments  ['schema']" in written
    kept = list((tmp_path / "transformer-explore" / crash.FOLDER).iterdir())
    assert len(kept) <= crash.MOST
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept)


def test_a_report_needs_no_state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert "ValueError: x" in report(crash.report(ValueError("x"), []))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    assert "could not be saved" in crash.report(ValueError("x"), [])


@pytest.mark.parametrize("setup", [KEY, START, WORKER, DRIVER], ids=["key", "start", "worker", "driver"])
def test_an_explorer_with_a_bug_restores_the_terminal_and_exits_with_70(setup: str) -> None:
    with spawned([sys.executable, "-c", BROKEN.format(setup=setup)], 100, 30) as program:
        before = os.get_terminal_size(program.process.fd)
        if setup != START:
            program.shows("我爱你")
            program.press("L")
        assert program.ends() == 70
        program.writes(".txt")  # what the program wrote just before it ended
        assert before == os.get_terminal_size(program.process.fd)
        said = program.text
        assert "Traceback" not in said
        assert "internal error" in said
        sent = bytes(program.sent)
        assert sent.rindex(b"\x1b[?1049l") > sent.rindex(b"\x1b[?1049h")  # back on the main screen
        assert sent.rindex(b"\x1b[?25h") > sent.rindex(b"\x1b[?25l")  # with its cursor
        reports = list(Path(program.state.name).glob("transformer-explore/crashes/*.txt"))
        assert len(reports) == 1
        written = reports[0].read_text(encoding="utf-8")
        assert ("the thread that reads keys failed" if setup is DRIVER else "in broken") in written


def test_the_explorer_is_visible_if_stderr_is_redirected() -> None:
    command = ["bash", "-c", f'"{sys.executable}" -m transformer_explore.explorer.cli 2>/dev/null']
    with spawned(command, 100, 30) as program:
        program.shows("我爱你")
        program.press("q")
        assert program.ends() == 0
