"""Gives links to learners: in a file that only its owner may read, or as lines."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from ...core.support.errors import Problem
from ...core.support.localization import _, plural
from . import spreadsheet
from .links import ClassLinks
from .roster import Member


def check_new(file: Path | None) -> None:
    """Raises Problem if the file exists: links that are replaced in it cannot be shown again."""
    if file is not None and file.exists():
        raise Problem(_("{file} already exists; choose another name for the links", file=file))


def hand_out(
    links: ClassLinks, members: Sequence[Member], address: str, file: Path | None, say: Callable[[str], None]
) -> None:
    """Makes new links for learners and writes them to a new file, or says them.

    Raises:
        Problem: the links cannot be stored, or the file cannot be written.
    """
    if not members:
        return
    if file is None:
        for member, token in links.new(members).items():
            who = f"{member.name} ({member.id})" if member.id else member.name
            say(f"{who}: {spreadsheet.link(address, token)}")
        return
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(spreadsheet.links(links.new(members), address).encode())
    except OSError as error:
        raise Problem(
            _("{file} could not be written: {why}", file=file, why=error.strerror or error)
        ) from None
    count = len(members)
    say(
        plural(
            "The link of {n} learner is in {file}.",
            "The links of {n} learners are in {file}.",
            count,
            file=file,
        )
    )
