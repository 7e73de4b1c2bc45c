"""How results are summed up and shown: one JSON object, or a table of its leaves."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Result = dict[str, Any]


def shown(result: Mapping[str, Any], *, as_json: bool) -> str:
    """`result` as one line of JSON, or as a table with a line for each number in it."""
    if as_json:
        return json.dumps(result, ensure_ascii=False)
    leaves = list(_leaves(result))
    width = max((len(name) for name, _ in leaves), default=0)
    return "\n".join(f"{name:<{width}}  {value}" for name, value in leaves)


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, f"{name}.{key}" if name else str(key))
    else:
        yield name, f"{value:.4g}" if isinstance(value, float) else str(value)


def mean(values: Sequence[float]) -> float:
    """The mean to four places; 0 of nothing."""
    return round(sum(values) / len(values), 4) if values else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile of `values` at `share` in [0, 1], to three places; 0 of nothing."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 3)


def times(milliseconds: Sequence[float]) -> Result:
    """Median and 95th percentile of durations in milliseconds."""
    return {"p50": percentile(milliseconds, 0.5), "p95": percentile(milliseconds, 0.95)}
