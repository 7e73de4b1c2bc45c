"""Which files of a profile are not part of it as it runs: backups, exports, what was kept aside."""

from __future__ import annotations

from pathlib import Path

_OWN = ("record.db", "index", "settings.toml", "owner.lock", "companion.log", "ui.json", "vault.json", "personas")
"""What a running profile consists of; names that begin so (`record.db-wal`, `index.new`) belong to it, too."""
_KEPT = ".kept-"


def copies_in(home: Path) -> list[str]:
    """Files in the profile's folder that may hold what the record held earlier, by their path in it. Blocking."""
    found = []
    for path in sorted(home.rglob("*")):
        inside = path.relative_to(home)
        own = inside.parts[0].startswith(_OWN) and _KEPT not in inside.name
        if path.is_file() and not own:
            found.append(inside.as_posix())
    return found
