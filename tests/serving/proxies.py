"""A proxy on the computer of the server, as small as one can be: of each connection it changes the first request alone.

Real ones differ in what they say of who asks; so does this one.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping

_MOST = 65536  # bytes at a time


class Proxy:
    """Passes on what comes to a free port of all addresses.

    Attributes:
        port: where it is reached.
    """

    def __init__(self, server: tuple[str, int], says: Mapping[str, str]) -> None:
        """Start.

        Args:
            server: where what comes is passed on to.
            says: headers that it sets, whatever they were.
        """
        self._server, self._says = server, says
        self._listening = socket.create_server(("", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def stop(self) -> None:
        """Take nobody in any more."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _listen(self) -> None:
        while True:
            try:
                client, __ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            head += client.recv(_MOST)
        head, __, rest = head.partition(b"\r\n\r\n")
        first, *lines = head.split(b"\r\n")
        own = {name.lower().encode() for name in self._says}
        lines = [line for line in lines if line.split(b":")[0].lower() not in own]
        lines += [f"{name}: {value}".encode() for name, value in self._says.items()]
        with client, socket.create_connection(self._server) as server:
            server.sendall(b"\r\n".join([first, *lines]) + b"\r\n\r\n" + rest)
            back = threading.Thread(target=_pass_on, args=(server, client), daemon=True)
            back.start()
            _pass_on(client, server)
            back.join()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    try:
        while part := source.recv(_MOST):
            target.sendall(part)
        target.shutdown(socket.SHUT_WR)
    except OSError:  # one of them is gone
        return
