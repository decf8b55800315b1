"""The links of a class: each works until one browser has used it; that browser then stays signed in.

Only SHA-256 hashes are stored, in `class.json`. The file has no names: it refers to learners by `Member.folder`. Tokens
have 192 random bits, so their hashes need no salt.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from ...core.support.errors import Problem
from ...core.support.localization import _
from ...core.support.os_errors import reason
from ...core.support.state import StateFile, versioned
from .roster import Member

FILE = "class.json"
VERSION = 1
BYTES = 24  # of a token or a cookie
LIFETIME = timedelta(days=180)  # of a cookie, so that it lasts for a term
HASH = re.compile(r"[0-9a-f]{64}|")


@dataclass(frozen=True)
class Link:
    """What is stored of a learner's link.

    Attributes:
        token, cookie: hashes; `cookie` is "" until a browser has used the link.
        since: the day on which that was; "" before.
    """

    token: str
    cookie: str = ""
    since: str = ""


Links = Mapping[str, Link]  # by the folder of the learner


class LinksFile(StateFile[Links]):
    """The file with the links; see `StateFile`."""

    def __init__(self, folder: Path) -> None:
        super().__init__(FILE, {}, _read, _written, folder / FILE)

    def was_set_aside(self, file: str) -> str:
        return _(
            "The links of the class could not be read and were moved to {file}; the old links no longer work. "
            "Create new ones with `transformer-explore classroom links`.",
            file=file,
        )


class ClassLinks:
    """The links of these learners, stored in a folder that only its owner may enter.

    Every method reads the file, so that several programs may use it at the same time.

    Raises:
        Problem: the folder cannot be used.
    """

    def __init__(self, folder: Path, members: Iterable[Member]) -> None:
        self._members = {member.folder: member for member in members}
        self._file = LinksFile(folder)
        _create(folder)
        self._load()

    def new(self, members: Iterable[Member]) -> dict[Member, str]:
        """New tokens for these learners; earlier ones, and the browsers that used them, are refused from then on.

        Raises:
            Problem: they cannot be stored.
        """
        tokens = {member: secrets.token_urlsafe(BYTES) for member in members}
        made = {member.folder: Link(_hash(token)) for member, token in tokens.items()}
        self._change(made)
        return tokens

    def without_link(self) -> list[Member]:
        """The learners that have never got a link, in the order of the roster."""
        known = self._load()
        return [member for folder, member in self._members.items() if folder not in known]

    def unused(self, member: Member) -> bool:
        """Whether nobody has used the learner's link yet."""
        link = self._load().get(member.folder)
        return link is not None and not link.cookie

    def invited(self, token: str) -> Member | None:
        """Whose token this is, used or not; None if there is no such link, or no longer."""
        found = self._load()
        hashed = _hash(token)
        return next(
            (member for f, member in self._members.items() if f in found and found[f].token == hashed), None
        )

    def use(self, token: str, today: date) -> str | None:
        """Uses a link; returns the value of the browser's cookie, or None if the link is unknown or was used before."""
        member = self.invited(token)
        if member is None:
            return None
        value, hashed = secrets.token_urlsafe(BYTES), _hash(token)

        def used(links: Links) -> Links:
            link = links.get(member.folder)
            if link is None or link.token != hashed or link.cookie:  # another browser was faster
                return links
            return {**links, member.folder: replace(link, cookie=_hash(value), since=today.isoformat())}

        self._file.change(used)
        return value if self.member(value, today) == member else None

    def member(self, cookie: str, today: date) -> Member | None:
        """Whose cookie this is; None if there is no such cookie, or no longer."""
        found = self._load()
        hashed = _hash(cookie)
        for folder, member in self._members.items():
            link = found.get(folder)
            if link is not None and link.cookie == hashed:
                return member if today < date.fromisoformat(link.since) + LIFETIME else None
        return None

    def remove(self, member: Member) -> None:
        """Forgets a learner's link."""
        self._change({member.folder: None})

    def _change(self, changes: Mapping[str, Link | None]) -> None:
        def changed(links: Links) -> Links:
            return {folder: link for folder, link in {**links, **changes}.items() if link is not None}

        self._file.change(changed)
        if self._file.problem:
            raise Problem(_("the links could not be saved: {why}", why=self._file.problem))

    def _load(self) -> Links:
        links = self._file.load()
        if notice := self._file.notice:
            self._file.notice = ""
            raise Problem(notice)
        return links


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


def _create(folder: Path) -> None:
    """Creates the folder and the file, which only their owner may open."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink() or (os.name == "posix" and stat.S_IMODE(folder.stat().st_mode) & 0o077):
            raise Problem(
                _(
                    "the folder of the class, {folder}, must be a real folder that only you may enter (chmod 700)",
                    folder=folder,
                )
            )
        with suppress(FileExistsError):
            handle = os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(f'{{"version": {VERSION}, "links": {{}}}}')
    except OSError as error:
        raise Problem(
            _("the folder of the class, {folder}, cannot be used: {why}", folder=folder, why=reason(error))
        ) from None


def _written(links: Links) -> dict[str, Any]:
    return {"version": VERSION, "links": {folder: asdict(link) for folder, link in links.items()}}


def _read(data: object) -> Links:
    data = versioned(data, VERSION)
    try:
        return {str(folder): _link(link) for folder, link in data["links"].items()}
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"unexpected content: {error!r}") from None


def _link(data: Mapping[str, Any]) -> Link:
    link = Link(data["token"], data["cookie"], data["since"])
    if not (HASH.fullmatch(link.token) and HASH.fullmatch(link.cookie)):
        raise ValueError("not a hash")
    if link.cookie:
        date.fromisoformat(link.since)
    return link
