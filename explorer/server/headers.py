"""The headers of every answer."""

from __future__ import annotations

from aiohttp import web

from .keys import ORIGIN

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",  # xterm.js makes style elements for its colors and sizes
    "font-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",  # with "no-referrer", forms would be sent with the Origin "null"
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Adds them before an answer is sent."""
    origin = request.get(ORIGIN)
    policy = dict(POLICY)
    if origin is not None:
        policy["connect-src"] += f" {origin.websocket}"  # older browsers do not count websockets as 'self'
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Server"] = "transformer-explore"  # instead of the versions of Python and aiohttp
    response.headers["Content-Security-Policy"] = "; ".join(
        f"{name} {value}" for name, value in policy.items()
    )
