"""Where Ollama is: what a person writes (`OLLAMA_HOST`'s forms) read into an address. Pure."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from companion.errors import BadInput

DEFAULT_PORT = 11434
SCHEME_PORTS = {"http": 80, "https": 443}
LOOPBACK_4 = "127.0.0.1"
LOOPBACK_6 = "::1"

# A server listens on these; a client cannot call them. The IPv6 one usually hears IPv4 as well.
ANY_ADDRESS = {"0.0.0.0": (LOOPBACK_4,), "::": (LOOPBACK_6, LOOPBACK_4)}


@dataclass(frozen=True, slots=True)
class Host:
    """One place to look for Ollama. `name` is a host name or an address without brackets."""

    scheme: str
    name: str
    port: int
    path: str = ""
    """Without slashes at its ends."""

    @property
    def loopback(self) -> bool:
        """Whether words sent there stay on this machine."""
        if self.name == "localhost" or self.name in ANY_ADDRESS:
            return True
        try:
            return ipaddress.ip_address(self.name).is_loopback
        except ValueError:
            return False

    @property
    def label(self) -> str:
        """For a person: host and port."""
        return f"{_bracketed(self.name)}:{self.port}"

    @property
    def urls(self) -> tuple[str, ...]:
        """The addresses to try, in order, without a slash at the end.

        `localhost` may mean ::1 while the server listens on 127.0.0.1, so it is two addresses.
        """
        names = (LOOPBACK_4, LOOPBACK_6) if self.name == "localhost" else ANY_ADDRESS.get(self.name, (self.name,))
        tail = f"/{self.path}" if self.path else ""
        return tuple(f"{self.scheme}://{_bracketed(name)}:{self.port}{tail}" for name in names)


def parse_host(text: str) -> Host:
    """Read `host`, `host:port`, `:port`, `[v6]:port` or `http(s)://host[:port][/path]`; empty means this machine.

    The port is 11434 without a scheme, else the scheme's own. Raises `BadInput` for anything else.
    """
    written = text.strip()
    scheme, mark, rest = written.rpartition("://")
    scheme = scheme.lower() if mark else "http"
    default = SCHEME_PORTS.get(scheme) if mark else DEFAULT_PORT
    if default is None:
        raise _unreadable("It must begin with http:// or https://, or with the host itself.")
    if _is_bare_v6(rest):
        rest = f"[{rest}]"
    try:
        parts = urlsplit(f"//{rest}")
        port = parts.port
    except ValueError:
        raise _unreadable("The port must be a number from 1 to 65535.") from None
    if parts.username is not None or parts.query or parts.fragment:
        raise _unreadable("Leave out names, keys and questions; a key has a field of its own.")
    name = parts.hostname or LOOPBACK_4
    if not _is_name(name) or port == 0:
        raise _unreadable("Write it like 127.0.0.1:11434 or http://my-server:11434.")
    return Host(scheme, name, default if port is None else port, parts.path.strip("/"))


def _is_bare_v6(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).version == 6
    except ValueError:
        return False


def _is_name(text: str) -> bool:
    if ":" in text:
        return _is_bare_v6(text)
    return not any(letter.isspace() or letter in "/\\@%<>\"'" or ord(letter) < 33 for letter in text)


def _bracketed(name: str) -> str:
    return f"[{name}]" if ":" in name else name


def _unreadable(hint: str) -> BadInput:
    return BadInput("This address of Ollama cannot be read.", hint)
