"""A model's server in a process of its own: `python -m benchmarks.speaker --tokens N --rate R` prints its host and
answers every chat with N tokens of Markdown, R a second, until its standard output closes or it is told to end."""

from __future__ import annotations

import argparse
import asyncio
from itertools import cycle, islice

from tests.ollama_replies import Reply
from tests.ollama_server import OllamaServer

PAGE = """## What to pack

A walk in the hills needs **little**, but not nothing. Here is a list, and why each thing is on it:

- [x] water, at least a litre
- [ ] a map, for the valley has no signal
- [ ] bread, *cheese* and two apples

| what | how much | weight |
|---|---|---:|
| water | 1 l | 1,000 g |
| bread | 4 slices | 240 g |

> The weather turns fast up there.

```python
def weight(things: dict[str, float]) -> float:
    # in kilograms
    return sum(things.values()) / 1000
```

The way up is about $h = \\frac{v^2}{2g}$ as they say, and [the hut](https://example.org/hut) opens at nine.

"""


def pieces(tokens: int) -> tuple[str, ...]:
    """`PAGE` over and over, in that many pieces that end with a space or a new line."""
    words = [word for line in PAGE.splitlines(keepends=True) for word in line.replace(" ", " \0").split("\0")]
    return tuple(islice(cycle(words), tokens))


async def serve(tokens: int, rate: float) -> None:
    """Serve until cancelled."""
    async with OllamaServer() as server:
        server.script.answer = lambda _body: Reply(tokens=pieces(tokens), delay=1 / rate)
        print(server.host, flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """Read the options and serve."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speaker", description=__doc__)
    parser.add_argument("--tokens", type=int, default=2000)
    parser.add_argument("--rate", type=float, default=100.0, metavar="TOKENS_PER_S")
    given = parser.parse_args()
    asyncio.run(serve(given.tokens, given.rate))


if __name__ == "__main__":
    main()
