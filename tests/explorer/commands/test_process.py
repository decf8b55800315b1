"""Every command under every rough condition of its process: no traceback, and an exit code that says what happened."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from transformer_explore.core.checkpoints import find
from transformer_explore.core.trace import save
from transformer_explore.explorer.commands import COMMANDS

from tests.explorer.commands.rough import CONDITIONS
from tests.process import ROOT

SCALED = "encoder.layers.0.self_attention.scaled"
TABLE: dict[str, list[str]] = {  # one quick use of each command, and more where it prints in another way
    "--help": ["--help"],
    "--version": ["--version"],
    "explore": ["我爱你"],
    "walk": ["walk", "我爱你", "--step", "*.scaled"],
    "explain": ["explain", "我爱你", SCALED, "0,1,2"],
    "decode": ["decode", "我爱你"],
    "decode --json": ["decode", "我爱你", "--json"],
    "export": ["export", "我爱你", "-o", "{folder}/e.json"],
    "export -": ["export", "我爱你", "-o", "-"],
    "open": ["open", "{folder}/t.json"],
    "verify": ["verify", "{folder}/t.json"],
    "diff": ["diff", "{folder}/t.json", "{folder}/t.json"],
    "diff --json": ["diff", "{folder}/t.json", "{folder}/t.json", "--json"],
    "compare": ["compare", "我爱你", "我爱你"],
    "interventions": ["interventions"],
    "schema": ["schema"],
    "models": ["models"],
    "snapshots": ["snapshots"],
    "train": ["train", "-o", "{folder}/m", "--updates", "0"],  # which is refused
    "lessons": ["lessons"],
    "lesson": ["lesson", "3", "--page", "1"],
    "lab": ["lab"],
    "lab softmax": ["lab", "softmax"],
    "lab --json": ["lab", "softmax", "--json"],
    "side-by-side": ["side-by-side", "我爱你", "--families", "rnn"],
}
JSON = ("decode --json", "diff --json", "schema", "lab --json")
REFUSED = ("train",)
CHANGED = {  # what the condition makes of the exit code of a command that would have ended with 0
    "no stdout": {"export -": 2},
    "no streams": {"export -": 2},
    "no folder": dict.fromkeys(set(TABLE) - {"--help", "--version"}, 2),
    "bytes": dict.fromkeys(set(TABLE) - {"--help", "--version"}, 2),
    "pipe closed": dict.fromkeys(TABLE, 141),
    "disk full": dict.fromkeys(TABLE, 2),
}
pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork") or not Path("/dev/full").exists(), reason="Linux only"
)


def ran(folder: Path, *conditions: str, flags: tuple[str, ...] = ()) -> dict[str, dict[str, dict[str, Any]]]:
    save(find().shipped_trace(), folder / "t.json")
    commands = {name: [word.format(folder=folder) for word in words] for name, words in TABLE.items()}
    environment = {**os.environ, "XDG_STATE_HOME": str(folder / "state"), "TRANSFORMER_EXPLORE_LANG": "en"}
    done = subprocess.run(
        [sys.executable, *flags, "-m", "tests.explorer.commands.rough", str(folder), *conditions],
        input=json.dumps(commands),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, dict[str, Any]]]:
    """By condition and command."""
    return ran(tmp_path_factory.mktemp("rough"), *CONDITIONS)


def text(found: dict[str, Any], encoding: str = "utf-8") -> str:
    return str(found["out"].encode("latin-1").decode(encoding))


def test_no_command_is_missing() -> None:
    assert set(COMMANDS) <= set(TABLE)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_no_command_leaves_a_traceback_or_an_exit_code_that_is_not_so(
    condition: str, results: dict[str, dict[str, dict[str, Any]]]
) -> None:
    for name, found in results[condition].items():
        usual = 2 if name in REFUSED else 0
        expected = usual or CHANGED.get(condition, {}).get(name, usual)
        assert found["code"] == expected, (name, found["code"], found["err"])
        for word in ("Traceback", "Exception ignored", "internal error"):
            assert word not in found["err"], name
        if found["code"] == 2 and "stderr" not in condition and condition != "no streams":
            assert found["err"].strip().split("\n")[-1].startswith("transformer-explore"), found["err"]


@pytest.mark.parametrize("encoding", ["ascii", "gbk"])
def test_what_an_encoding_lacks_is_replaced_and_json_stays_the_same_data(
    encoding: str, results: dict[str, dict[str, dict[str, Any]]]
) -> None:
    for name, found in results[encoding].items():
        if name == "export -":  # a file, and JSON is UTF-8
            assert found["out"] == results["usual"][name]["out"]
            continue
        said = text(found, encoding)
        if name in JSON:
            assert json.loads(said) == json.loads(text(results["usual"][name])), name
        else:
            assert said.count("\n") == text(results["usual"][name]).count("\n"), name
    assert "-" in text(results["ascii"]["explain"], "ascii")
    assert ("我爱你" if encoding == "gbk" else r"\u6211\u7231\u4f60") in text(
        results[encoding]["decode"], encoding
    )


def test_a_full_disk_is_named(results: dict[str, dict[str, dict[str, Any]]]) -> None:
    for name, found in results["disk full"].items():
        if name not in REFUSED:
            assert "No space left on device" in found["err"], name


def test_a_closed_stream_changes_nothing_in_the_others(results: dict[str, dict[str, dict[str, Any]]]) -> None:
    for name, found in results["usual"].items():
        if "export" not in name:
            assert results["no stdin"][name]["out"] == found["out"], name
            assert results["no stderr"][name]["out"] == found["out"], name
            assert results["no home"][name]["out"] == found["out"], name


def test_without_docstrings_and_asserts_everything_is_the_same(
    tmp_path: Path, results: dict[str, dict[str, dict[str, Any]]]
) -> None:
    for name, found in ran(tmp_path, "usual", flags=("-OO",))["usual"].items():
        usual = results["usual"][name]
        assert found["code"] == usual["code"], (name, found["err"])
        if not {"export", "train", "open", "verify", "diff", "diff --json"} & {
            name.split()[0]
        }:  # name their folder
            assert found["out"] == usual["out"], name
