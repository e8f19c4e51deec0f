"""Bring a network back: the teacher gives an Inkling file, and it is a version here.

Knows uploaded files. Does not know what such a file holds.
"""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from model.exchange import actions
from model.exchange.unpacking import MOST_MB
from model.languages.translation import _
from model.versions.registry import Version
from ui import faults
from ui.networks import going
from ui.turns import aside
from ui.uploads import check_size
from ui.visitor import me


def show() -> None:
    """Let the teacher import a network, and open it; pupils see nothing of it."""
    if not me().is_teacher:
        return
    with st.expander(_("Bring a network from another Inkling"), icon=":material/upload_file:", key="importing"):
        st.caption(_("An Inkling file is made there, at “Take it home”. The network is built anew here, and tested."))
        uploaded = st.file_uploader(_("Inkling file"), type="inkling", key="inkling-file", max_upload_size=MOST_MB)
        pressed = st.button(
            _("Import"), key="import", icon=":material/input:", type="primary", disabled=uploaded is None
        )
        if pressed and uploaded is not None:
            with faults.shown():
                version = _imported(uploaded)
                going.to(version.number)
                st.toast(_("Network {number} is here.").format(number=version.number), icon=":material/check_circle:")
                st.rerun()


def _imported(uploaded: UploadedFile) -> Version:
    """Return the version that a file is here; raises as `actions.take_in`, and PictureError: it is too large."""
    check_size(uploaded.size, MOST_MB)
    with aside(), st.spinner(_("The network is built and tested: some ten seconds …")):
        return actions.take_in(uploaded.getvalue(), me())
