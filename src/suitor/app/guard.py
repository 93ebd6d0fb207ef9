"""Who may ask: this machine's own pages, under names that it knows."""

from __future__ import annotations

from typing import Any

HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; font-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
ELSEWHERE = (b"cross-site", b"same-site")  # what a browser calls a request that another page makes


class Guard:
    """Refuses requests under a strange host name or from another site's page, and closes every answer off."""

    def __init__(self, app: Any, hosts: tuple[str, ...]) -> None:
        self.app, self.hosts = app, hosts

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        asked = dict(scope["headers"])

        async def closed(message: Any) -> None:
            if message["type"] == "http.response.start":
                head = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message = message | {"headers": [*message["headers"], *head]}
            await send(message)

        if not self.known(asked.get(b"host", b"").decode("latin-1")):
            return await refuse(closed, 421, b"unknown host name")
        if scope["path"] != "/" and asked.get(b"sec-fetch-site", b"") in ELSEWHERE:
            return await refuse(closed, 403, b"asked by another site")
        return await self.app(scope, receive, closed)

    def known(self, host: str) -> bool:
        """The host is one of ours, on whatever port."""
        name = host[: host.index("]") + 1] if host.startswith("[") and "]" in host else host.partition(":")[0]
        return "*" in self.hosts or name.lower() in self.hosts


async def refuse(send: Any, status: int, words: bytes) -> None:
    """A short plain answer."""
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": words})
