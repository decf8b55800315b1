"""Replaces invalid UTF-8 from the terminal with �. An 8-bit terminal or a GBK clipboard sends such bytes."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Callable

from textual.driver import Driver

ERRORS = "replace_and_report"
REPLACEMENT = "\ufffd"


def replace_unreadable(driver: type[Driver], report: Callable[[], object]) -> None:
    """Makes a driver replace invalid bytes. By itself it would end the program with a UnicodeDecodeError.

    Args:
        driver: the class of the driver. On Windows, where the terminal sends characters, nothing is changed.
        report: called for each invalid sequence, in the driver's thread.
    """

    def replace(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        report()
        return REPLACEMENT, error.end

    codecs.register_error(ERRORS, replace)
    module = sys.modules[driver.__module__]
    if hasattr(module, "getincrementaldecoder"):  # Textual has no other way to choose the decoder
        vars(module)["getincrementaldecoder"] = _replacing_decoder


def _replacing_decoder(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    return lambda: codecs.getincrementaldecoder(encoding)(ERRORS)
