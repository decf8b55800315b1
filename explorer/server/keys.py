"""What the parts of the server find in its application and in a request."""

from __future__ import annotations

from aiohttp import web

from .access import Cookies, Links, Origin, Origins
from .connections import Connections
from .learners import Learner
from .sessions import Sessions
from .settings import Settings

SETTINGS = web.AppKey("settings", Settings)
LINKS = web.AppKey("links", Links)
COOKIES = web.AppKey("cookies", Cookies)
ORIGINS = web.AppKey("origins", Origins)
CONNECTIONS = web.AppKey("connections", Connections)
SESSIONS = web.AppKey("sessions", Sessions)
ORIGIN = web.RequestKey("origin", Origin)  # which the guard found allowed
LEARNER = web.RequestKey("learner", Learner)
