"""`python -m ui` serves the pages, as `streamlit run app.py` does, and says first which address the class must type.

Knows ports and addresses. Does not know the pages: Streamlit serves them.
"""

from __future__ import annotations

import socket
import sys
from itertools import count

import click
from streamlit.web import cli

from model.languages.translation import _
from ui.classroom import address
from ui.serving import settings

_FIRST = 8501  # the port, where none is set; where it is in use, the next free one


@click.command(
    help=_("Serve the pages; OPTIONS are those of `streamlit run`."),
    context_settings={"ignore_unknown_options": True},
)
@click.option("--server.port", "port", type=click.IntRange(1, 65535), envvar="STREAMLIT_SERVER_PORT")
@click.option("--server.address", "bound", default="", envvar="STREAMLIT_SERVER_ADDRESS")
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def serve(port: int | None, bound: str, options: tuple[str, ...]) -> None:
    """Say where the pages are served, and serve them."""
    settings.check()
    if port and not is_free(port):
        sentence = _(
            "Error: Port {port} is in use, perhaps by an Inkling that still runs. End that program, or choose another "
            "port: `--server.port NUMBER` or STREAMLIT_SERVER_PORT."
        )
        click.echo(sentence.format(port=port), err=True)
        sys.exit(2)
    port = port or next(filter(is_free, count(_FIRST)))
    click.echo(where(next(iter(address.hosts()), None), port, bound))
    kept = ["--server.address", bound] if bound else []
    cli.main(["run", "app.py", "--server.port", str(port), *kept, *options], prog_name="streamlit")


def where(own: str | None, port: int, bound: str = "") -> str:
    """Return the sentence that says where the pages are served.

    Args:
        own: this computer's address in its network; None where it is in none.
        port: of the server.
        bound: the address that it listens at, "" for all.
    """
    if address.is_loopback(bound):
        return _("Only this computer can open Inkling, at {address}").format(address=address.written(bound, port))
    if own is None:
        return _("No network was found: only this computer can open Inkling, at {address}").format(
            address=address.written("localhost", port)
        )
    return _("The class types this address: {address}").format(address=address.written(own, port))


def is_free(port: int) -> bool:
    """Whether a server can take a port, on all addresses of this computer as Streamlit does."""
    both = socket.has_dualstack_ipv6()
    family = socket.AF_INET6 if both else socket.AF_INET
    try:
        socket.create_server(("", port), family=family, dualstack_ipv6=both).close()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    serve()
