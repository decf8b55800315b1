"""The commands, one module each.

`HELP` is the help text; its first line appears in the list of commands. `arguments` adds the arguments to a parser.
`run` does the work, imports what it needs when it is called, and returns the exit code.
"""

from importlib import import_module
from types import ModuleType

NAMES = (
    *(
        "explore",
        "map",
        "walk",
        "explain",
        "decode",
        "export",
        "open",
        "verify",
        "diff",
        "compare",
        "interventions",
    ),
    *(
        "schema",
        "models",
        "snapshots",
        "train",
        "lessons",
        "lesson",
        "lab",
        "side-by-side",
        "serve",
        "classroom",
    ),
)
COMMANDS: dict[str, ModuleType] = {
    name: import_module(f".{name.replace('-', '_')}", __name__) for name in NAMES
}
