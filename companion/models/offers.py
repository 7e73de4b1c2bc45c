"""Which models are offered for download, and which of them fit this machine."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

from companion.records import ModelOffer

GIGABYTE = 1_000_000_000
SOLD_AS = 0.9
"""A machine sold with 8 GB reports a little less: graphics and firmware take their part."""


def load_offers(file: Path) -> tuple[ModelOffer, ...]:
    """The models of `resources/models.toml`, in its order. Raises `OSError`, and `ValueError` for a damaged file."""
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["model"]
    return tuple(
        ModelOffer(
            name=row["name"],
            title=row["title"],
            size=round(row["size"] * GIGABYTE),
            memory=round(row["memory"] * GIGABYTE),
            languages=row["languages"],
            about=row["about"],
            thinking=row.get("thinking", False),
            vision=row.get("vision", False),
            embeds=row.get("embeds", False),
            recommended=row.get("suggest", False),
        )
        for row in rows
    )


def fitting(offers: tuple[ModelOffer, ...], memory: int) -> tuple[ModelOffer, ...]:
    """`offers` with what fits a machine of `memory` bytes, and the one that is recommended there.

    Where the memory is not known (0, or the host is another machine), everything may fit and nothing is recommended.
    """
    if not memory:
        return tuple(replace(offer, fits=True, recommended=False) for offer in offers)
    told = tuple(replace(offer, fits=offer.memory * SOLD_AS <= memory) for offer in offers)
    best = max((offer.memory for offer in told if offer.recommended and offer.fits), default=0)
    return tuple(replace(offer, recommended=offer.recommended and offer.memory == best) for offer in told)
