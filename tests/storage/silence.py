"""A server that is there and says nothing: whoever asks it waits."""

from __future__ import annotations

import socket
from threading import Thread
from types import TracebackType


class Silence:
    """Takes connections, and never answers."""

    def __init__(self) -> None:
        """Listen on a free port of this computer."""
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._taken: list[socket.socket] = []
        self.url = f"postgresql://nobody@127.0.0.1:{self._socket.getsockname()[1]}/nothing"

    def __enter__(self) -> Silence:
        """Begin to take connections."""
        Thread(target=self._take, daemon=True).start()
        return self

    def __exit__(self, *__: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Hang up."""
        for each in (self._socket, *self._taken):
            each.close()

    def asked(self) -> int:
        """Return how many have connected."""
        return len(self._taken)

    def _take(self) -> None:
        try:
            while True:
                self._taken.append(self._socket.accept()[0])
        except OSError:  # it was closed
            return
