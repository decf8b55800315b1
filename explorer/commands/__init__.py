"""The commands, one module each.

`HELP` is the help text; its first line appears in the list of commands. `arguments` adds the arguments to a parser.
`run` does the work, imports what it needs when it is called, and returns the exit code.
"""

from types import ModuleType

from . import (
    compare,
    decode,
    diff,
    explain,
    explore,
    export,
    interventions,
    lab,
    lesson,
    lessons,
    models,
    open_trace,
    schema,
    side_by_side,
    snapshots,
    train,
    verify,
    walk,
)

COMMANDS: dict[str, ModuleType] = {
    explore.NAME: explore,
    "walk": walk,
    "explain": explain,
    "decode": decode,
    "export": export,
    "open": open_trace,
    "verify": verify,
    "diff": diff,
    "compare": compare,
    "interventions": interventions,
    "schema": schema,
    "models": models,
    "snapshots": snapshots,
    "train": train,
    "lessons": lessons,
    "lesson": lesson,
    "lab": lab,
    "side-by-side": side_by_side,
}
