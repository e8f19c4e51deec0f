"""A coroutine run to its end, also where the loop of a browser already holds this thread."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Made = TypeVar("Made")


def held(coroutine: Coroutine[Any, Any, Made]) -> Made:
    """Return what a coroutine returns; it runs in a thread of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
