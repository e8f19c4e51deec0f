"""What the teacher allows: who trains, who gives digits, and what is learned from; and the passcode.

Knows the switches. Does not know what is done where one is off.
"""

from __future__ import annotations

import streamlit as st

from model.languages.translation import N_, _
from model.people import passcode, rules
from ui import faults, visitor, widgets
from ui.classroom import address, invitation

# The switches: of each rule, what it says.
_SWITCHES = {
    "training": N_("Pupils may train"),
    "contributing": N_("Pupils may give digits"),
    "approval": N_("I approve digits before they are learned"),
}
_PASSCODE = "new-passcode"


def show() -> None:
    """Show what the teacher says."""
    st.subheader(_("What the class may do"), anchor=False)
    now = rules.rules()
    for name, label in _SWITCHES.items():
        key = f"allow-{name}"
        widgets.put(key, getattr(now, name))
        st.toggle(_(label), key=key, on_change=faults.do, args=("class", _switch, name))
    _show_passcode()


def _show_passcode() -> None:
    st.subheader(_("Passcode"), anchor=False)
    if passcode.stored():
        found = address.of_class()
        said = _("On another device, you come in as the teacher at {address}")
        st.markdown(said.format(address=f"`{invitation.chosen(found)}/teacher`" if found else "`/teacher`"))
    else:
        st.markdown(_("No passcode is set: only this computer is the teacher's."))
    with st.form("passcode", border=False, clear_on_submit=True):
        st.text_input(
            _("New passcode ({least} characters or more)").format(least=passcode.LEAST),
            type="password",
            key=_PASSCODE,
            max_chars=passcode.MOST,
            autocomplete="new-password",
        )
        st.form_submit_button(
            _("Change the passcode") if passcode.stored() else _("Set the passcode"),
            key="set-passcode",
            on_click=faults.do,
            args=("class", _set_passcode),
        )
    if passcode.stored():
        st.caption(_("Who came in by the old one has to type the new one."))


def _switch(name: str) -> None:
    rules.change(visitor.me(), **{name: st.session_state[f"allow-{name}"]})


def _set_passcode() -> None:
    passcode.set_passcode(st.session_state[_PASSCODE], visitor.me())
