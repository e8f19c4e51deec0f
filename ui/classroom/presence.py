"""Who is here: the visitors whose pages are open; and whether a device but this computer has ever come.

In memory alone. Knows connections, as `ui.serving.visitors` tells of them. Does not know who they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from threading import Lock

from starlette.types import Scope

from ui.classroom import address


class Presence:
    """Who is here. Safe for threads."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._lock = Lock()
        self._open: Counter[str] = Counter()  # pages that are open, by their visitor's id
        self._teachers: set[str] = set()  # ids of those of them who came as the teacher last
        self._has_device_come = False

    @contextmanager
    def of(self, visitor_id: str, scope: Scope, is_teacher: bool = False) -> Iterator[None]:
        """Note where a connection comes from, and count its visitor while one of their pages is open by it."""
        self.came_from((scope.get("client") or ("",))[0])
        if scope["type"] != "websocket":
            yield
            return
        with self._lock:
            self._open[visitor_id] += 1
            (self._teachers.add if is_teacher else self._teachers.discard)(visitor_id)
        try:
            yield
        finally:
            with self._lock:
                self._open[visitor_id] -= 1
                if not self._open[visitor_id]:
                    del self._open[visitor_id]
                    self._teachers.discard(visitor_id)

    def came_from(self, host: str) -> None:
        """Note that something came from the address of a device."""
        if not self._has_device_come and not _is_this_computer(host):
            self._has_device_come = True

    def has_device_come(self) -> bool:
        """Whether another device has reached this computer since the server started."""
        return self._has_device_come

    def ids(self) -> set[str]:
        """Return the ids of the visitors who are here."""
        with self._lock:
            return set(self._open)

    def pupils(self) -> set[str]:
        """Return the ids of those of them who did not come as the teacher."""
        with self._lock:
            return set(self._open) - self._teachers

    def pages(self) -> int:
        """Return how many pages are open."""
        with self._lock:
            return sum(self._open.values())


def _is_this_computer(host: str) -> bool:
    """Whether an address is one of this computer's own; also what is no address."""
    try:
        at = ip_address(host.partition("%")[0])
    except ValueError:
        return True
    at = getattr(at, "ipv4_mapped", None) or at
    return at.is_loopback or str(at) in address.own()


PRESENCE = Presence()
