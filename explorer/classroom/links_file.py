"""Gives links to learners: in a file that only its owner may read, or as lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from ...core.support.localization import plural
from . import spreadsheet
from .links import ClassLinks
from .new_file import new_file
from .roster import Member


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
    with new_file(file) as opened:
        opened.write(spreadsheet.links(links.new(members), address).encode())
    count = len(members)
    say(
        plural(
            "The link of {n} learner is in {file}.",
            "The links of {n} learners are in {file}.",
            count,
            file=file,
        )
    )
