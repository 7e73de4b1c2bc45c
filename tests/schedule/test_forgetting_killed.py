"""An erasure that is killed in the middle is carried out at the next start."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from companion.paths import Home
from tests.clock import Clock
from tests.engines import configure, opened, run, tell
from tests.schedule.test_forgetting import files_with, places_of

_KILLED = """
import asyncio, sys, threading, os, signal
from pathlib import Path
from companion.paths import Home
from tests.engines import opened
async def work():
    async with opened(Home(Path(sys.argv[1]))) as engine:
        threading.Timer(float(sys.argv[2]), lambda: os.kill(os.getpid(), signal.SIGKILL)).start()
        await engine.finish_forgetting(1)
        os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(work())
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill -9 here")
@pytest.mark.parametrize("after", [0.1, 9.0])
def test_an_erasure_that_is_killed_ends_at_the_next_start(tmp_path: Path, after: float) -> None:
    home = Home(tmp_path / "home")
    configure(home, encrypt=False, model_offline=True)

    async def first() -> None:
        async with opened(home) as engine:
            for number in range(6):
                (reply,) = await tell(engine, f"My friend lives in Tow{number}burg.")
                await engine.end_session(reply.session_id)
            await engine.forget_containing("Tow3burg", grace=0)

    async def after_it() -> None:
        async with opened(home, Clock()) as engine:
            await engine.doctor(rebuild=False)
            await engine.finish_forgetting(1)
            (receipt,) = await engine.receipts()
            assert receipt.cleaned_at is not None
            assert await places_of(engine, ["Tow3burg"]) == set()
            assert len(await engine.sessions()) == 6

    run(first())
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *sys.path])}
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, str(home.root), str(after)], env=environment, capture_output=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    asyncio.run(after_it())
    assert files_with(home.root, [b"Tow3burg"]) == set()
