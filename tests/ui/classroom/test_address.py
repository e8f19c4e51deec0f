"""Promises of the address: the one that the phones of a class reach comes first, and its QR code says the same."""

from __future__ import annotations

import re
import socket
from types import SimpleNamespace
from urllib.parse import unquote

import psutil
import pytest
import segno
from streamlit import config

from ui.classroom import address

IPV4, IPV6 = socket.AF_INET, socket.AF_INET6
NETWORKS = {
    "lo": [(IPV4, "127.0.0.1")],
    "docker0": [(IPV4, "172.17.0.1")],
    "eth0": [(IPV4, "10.1.2.3"), (IPV6, "2001:db8::3"), (IPV6, "fe80::1%eth0")],
    "wlan0": [(IPV4, "192.168.1.7"), (socket.AF_PACKET if hasattr(socket, "AF_PACKET") else -1, "02:fc:00:00:00:01")],
    "usb0": [(IPV4, "169.254.3.4")],
    "six": [(IPV6, "fd00::5")],
    "down": [(IPV4, "10.9.9.9")],
}


@pytest.fixture
def networks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this computer be in some networks, and its way out lead through the Wi-Fi."""
    addresses = {
        name: [SimpleNamespace(family=family, address=at) for family, at in each] for name, each in NETWORKS.items()
    }
    states = {name: SimpleNamespace(isup=name != "down") for name in NETWORKS}
    monkeypatch.setattr(psutil, "net_if_addrs", lambda: addresses)
    monkeypatch.setattr(psutil, "net_if_stats", lambda: states)
    monkeypatch.setattr(address, "_on_the_way_out", lambda: "192.168.1.7")


@pytest.mark.usefixtures("networks")
def test_network_that_leads_out_is_first_and_containers_are_last() -> None:
    assert address.hosts() == ["192.168.1.7", "10.1.2.3", "fd00::5", "172.17.0.1"]


@pytest.mark.usefixtures("networks")
def test_address_holds_the_port_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    set_options(monkeypatch, {"server.port": 8599})
    assert address.of_class()[:3] == ["http://192.168.1.7:8599", "http://10.1.2.3:8599", "http://[fd00::5]:8599"]


@pytest.mark.usefixtures("networks")
def test_server_at_one_address_is_found_there_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    set_options(monkeypatch, {"server.port": 8501, "server.address": "10.1.2.3", "server.sslCertFile": "cert.pem"})
    assert address.of_class() == ["https://10.1.2.3:8501"]
    assert not address.is_for_this_computer_alone()


@pytest.mark.parametrize(
    ("bound", "alone"),
    [("localhost", True), ("127.0.0.1", True), ("::1", True), ("0.0.0.0", False), ("", False), ("school.test", False)],
)
def test_server_for_this_computer_alone_is_known(bound: str, alone: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    set_options(monkeypatch, {"server.address": bound})
    assert address.is_for_this_computer_alone() is alone


def test_computer_without_a_network_has_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "net_if_addrs", lambda: {"lo": [SimpleNamespace(family=IPV4, address="127.0.0.1")]})
    assert address.of_class() == []


def test_behind_a_proxy_it_is_the_address_at_which_the_page_was_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_TRUST_LOCAL", "0")
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.url", "https://inkling.school.test/class")
    assert address.of_class() == ["https://inkling.school.test"]


def test_this_computer_itself_has_an_address_that_is_its_own() -> None:
    assert set(address.hosts()) <= address.own()


def test_qr_code_is_that_of_the_address_black_on_white_with_its_margin() -> None:
    url = "http://192.168.1.7:8501"
    markup = str(address.qr_code(url, "QR code of <it>"))
    assert 'alt="QR code of &lt;it&gt;"' in markup
    drawn = unquote(markup)
    code = segno.make(url, error="m", micro=False)
    side = code.symbol_size(border=4)[0]
    assert f"0 0 {side} {side}" in drawn
    assert dark_squares(drawn) == {
        (x + 4, y + 4) for y, row in enumerate(code.matrix) for x, is_dark in enumerate(row) if is_dark
    }


def dark_squares(svg: str) -> set[tuple[int, int]]:
    """Return the places that the lines of a QR code's path go over."""
    path = re.findall(r"d=['\"](M[^'\"]*h[^'\"]*)['\"]", svg)[-1]
    found, x, y = set(), 0.0, 0.0
    for command, numbers in re.findall(r"([Mmh])([^Mmh]*)", path):
        values = [float(each) for each in re.findall(r"-?[\d.]+", numbers)]
        if command == "h":
            found |= {(round(x + step), int(y)) for step in range(int(values[0]))}
            x += values[0]
        else:
            x, y = (values[0], values[1]) if command == "M" else (x + values[0], y + values[1])
    return found


def set_options(monkeypatch: pytest.MonkeyPatch, options: dict[str, object]) -> None:
    """Let the server have been started with some options."""
    before = config.get_option
    monkeypatch.setattr(config, "get_option", lambda name: options[name] if name in options else before(name))
