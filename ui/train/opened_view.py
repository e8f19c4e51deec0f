"""The part of the page that shows the opened run or group, or says that it is gone.

Knows the views of both. Does not know what is chosen or listed around them.
"""

from __future__ import annotations

import streamlit as st

from model.errors import RunError
from model.languages.translation import N_, _
from ui import faults, session
from ui.text import message
from ui.train import deleted, group_view, opened, run_view
from ui.train.opened import Kind

_BACK: dict[Kind, str] = {"run": N_("Back to the network"), "group": N_("Back to the experiments")}

# What is opened is at the top of the page: on a phone in the place of the form, elsewhere beside it.
_go_to = st.components.v2.component(
    "inkling_go_to",
    js="""export default function ({ data }) {
  if (window.inklingWent === data) return;
  window.inklingWent = data;
  document.querySelector('[data-testid=stMain]')?.scrollTo(0, 0);
}""",
)


def show(kind: Kind) -> None:
    """Show the run or the group that is opened, or that it was deleted."""
    saying, gone = st.container(), ""
    st.button(_(_BACK[kind]), key="back", icon=":material/arrow_back:", type="tertiary", on_click=opened.close)
    _go_to(key="go-to", data="{} {}".format(*st.session_state.get(session.GO_TO, ("", 0))))
    try:
        _show_opened(kind)
    except RunError as error:
        gone = "" if deleted.show_instead(st.query_params.get("run", "")) else message(error)
    with saying:  # of what was pressed in a part that is not shown any more, too
        said = faults.show_kept("run", "tools")
    if gone and not said:
        st.info(gone)


def _show_opened(kind: Kind) -> None:
    """Show it, and look at it again and again while something is still to happen; raises RunError: it is gone."""
    if kind == "group" and (group := opened.group()):
        show, shown, changes = group_view.show, group.id, group_view.is_changing(group)
    elif kind == "run" and (run := opened.run()):
        show, shown, changes = run_view.show, run.id, opened.is_changing(run)
    else:  # the address names nothing
        return
    with opened.place(shown):
        st.fragment(show, run_every=opened.LOOK_EVERY if changes else None)(shown, changes)
