"""The part of the page that shows the opened run or group, or says that it is gone.

Knows the views of both. Does not know what is chosen or listed around them.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from model.errors import RunError
from model.runs.store import Run
from ui.text import message
from ui.train import deleted, faults, group_view, opened, run_view


def show(runs: Sequence[Run]) -> None:
    """Say what the last press could not do; and show what is opened, or that it was deleted.

    Args:
        runs: all, newest first.
    """
    saying, gone = st.container(), ""
    try:
        _show_opened(runs)
    except RunError as error:
        gone = "" if deleted.show_instead(st.query_params.get("run", "")) else message(error)
    with saying:  # of what was pressed in a part that is not shown any more, too
        said = faults.show_kept("run", "tools")
    if gone and not said:
        st.info(gone)


def _show_opened(runs: Sequence[Run]) -> None:
    """Show it, and look at it again and again while something is still to happen; raises RunError: it is gone."""
    if group := opened.group():
        show, shown, changes = group_view.show, group.id, group_view.is_changing(group)
    elif run := opened.run(runs):
        show, shown, changes = run_view.show, run.id, opened.is_changing(run)
    else:
        st.info("Nothing was trained yet. Choose a network and press “Start training”.")
        return
    with opened.place(shown):
        st.fragment(show, run_every=opened.LOOK_EVERY if changes else None)(shown, changes)
