"""One module a command: its arguments, and `run`, which imports what it needs when it is called."""

from . import decode, explain, explore, export, models, schema, train, verify, walk

COMMANDS = {
    explore.NAME: explore,
    "walk": walk,
    "explain": explain,
    "decode": decode,
    "export": export,
    "open": explore.open_file,
    "verify": verify,
    "schema": schema,
    "models": models,
    "train": train,
}
