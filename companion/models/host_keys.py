"""The tokens of hosts that ask for one: from the system's keyring, else for this session only."""

from __future__ import annotations

import asyncio

from companion.models.ollama_host import parse_host
from companion.store import vault


class HostKeys:
    """Tokens by host. Called on one event loop; the keyring is asked on a worker thread, once for each host."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    async def of(self, host: str) -> str:
        """The token for `host`; empty where there is none. Raises `BadInput` when `host` cannot be read."""
        address = parse_host(host).urls[0]
        if address not in self._known:
            loop = asyncio.get_running_loop()
            self._known[address] = await loop.run_in_executor(None, vault.host_token, address)
        return self._known[address]

    async def keep(self, host: str, token: str) -> bool:
        """Use `token` for `host` from now on; an empty one forgets it. Raises `BadInput`.

        True when the keyring keeps it. False where there is no keyring: then it counts until the app is closed.
        """
        address = parse_host(host).urls[0]
        self._known[address] = token.strip()
        return await asyncio.get_running_loop().run_in_executor(None, vault.keep_host_token, address, token.strip())
