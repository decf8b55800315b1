"""Reasons of errors of the operating system, in both languages."""

import errno
import os
import socket
from collections.abc import Iterator

import pytest
from transformer_explore.core.support import localization, os_errors
from transformer_explore.core.support.os_errors import reason


@pytest.fixture
def chinese() -> Iterator[None]:
    before = localization.current()
    localization.use("zh")
    yield
    localization.use(before)


def system_error(code: int) -> OSError:
    return OSError(code, os.strerror(code), "file")


def test_a_reason_has_neither_a_number_nor_a_name() -> None:
    assert reason(system_error(errno.ENOENT)) == os.strerror(errno.ENOENT)
    assert reason(ValueError("why")) == "why"


@pytest.mark.usefixtures("chinese")
def test_reasons_are_translated_unless_the_program_gave_its_own() -> None:
    for code in os_errors._TEXTS:
        assert not reason(system_error(code)).isascii()
    assert reason(OSError(errno.ENOENT, "no home")) == "no home"
    assert reason(socket.gaierror(socket.EAI_NONAME, "Name or service not known")) == "找不到这个主机名的地址"
