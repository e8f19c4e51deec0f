"""Under which addresses the class finds this computer, and the address as a QR code.

Knows networks, and how the server was started. Does not know whether a firewall lets anybody through.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

import psutil
import segno
import streamlit as st
from markupsafe import Markup
from streamlit import config

from ui import theme
from ui.trust import trusts_local

_Address = IPv4Address | IPv6Address
_EVERYWHERE = ("", "0.0.0.0", "::")  # what a server binds to that is to be found at all addresses
# Networks that a computer has with itself: containers, virtual machines; phones are in none of them.
_VIRTUAL = re.compile(r"docker|veth|br-|virbr|vmnet|vboxnet|virtualbox|vmware|vethernet|lxc|cni|flannel|podman", re.I)
_SOMEWHERE = ("198.51.100.1", 9)  # an address of no one (RFC 5737): nothing is ever sent there


def hosts() -> list[str]:
    """Return this computer's addresses in its networks: the likeliest to be the class's first; none without any.

    One of IPv6, which nobody likes to type, only of a network where there is none of IPv4.
    """
    standard = _on_the_way_out()
    ranked = sorted(
        _networks(), key=lambda each: (str(each[1]) != standard, bool(_VIRTUAL.match(each[0])), each[1].version)
    )
    with_4 = {name for name, at in ranked if at.version == 4}
    return list(dict.fromkeys(str(at) for name, at in ranked if at.version == 4 or name not in with_4))


def own() -> set[str]:
    """Return all addresses of this computer, whatever they are good for."""
    return {each.address.partition("%")[0] for all_of_one in psutil.net_if_addrs().values() for each in all_of_one}


def is_for_this_computer_alone() -> bool:
    """Whether the server was told to listen to this computer alone (`server.address`)."""
    return is_loopback(_bound())


def is_loopback(bound: str) -> bool:
    """Whether what a server is bound to can be reached from its own computer alone."""
    with suppress(ValueError):
        return ip_address(bound).is_loopback
    return bound == "localhost"


def of_class() -> list[str]:
    """Return the addresses that the class may type, the likeliest first; none where there is no network.

    Behind a proxy that is the one under which this page was opened: only the proxy knows others.
    """
    if not trusts_local() and st.context.url:
        parts = urlsplit(st.context.url)
        return [f"{parts.scheme}://{parts.netloc}"]
    bound, scheme = _bound(), "https" if config.get_option("server.sslCertFile") else "http"
    return [written(each, port(), scheme) for each in (hosts() if bound in _EVERYWHERE else [bound])]


def port() -> int:
    """Return the port at which the server listens."""
    return int(config.get_option("server.port"))


def written(host: str, port: int, scheme: str = "http") -> str:
    """Return an address as one types it."""
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


def qr_code(text: str, label: str) -> Markup:
    """Return a QR code as an <img>, with a label for those who cannot see it.

    Black on white also on a dark page, with the margin that scanners ask for: else some phones find nothing.
    """
    picture = segno.make(text, error="m", micro=False).svg_data_uri(dark=theme.INK, light=theme.PAPER, omitsize=True)
    return Markup('<img class="ink-qr" alt="{}" src="{}">').format(label, picture)


def _bound() -> str:
    return config.get_option("server.address") or ""


def _networks() -> Iterator[tuple[str, _Address]]:
    """Yield the name of each network that is up, with this computer's address there."""
    states = psutil.net_if_stats()
    for name, addresses in psutil.net_if_addrs().items():
        for each in addresses:
            with suppress(ValueError):
                at = ip_address(each.address.partition("%")[0])
                if name in states and states[name].isup and not (at.is_loopback or at.is_link_local):
                    yield name, at


def _on_the_way_out() -> str:
    """Return the address of this computer in the network that leads to others, "" where none does."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.connect(_SOMEWHERE)
        return str(out.getsockname()[0])
    return ""
