"""The key of an encrypted record, and the OS keyring that holds it. The one file that knows keyring."""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import os
import re
import secrets
import uuid
from dataclasses import dataclass
from pathlib import Path

import keyring
from keyring.backend import KeyringBackend

from companion.errors import BadInput, VaultLocked
from companion.records import Notice
from companion.store.database import is_plain, opens

log = logging.getLogger(__name__)

_SERVICE = "companion"
_KEY_BYTES = 32
_CHECK_BYTES = 3
_REFUSED_MODULES = ("keyrings.alt", "keyring.backends.null", "keyring.backends.fail")


@dataclass(frozen=True, slots=True)
class Opened:
    """What is known of a record's protection: its key (None when plain), where the key lies, what to tell."""

    key: bytes | None
    keeper: str
    notices: tuple[Notice, ...] = ()


def usable_backend() -> KeyringBackend | None:
    """The system's keyring, or None. A backend that keeps secrets in a plain file or nowhere is refused.

    Blocking: call it off the window's thread.
    """
    found = keyring.get_keyring()
    inner: list[KeyringBackend] = getattr(found, "backends", None) or [found]
    for backend in inner:
        if not any(kind.__module__.startswith(_REFUSED_MODULES) for kind in type(backend).__mro__):
            return backend
    return None


def _id_file(record: Path) -> Path:
    return record.with_name("vault.json")


def _vault_id(record: Path) -> str | None:
    path = _id_file(record)
    if not path.exists():
        return None
    found = _read_id(path)
    if found is None:
        raise VaultLocked(
            f"The file {path.name} of this profile is damaged, so its key cannot be found.",
            "Restore that file from a backup, or use your recovery phrase. The record was not touched.",
        )
    return found


def _read_id(path: Path) -> str | None:
    """The id in a vault file; None for a damaged one."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))["id"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return found if isinstance(found, str) and re.fullmatch("[0-9a-f]{32}", found) else None


def unlock(record: Path, *, encrypt: bool) -> Opened:
    """The key for `record`, made and kept first when the record is new and `encrypt` is wanted.

    Never turns an encrypted record into a plain one. Raises `VaultLocked` when a key is needed and not to be
    had. Blocking.
    """
    if record.exists() and record.stat().st_size > 0:
        return _unlock_existing(record, encrypt=encrypt)
    if not encrypt:
        return Opened(None, "plain file", (Notice("info", "This record is not encrypted, as the settings say."),))
    return _new_key(record)


def _unlock_existing(record: Path, *, encrypt: bool) -> Opened:
    if is_plain(record):
        notice = Notice("warning", "This profile's record is a plain file: other programs of yours can read it.")
        return Opened(None, "plain file", (notice,) if encrypt else ())
    vault_id, backend = _vault_id(record), usable_backend()
    if vault_id is None:
        raise VaultLocked(
            "This profile's record is encrypted, but the file that names its key is missing.",
            "Restore vault.json from a backup. The record was not touched.",
        )
    if backend is None:
        raise VaultLocked(
            "This profile's record is encrypted, and this session has no keyring to take the key from.",
            "Start it from your desktop session, where the keyring is. The record was not touched.",
        )
    text = _fetch(backend, vault_id)
    if text is None:
        raise VaultLocked(
            "The keyring has no key for this profile's record.",
            "Use the keyring that holds it, or your recovery phrase. The record was not touched.",
        )
    return Opened(_decode(text), backend.name)


def _new_key(record: Path) -> Opened:
    backend = usable_backend()
    if backend is None:
        return Opened(None, "plain file", (_no_keyring("no keyring was found"),))
    vault_id, key = uuid.uuid4().hex, secrets.token_bytes(_KEY_BYTES)
    try:
        _keep(backend, vault_id, key)
    except VaultLocked as error:
        return Opened(None, "plain file", (_no_keyring(str(error)),))
    _name_key(record, vault_id)
    return Opened(key, backend.name)


def _keep(backend: KeyringBackend, vault_id: str, key: bytes) -> None:
    """Put a key into the keyring and read it back: some backends swallow what they are given."""
    try:
        backend.set_password(_SERVICE, vault_id, _encode(key))
        kept = backend.get_password(_SERVICE, vault_id) == _encode(key)
    except Exception as error:  # backends let errors of D-Bus and of the system through
        log.warning("the keyring refused a new key: %s", type(error).__name__)
        raise VaultLocked("the keyring is locked or refused", "Unlock the keyring and try again.") from error
    if not kept:
        raise VaultLocked("the keyring did not keep what it was given", "Use another keyring.")


def host_token(host: str) -> str:
    """The token that the keyring holds for the model host at this address; empty for none. Blocking.

    A keyring that is locked or away gives none: the host then says that it wants one.
    """
    backend = usable_backend()
    if backend is None:
        return ""
    try:
        return backend.get_password(_SERVICE, _host_name(host)) or ""
    except Exception as error:  # noqa: BLE001 - backends let errors of D-Bus and of the system through
        log.warning("the keyring gave no token: %s", type(error).__name__)
        return ""


def keep_host_token(host: str, token: str) -> bool:
    """Put a token for `host` into the keyring, or take it out when `token` is empty; whether that was done. Blocking.

    Never writes it anywhere else: False means that nobody keeps it.
    """
    backend = usable_backend()
    if backend is None:
        return False
    name = _host_name(host)
    try:
        if token:
            backend.set_password(_SERVICE, name, token)
        elif backend.get_password(_SERVICE, name) is not None:
            backend.delete_password(_SERVICE, name)
        return (backend.get_password(_SERVICE, name) or "") == token
    except Exception as error:  # noqa: BLE001 - backends let errors of D-Bus and of the system through
        log.warning("the keyring did not take a token: %s", type(error).__name__)
        return False


def _host_name(host: str) -> str:
    return f"model host {host}"


def _name_key(record: Path, vault_id: str) -> None:
    """Note which key belongs to `record`. A note of another key, whose record is gone, is kept beside it."""
    record.parent.mkdir(parents=True, exist_ok=True)
    path = _id_file(record)
    if path.exists() and _read_id(path) != vault_id:
        os.replace(path, path.with_name(f"vault.kept-{_read_id(path) or uuid.uuid4().hex}.json"))
    scratch = path.with_suffix(".tmp")
    scratch.write_text(json.dumps({"id": vault_id}), encoding="utf-8")
    os.replace(scratch, path)


def _no_keyring(why: str) -> Notice:
    return Notice(
        "warning",
        f"Your conversations are kept in a plain file, because {why}.",
        "Other programs of yours can read it. A new profile on a desktop with a keyring is encrypted.",
    )


def _fetch(backend: KeyringBackend, vault_id: str) -> str | None:
    try:
        return backend.get_password(_SERVICE, vault_id)
    except Exception as error:  # backends let errors of D-Bus and of the system through
        log.warning("the keyring gave no key: %s", type(error).__name__)
        raise VaultLocked(
            "The system's keyring is locked or does not answer.",
            "Unlock it and start again. The record was not touched.",
        ) from error


def _encode(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")


def _decode(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise VaultLocked(
            "The key in the keyring is not one of ours.", "Use your recovery phrase. The record was not touched."
        )
    return key


def recovery_phrase(key: bytes) -> str:
    """`key` as groups of four letters and digits that a person can print, with a check at the end."""
    check = hashlib.sha256(key).digest()[:_CHECK_BYTES]
    text = base64.b32encode(key + check).decode("ascii").rstrip("=")
    return "-".join(text[i : i + 4] for i in range(0, len(text), 4))


def key_from_phrase(phrase: str) -> bytes:
    """The key of a recovery phrase, however it was spaced or cased. Raises `BadInput` for a mistyped one."""
    text = "".join(c for c in phrase.upper() if c.isalnum())
    try:
        raw = base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError as error:
        raise BadInput("This is not a recovery phrase.", "Check it letter by letter.") from error
    key, check = raw[:_KEY_BYTES], raw[_KEY_BYTES:]
    if len(key) != _KEY_BYTES or hashlib.sha256(key).digest()[:_CHECK_BYTES] != check:
        raise BadInput("This recovery phrase has a typing mistake.", "Check it letter by letter.")
    return key


def restore_key(record: Path, phrase: str) -> None:
    """Put the key of `phrase` into this session's keyring for `record`. Blocking.

    Raises `BadInput` for a mistyped phrase or that of another record, `VaultLocked` where no keyring takes the key;
    then the keyring is as it was.
    """
    key, backend = key_from_phrase(phrase), usable_backend()
    if not record.exists() or not opens(record, key):
        raise BadInput("This recovery phrase belongs to another record.", "Look for the one of this profile.")
    if backend is None:
        raise VaultLocked("There is no keyring here to put the key into.", "Start it from your desktop session.")
    vault_id = _read_id(_id_file(record)) or uuid.uuid4().hex
    _keep(backend, vault_id, key)
    _name_key(record, vault_id)
