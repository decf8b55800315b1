"""Every command with closed streams, a full disk and the like: no traceback, and the right exit code."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from transformer_explore.core.checkpoints import find
from transformer_explore.core.trace import save
from transformer_explore.explorer.commands import COMMANDS

from tests.explorer.commands.rough import CONDITIONS
from tests.process import run

TABLE = {  # a quick use of each command, and others that print differently
    "--help": "--help",
    "--version": "--version",
    "explore": "我爱你",
    "map": "map 我爱你",
    "walk": "walk 我爱你 --step *.scaled",
    "explain": "explain 我爱你 encoder.layers.0.self_attention.scaled 0,1,2",
    "decode": "decode 我爱你",
    "decode --json": "decode 我爱你 --json",
    "export": "export 我爱你 -o {folder}/e.json",
    "export -": "export 我爱你 -o -",
    "open": "open {folder}/t.json",
    "verify": "verify {folder}/t.json",
    "diff": "diff {folder}/t.json {folder}/t.json",
    "diff --json": "diff {folder}/t.json {folder}/t.json --json",
    "compare": "compare 我爱你 我爱你",
    "interventions": "interventions",
    "schema": "schema",
    "models": "models",
    "snapshots": "snapshots",
    "train": "train -o {folder}/m --updates 0",  # refused
    "lessons": "lessons",
    "lesson": "lesson 3 --page 1",
    "lab": "lab",
    "lab softmax": "lab softmax",
    "lab --json": "lab softmax --json",
    "side-by-side": "side-by-side 我爱你 --families rnn",
    "serve": "serve --origin nowhere",  # refused
    "classroom": "classroom answers {folder}/none.csv",  # refused
}
JSON = ("decode --json", "diff --json", "schema", "lab --json")
REFUSED = ("train", "serve", "classroom")
SOME = (  # they use all code that the commands share: for text, JSON, files, notes on stderr, the state and questions
    "--help", "explore", "explain", "decode", "decode --json", "diff --json", "export", "export -", "verify", "schema",
    "models", "lessons", "lesson", "lab softmax", "lab --json", *REFUSED,
)  # fmt: skip
EACH = (
    "usual",
    "no stdout",
    "no folder",
    "bytes",
    "pipe closed",
    "disk full",
)  # conditions for every command
MENTION_THE_FOLDER = ("export", "export -", "train", "open", "verify", "diff", "diff --json")
WORKING = set(TABLE) - {"--help", "--version"}
CODES = {  # the exit codes of commands that succeed in other conditions
    "no stdout": {"export -": 2},
    "no streams": {"export -": 2},
    "no folder": dict.fromkeys(WORKING, 2),
    "bytes": dict.fromkeys(WORKING, 2),
    "pipe closed": dict.fromkeys(TABLE, 141),
    "disk full": dict.fromkeys(TABLE, 2),
}
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork") or not Path("/dev/full").exists(), reason="Linux only"),
]
Results = dict[str, dict[str, dict[str, Any]]]


def ran(folder: Path, *conditions: str, flags: tuple[str, ...] = ()) -> Results:
    """The results by condition and command."""
    save(find().shipped_trace(), folder / "t.json")
    lines = {name: line.format(folder=folder).split() for name, line in TABLE.items()}
    few = {name: lines[name] for name in SOME}
    commands = {condition: lines if condition in EACH else few for condition in conditions}
    command = [sys.executable, *flags, "-m", "tests.explorer.commands.rough", str(folder)]
    environment = {"XDG_STATE_HOME": str(folder / "state"), "TRANSFORMER_EXPLORE_LANG": "en"}
    done = run(command, given=json.dumps(commands), **environment)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return ran(tmp_path_factory.mktemp("rough"), *CONDITIONS)


def text(found: dict[str, Any], encoding: str = "utf-8") -> str:
    return str(found["out"].encode("latin-1").decode(encoding))


def test_every_command_is_tested() -> None:
    assert set(COMMANDS) <= set(TABLE)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_no_command_prints_a_traceback_or_has_a_wrong_exit_code(condition: str, results: Results) -> None:
    assert results[condition].keys() == (TABLE.keys() if condition in EACH else set(SOME))
    for name, found in results[condition].items():
        expected = 2 if name in REFUSED else CODES.get(condition, {}).get(name, 0)
        assert found["code"] == expected, (name, found["code"], found["err"])
        for word in ("Traceback", "Exception ignored", "internal error"):
            assert word not in found["err"], name
        if found["code"] == 2 and "stderr" not in condition and condition != "no streams":
            assert found["err"].strip().split("\n")[-1].startswith("transformer-explore"), found["err"]


@pytest.mark.parametrize("encoding", ["ascii", "gbk"])
def test_characters_an_encoding_lacks_are_replaced_but_not_in_json(encoding: str, results: Results) -> None:
    usual = results["usual"]
    assert set(JSON) < set(SOME)
    for name, found in results[encoding].items():
        if name == "export -":  # a file, always in UTF-8
            assert found["out"] == usual[name]["out"]
        elif name in JSON:
            assert json.loads(text(found, encoding)) == json.loads(text(usual[name])), name
        else:
            assert text(found, encoding).count("\n") == text(usual[name]).count("\n"), name
    assert "-" in text(results["ascii"]["explain"], "ascii")
    sentence = "我爱你" if encoding == "gbk" else r"\u6211\u7231\u4f60"
    assert sentence in text(results[encoding]["decode"], encoding)


def test_a_full_disk_is_reported(results: Results) -> None:
    for name in set(TABLE) - set(REFUSED):
        assert "No space left on device" in results["disk full"][name]["err"], name


@pytest.mark.parametrize("condition", ["no stdin", "no stderr", "no home"])
def test_the_output_does_not_depend_on_other_streams_or_the_home(condition: str, results: Results) -> None:
    for name, found in results[condition].items():
        if "export" not in name:
            assert found["out"] == results["usual"][name]["out"], name


def test_python_without_docstrings_and_asserts_gives_equal_results(tmp_path: Path, results: Results) -> None:
    for name, found in ran(tmp_path, "usual", flags=("-OO",))["usual"].items():
        usual = results["usual"][name]
        assert found["code"] == usual["code"], (name, found["err"])
        assert name in MENTION_THE_FOLDER or found["out"] == usual["out"], name
