"""Silence for libraries that write to the error output from C++, where Python cannot stop them.

Knows file descriptors, and nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_ONE_AT_A_TIME = Lock()  # a second one would take the silence for what it has to restore


@contextmanager
def quiet() -> Iterator[None]:
    """Let nothing reach the error output of this process for a moment."""
    with _ONE_AT_A_TIME:
        stderr, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        try:
            yield
        finally:
            os.dup2(stderr, 2)
            os.close(stderr)
            os.close(nowhere)
