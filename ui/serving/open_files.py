"""How many connections the server may have open: as many as the system lets it, not the thousand that is usual.

Each takes one of the files that a process may have open; one device that opened so many kept the class out.
Knows the system's limits. Does not know who connects.
"""

from __future__ import annotations

from contextlib import suppress

MOST = 65_536  # where the system has no limit


def raise_limit() -> None:
    """Let this process have as many files open as it may, where the system counts them at all (Windows does not)."""
    with suppress(ImportError, OSError, ValueError):  # macOS may name a limit that it does not grant
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = MOST if hard == resource.RLIM_INFINITY else min(hard, MOST)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
