"""Bytes from the terminal that are not UTF-8, as an 8-bit terminal or a GBK clipboard sends them: replaced by �."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Callable

from textual.driver import Driver

ERRORS = "replace_and_report"
REPLACEMENT = "\ufffd"


def replace_unreadable(driver: type[Driver], report: Callable[[], object]) -> None:
    """Has a driver replace them; Textual's end the program with a UnicodeDecodeError.

    Args:
        driver: on Windows, which sends characters, there is nothing to do.
        report: called for each of them, in the driver's thread.
    """

    def replace(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        report()
        return REPLACEMENT, error.end

    codecs.register_error(ERRORS, replace)
    module = sys.modules[driver.__module__]
    if hasattr(module, "getincrementaldecoder"):  # the drivers offer no other way to choose how they decode
        vars(module)["getincrementaldecoder"] = _replacing_decoder


def _replacing_decoder(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    return lambda: codecs.getincrementaldecoder(encoding)(ERRORS)
