"""Tokens of hosts lie in the keyring, or in this session only; never in a file."""

from __future__ import annotations

import keyring
import keyring.backends.fail
import pytest

from companion.errors import BadInput
from companion.models.host_keys import HostKeys
from tests.engines import run
from tests.memory_keyring import MemoryKeyring

HOST = "https://models.example.org"


def test_a_token_is_kept_in_the_keyring_and_found_by_the_next_session(memory_keyring: MemoryKeyring) -> None:
    async def go() -> None:
        assert await HostKeys().of(HOST) == ""
        assert await HostKeys().keep(HOST, " s3cret ")
        assert "s3cret" in memory_keyring.kept.values()
        assert await HostKeys().of(f"{HOST}:443/") == "s3cret"
        assert await HostKeys().of("https://other.example.org") == ""

    run(go())


def test_an_empty_token_takes_it_out_again(memory_keyring: MemoryKeyring) -> None:
    async def go() -> None:
        keys, before = HostKeys(), dict(memory_keyring.kept)
        await keys.keep(HOST, "s3cret")
        assert memory_keyring.kept != before
        assert await keys.keep(HOST, "")
        assert await keys.of(HOST) == ""
        assert memory_keyring.kept == before
        assert await keys.keep(HOST, "")

    run(go())


def test_without_a_keyring_it_counts_for_this_session_only() -> None:
    async def go() -> None:
        keyring.set_keyring(keyring.backends.fail.Keyring())  # type: ignore[no-untyped-call]
        keys = HostKeys()
        assert await keys.keep(HOST, "s3cret") is False
        assert await keys.of(HOST) == "s3cret"
        assert await HostKeys().of(HOST) == ""

    run(go())


def test_a_locked_keyring_gives_nothing_and_takes_nothing(memory_keyring: MemoryKeyring) -> None:
    async def go() -> None:
        memory_keyring.locked = True
        keys = HostKeys()
        assert await keys.of(HOST) == ""
        assert await keys.keep(HOST, "s3cret") is False

    run(go())


def test_a_host_that_cannot_be_read_is_refused() -> None:
    async def go() -> None:
        with pytest.raises(BadInput):
            await HostKeys().of("http://[half")

    run(go())
