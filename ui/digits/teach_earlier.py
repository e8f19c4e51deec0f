"""The teachings that there were, to be looked at again.

Knows versions. Does not know what came of one (see `teach_result`).
"""

from __future__ import annotations

import streamlit as st

from model.errors import InklingError
from model.languages.joining import listed
from model.languages.translation import _
from model.runs.store import Run
from model.teaching.comparison import taught_runs
from model.versions import registry
from ui import run_names, version_names
from ui.digits import teach_shown
from ui.networks import figures
from ui.text import plain
from ui.train.run_view import STATUS

_MOST = 8


def show(shown: Run | None) -> None:
    """List the teachings beside the one that is shown, newest first; raises DatabaseError."""
    others = [run for run in taught_runs() if shown is None or run.id != shown.id][:_MOST]
    if not others:
        return
    with st.expander(_("Earlier teachings"), icon=":material/history:", key="teach-earlier"):
        for run in others:
            with st.container(horizontal=True, vertical_alignment="center", key=f"row-teach-{run.id}"):
                st.markdown(_described(run))
                st.button(_("Show"), key=f"teach-show-{run.id}", on_click=teach_shown.open_run, args=(run.id,))


def _described(run: Run) -> str:
    """Return which network it left and how good that is, as Markdown; of one that left none, how it ended."""
    try:
        version = registry.of(run.folder)
        if version is None:
            # NOTE: how a training stands, and its name
            said = _("{title}: {value}").format(title=_(STATUS[run.state().status][0]), value=run_names.name(run))
            return plain(said)
        return plain(listed(version_names.numbered(version), figures.in_short(version)))
    except InklingError:
        return _("A run (damaged)")
