"""Runs commands in processes with closed streams, a full disk and the like; prints their results as JSON.

    python -m tests.explorer.commands.rough FOLDER < commands by condition.json > results.json

Each command runs in a fork of one interpreter, so that slow modules are loaded once.
"""

import gc
import importlib
import io
import json
import os
import pkgutil
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import Any, BinaryIO

LARGE = ("torch", "sympy")  # libraries whose compiled code without docstrings and asserts is not in any cache
WARM_UP = (  # use all modules, and read the shipped model and the grammar
    "open", "verify", "diff", "models", "snapshots", "lessons", "lesson", "lab", "lab softmax", "map", "walk",
    "explain", "decode", "compare", "side-by-side", "schema",
)  # fmt: skip
ENCODINGS = ("ascii", "gbk")  # like PYTHONIOENCODING
NOT_UTF8 = "\udcff"  # the argument b"\xff" as Python passes it


def closed(*descriptors: int) -> None:
    """Like `<&- >&- 2>&-`."""
    for descriptor in descriptors:
        os.close(descriptor)


def opened(descriptor: int, path: str) -> None:
    """Like `> path`."""
    os.dup2(os.open(path, os.O_WRONLY), descriptor)


def unread(descriptor: int) -> None:
    """Like `| true`."""
    reads, writes = os.pipe()
    os.close(reads)
    os.dup2(writes, descriptor)


def streams(encoding: str) -> None:
    """Opens the standard streams as Python does when it starts."""
    for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
        stream = None
        with suppress(OSError):
            os.fstat(descriptor)
            file = os.fdopen(descriptor, "wb" if descriptor else "rb", closefd=False)
            errors = "backslashreplace" if name == "stderr" else "strict"
            stream = io.TextIOWrapper(file, encoding, errors, line_buffering=name == "stderr")
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def homeless() -> None:
    """Removes the user's name and home, as in some containers."""
    import pwd

    def unknown(*_given: object) -> Any:
        raise KeyError("uid not found")

    pwd.getpwuid = pwd.getpwnam = unknown
    for name in [*os.environ]:
        if name in ("HOME", "USER", "LOGNAME", "USERNAME", "LNAME") or name.startswith("XDG_"):
            del os.environ[name]


def nowhere(folder: Path) -> None:
    """Changes to a folder and deletes it."""
    gone = folder / f"gone-{os.getpid()}"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()


CONDITIONS: dict[str, Callable[[Path], None]] = {
    "usual": lambda _: None,
    "no stdin": lambda _: closed(0),
    "no stdout": lambda _: closed(1),
    "no stderr": lambda _: closed(2),
    "no streams": lambda _: closed(0, 1, 2),
    "no home": lambda _: homeless(),
    "no folder": nowhere,
    "ascii": lambda _: None,
    "gbk": lambda _: None,
    "bytes": lambda _: None,
    "pipe closed": lambda _: unread(1),
    "pipe of stderr closed": lambda _: unread(2),
    "disk full": lambda _: opened(1, "/dev/full"),
    "stderr full": lambda _: opened(2, "/dev/full"),
}


def ran(command: list[str], condition: str, folder: Path) -> dict[str, Any]:
    """The output and exit code of a command."""
    files = [(folder / f"{os.getpid()}.{name}").open("w+b") for name in ("out", "err")]
    child = os.fork()
    if not child:
        with Path(os.devnull).open("rb") as nothing:
            os.dup2(nothing.fileno(), 0)
        for descriptor, file in enumerate(files, 1):
            os.dup2(file.fileno(), descriptor)
        CONDITIONS[condition](folder)
        streams(condition if condition in ENCODINGS else "utf-8")
        from transformer_explore.explorer.cli import main

        end(main([*command, NOT_UTF8] if condition == "bytes" else command))
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    out, err = map(_content, files)
    return {"code": code, "out": out.decode("latin-1"), "err": err.decode("latin-1")}


def end(code: int) -> None:
    """Ends like Python, but without the time that torch takes to unload: flushes the output or reports an error."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError) as error:
        print(f"Exception ignored: {error}", file=sys.stderr, flush=True)
        code = 120
    os._exit(code)


def _content(file: BinaryIO) -> bytes:
    file.seek(0)
    content = file.read()
    file.close()
    return content


def use_compiled_libraries() -> None:
    """With -OO, loads LARGE libraries as they are without it: compiling them takes longer than all tests here."""
    loading = importlib._bootstrap_external  # type: ignore[attr-defined]
    folders = tuple(f"{os.sep}site-packages{os.sep}{name}{os.sep}" for name in LARGE)
    usual = loading.cache_from_source

    def cache_from_source(path: str, *given: Any, **options: Any) -> str:
        if any(folder in path for folder in folders):
            options["optimization"] = ""
        return str(usual(path, *given, **options))

    loading.cache_from_source = cache_from_source


def warm_up(commands: dict[str, list[str]]) -> None:
    """Loads modules and models before forking, with one thread, because others would not survive a fork."""
    import torch._dynamo  # noqa: F401  (torch loads it when it computes on the device "meta")
    from transformer_explore import core, explorer, lessons
    from transformer_explore.explorer.cli import main

    for package in (core, explorer, lessons):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                importlib.import_module(found.name)
    with Path(os.devnull).open("w") as nothing, redirect_stdout(nothing), redirect_stderr(nothing):
        for name in WARM_UP:
            main(commands[name])
    assert len([*Path("/proc/self/task").iterdir()]) == 1


def main() -> None:
    folder = Path(sys.argv[1])
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # otherwise it warns about forks
    os.environ["OMP_NUM_THREADS"] = "1"  # torch's, which is not imported yet
    use_compiled_libraries()
    given = json.load(sys.stdin)
    warm_up(given["usual"])
    gc.freeze()
    found = {
        condition: {name: ran(command, condition, folder) for name, command in commands.items()}
        for condition, commands in given.items()
    }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
