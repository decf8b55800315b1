"""Who may use the server: links, cookies, and the addresses that it answers to."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import ip_address
from urllib.parse import urlsplit

from ...core.support.errors import Problem
from ...core.support.localization import _
from .learners import Learner

BYTES = 32  # of a token or cookie: nobody can guess it
PORTS = {"http": 80, "https": 443}  # these are left out of an address


def digest(secret: str) -> bytes:
    """What is kept of a secret, so that neither memory nor the time that a look-up takes reveals it."""
    return sha256(secret.encode(errors="replace")).digest()


class Links:
    """The tokens in links. Each one is accepted once."""

    def __init__(self) -> None:
        self._learners: dict[bytes, Learner] = {}

    def new(self, learner: Learner) -> str:
        """A token for a learner; earlier ones that were not used are no longer accepted."""
        self._learners = {key: other for key, other in self._learners.items() if other is not learner}
        token = secrets.token_urlsafe(BYTES)
        self._learners[digest(token)] = learner
        return token

    def take(self, token: str) -> Learner | None:
        """The learner whose token this is, which is then used up; None if it is not accepted."""
        return self._learners.pop(digest(token), None)


class Cookies:
    """The values of cookies, which are accepted until they expire.

    Args:
        lifetime: seconds.
        clock: seconds.
    """

    def __init__(self, lifetime: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.lifetime = lifetime
        self._clock = clock
        self._known: dict[bytes, tuple[Learner, float]] = {}

    def new(self, learner: Learner) -> str:
        """A value for a learner's browser."""
        now = self._clock()
        self._known = {key: known for key, known in self._known.items() if known[1] > now}
        value = secrets.token_urlsafe(BYTES)
        self._known[digest(value)] = learner, now + self.lifetime
        return value

    def learner(self, value: str) -> Learner | None:
        """Whose cookie this is; None if it is unknown or expired."""
        learner, expires = self._known.get(digest(value), (None, 0.0))
        return learner if expires > self._clock() else None


@dataclass(frozen=True)
class Origin:
    """The beginning of an address: how a browser reaches the server.

    Attributes:
        scheme: "http" or "https".
        host: as in a Host header: with the port, unless it is the usual one.
    """

    scheme: str
    host: str

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}"

    @property
    def secure(self) -> bool:
        return self.scheme == "https"

    @property
    def websocket(self) -> str:
        """The same origin for websockets."""
        return f"ws{'s' if self.secure else ''}://{self.host}"


def origin(typed: str, option: str) -> Origin:
    """An origin such as https://explore.example.org, the value of an option.

    Raises:
        Problem: it is none.
    """
    try:
        parts = urlsplit(typed)
        found = _origin(parts.scheme, parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0))
        complete = parts.scheme in PORTS and parts.hostname and not (parts.query or parts.fragment)
        if complete and parts.path in ("", "/") and "@" not in parts.netloc and typed.isprintable():
            return found
    except ValueError:
        pass
    raise Problem(
        _(
            "invalid {option} {typed!r}: use an address such as https://explore.example.org",
            option=option,
            typed=typed,
        )
    )


def _origin(scheme: str, host: str, port: int) -> Origin:
    name = f"[{host}]" if ":" in host else host
    return Origin(scheme, name.lower() if port == PORTS.get(scheme) else f"{name.lower()}:{port}")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def origins_of(host: str, port: int) -> list[Origin]:
    """The origins that follow from where the server listens: none if it listens at all addresses."""
    if is_loopback(host):
        names = dict.fromkeys([host, "127.0.0.1", "localhost", "[::1]"])
        return [_origin("http", name.strip("[]"), port) for name in names]
    try:
        if ip_address(host).is_unspecified:
            return []
    except ValueError:
        pass
    return [_origin("http", host, port)]


class Origins:
    """The origins that the server answers to, by the Host header of a request."""

    def __init__(self, allowed: Iterable[Origin]) -> None:
        self._by_host = {each.host: each for each in allowed}

    @property
    def first(self) -> Origin:
        """The one for links."""
        return next(iter(self._by_host.values()))

    def of(self, host: str) -> Origin | None:
        """The origin of a request with this Host header; None if it is not allowed."""
        return self._by_host.get(host.lower())
