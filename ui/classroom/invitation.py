"""How the class comes in: the address in large type, beside it as a QR code; and whether anybody has come.

Knows what can keep phones out, as far as a server can. Does not know firewalls.
"""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from model.languages.joining import in_a_row
from model.languages.translation import _
from ui import html, language, session, widgets
from ui.classroom import address
from ui.classroom.presence import PRESENCE
from ui.trust import trusts_local

_LOOK_EVERY = 3.0  # s between two looks whether a device has come
_CHOSEN = "class-address"


def show() -> None:
    """Show the address that the class types, or what keeps phones out."""
    if address.is_for_this_computer_alone():
        st.warning(
            _(
                "Phones cannot come in: Inkling was started for this computer alone (`server.address`). End it, and"
                " start it again without that setting."
            )
        )
    elif found := address.of_class():
        html.show(_card(chosen(found)))
    else:
        st.warning(
            _("No network was found: only this computer can open Inkling. Join the Wi-Fi of the class, then reload.")
        )


def choose() -> None:
    """Let be chosen which of several addresses is shown."""
    found = address.of_class()
    if len(found) > 1:
        widgets.put(_CHOSEN, chosen(found))
        st.selectbox(
            _("This computer is in several networks. In which are the phones?"),
            found,
            key=language.kept(_CHOSEN),
            on_change=_keep,
            width=420,
        )


def _keep() -> None:
    st.session_state[session.ADDRESS] = st.session_state[_CHOSEN]


def say_whether_reached() -> None:
    """Say whether another device has come since the start, as long as that can be known."""
    if trusts_local() and not address.is_for_this_computer_alone() and address.of_class():
        st.fragment(_say_whether_reached, run_every=_LOOK_EVERY)()


def chosen(found: list[str]) -> str:
    """Return which of the addresses is shown."""
    kept: str = st.session_state.get(session.ADDRESS, "")
    return kept if kept in found else found[0]


def _card(url: str) -> Markup:
    scheme, place = url.split("//", 1)
    said = _("The class types this address, or points a phone's camera at the code:")
    card = Markup('<div class="ink-address"><div><p>{}</p><p class="ink-url"><small>{}//</small>{}</p></div>{}</div>')
    return card.format(said, scheme, place, address.qr_code(url, _("QR code of {address}").format(address=url)))


def _say_whether_reached() -> None:
    if PRESENCE.has_device_come():
        st.markdown(_(":material/check: A device has reached this computer."))
        return
    missing = _(":material/info: No other device has come yet.")
    advice = _("Does a phone not open it? Same Wi-Fi; let Python (port {port}) through this computer's firewall.")
    st.markdown(in_a_row(missing, advice.format(port=address.port())))
