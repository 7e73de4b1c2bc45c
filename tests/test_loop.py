"""The engine's thread: what is handed to it runs there, and nothing is left when it stops."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import CancelledError

import pytest

from companion.loop import EngineThread


@pytest.fixture
def thread() -> EngineThread:
    return EngineThread("engine under test")


async def where() -> str:
    return threading.current_thread().name


def test_work_runs_on_the_thread_and_its_result_comes_back(thread: EngineThread) -> None:
    thread.start()
    assert thread.submit(where()).result(5) == "engine under test"
    thread.stop()


def test_errors_come_back_too(thread: EngineThread) -> None:
    async def fail() -> None:
        raise KeyError("lost")

    thread.start()
    with pytest.raises(KeyError, match="lost"):
        thread.submit(fail()).result(5)
    thread.stop()


def test_cancelling_the_future_cancels_the_task(thread: EngineThread) -> None:
    begun, ended = threading.Event(), threading.Event()

    async def wait() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    thread.start()
    future = thread.submit(wait())
    assert begun.wait(5)
    future.cancel()
    assert ended.wait(5)
    thread.stop()


def test_stop_cancels_what_runs_and_lets_it_unwind(thread: EngineThread) -> None:
    begun, steps = threading.Event(), list[str]()

    async def wait() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            steps.append("unwound")

    thread.start()
    future = thread.submit(wait())
    assert begun.wait(5)
    thread.stop()
    assert steps == ["unwound"]
    with pytest.raises(CancelledError):
        future.result(5)


def test_it_may_start_again_and_stop_twice(thread: EngineThread) -> None:
    for _ in range(2):
        thread.start()
        assert thread.submit(where()).result(5)
        thread.stop()
        thread.stop()


def test_work_for_a_thread_that_does_not_run_is_refused(thread: EngineThread) -> None:
    with pytest.raises(RuntimeError):
        thread.submit(where())
    thread.start()
    thread.stop()
    with pytest.raises(RuntimeError):
        thread.submit(where())
