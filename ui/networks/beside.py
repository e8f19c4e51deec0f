"""Two networks side by side: their figures, and the way to the pictures that they read differently.

Knows what is kept of versions. Does not know predictions: those are compared on the page "Evaluate".
"""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from model.languages.translation import _
from model.versions import registry
from model.versions.registry import Version
from ui import html, language, session, version_names
from ui.networks import figures

_NONE = -1


def show(version: Version) -> None:
    """Let another network be chosen, and show the two."""
    others = {each.number: each for each in registry.all_versions() if each.number != version.number}
    if not others:
        return
    st.subheader(_("Compare"), anchor=False)
    names = {_NONE: _("no other network"), **{number: version_names.numbered(each) for number, each in others.items()}}
    number = st.selectbox(
        _("Compare with"), list(names), format_func=names.__getitem__, key=language.kept("compare-version", names)
    )
    if number in others:
        _show_both(version, others[number])


def _show_both(version: Version, other: Version) -> None:
    (__, heads), *rows = figures.side_by_side(version, other)
    head = html.together(*(Markup('<th scope="col">{}</th>').format(each) for each in heads))
    body = html.together(*map(_row, rows))
    table = '<table class="ink-version ink-versions"><thead><tr><td></td>{}</tr></thead><tbody>{}</tbody></table>'
    html.show(Markup(table).format(head, body))
    if st.button(_("The pictures that they read differently"), key="compare-pictures", icon=":material/query_stats:"):
        st.session_state[session.EVALUATED] = version.folder
        st.session_state[session.COMPARED] = other.folder
        st.session_state[session.EVALUATE_VIEW] = "comparison"
        st.switch_page("pages/evaluate.py")


def _row(row: tuple[str, list[str]]) -> Markup:
    name, said = row
    cells = html.together(*(Markup("<td>{}</td>").format(each) for each in said))
    return Markup('<tr><th scope="row">{}</th>{}</tr>').format(name, cells)
