"""xterm.js, the terminal in the browser, from the package textual-serve.

The package has one script: xterm.js, its add-ons, and Textual's client, which can neither reconnect nor do without
WebGL. Our page needs all but the client, so it is cut off.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import textual_serve

from ...core.support.errors import Problem
from ...core.support.localization import _

ENTRY = '(()=>{"use strict";var '  # webpack's entry module, the client, is the last that begins like this
IMPORTS = re.compile(
    r";var ((?:\w+=i\(\d+\),?)+);class "
)  # xterm.js and its add-ons, before the client's class
IMPORT = re.compile(r"i\(\d+\)")


@cache
def xterm() -> str:
    """The script without the client. It defines `xterm`: `Terminal` and the add-ons, such as `FitAddon`.

    Raises:
        Problem: the installed textual-serve has a different script.
    """
    modules, _entry, client = _file("js/textual.js").rpartition(ENTRY)
    found = IMPORTS.search(client)
    if found is None:
        raise Problem(_("this version of textual-serve is not supported; install textual-serve 1.1"))
    imports = ",".join(IMPORT.findall(found[1]))
    return f"{modules}(globalThis.xterm=Object.assign({{}},{imports}))}})();\n"


def style_sheet() -> str:
    """The style sheet that xterm.js needs."""
    return _file("css/xterm.css")


def _file(name: str) -> str:
    return (Path(textual_serve.__file__).parent / "static" / name).read_text(encoding="utf-8")
