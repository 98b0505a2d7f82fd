"""Believes forwarding headers only when they come from a proxy the operator named."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from werkzeug.middleware.proxy_fix import ProxyFix

from web.settings import Network

FORWARDED = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_FORWARDED",
)


class TrustedProxies:
    """Takes the caller's address and scheme from a named proxy; drops such headers from anybody else."""

    def __init__(self, application: Any, trusted: tuple[Network, ...]) -> None:
        self.plain = application
        self.behind_proxy = ProxyFix(
            application, x_for=1, x_proto=1, x_host=0, x_port=0, x_prefix=0
        )
        self.trusted = trusted

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if self._is_trusted(environ.get("REMOTE_ADDR", "")):
            return self.behind_proxy(environ, start_response)
        for name in FORWARDED:
            environ.pop(name, None)
        return self.plain(environ, start_response)

    def _is_trusted(self, text: str) -> bool:
        try:
            address = ip_address(text)
        except ValueError:
            return False
        return any(
            address in network for network in self.trusted if network.version == address.version
        )
