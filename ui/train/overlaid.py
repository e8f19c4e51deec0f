"""Runs over one another: their curves, and one table that is the legend of all of them; a pressed row stands out.

Knows histories and names. Does not know why the runs are laid over one another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from model.languages.translation import _
from model.runs.store import Run
from ui import chart_names, chart_view, charts, html, session, theme

_listener = st.components.v2.component(
    "inkling_rows",
    js="""export default function ({ setTriggerValue }) {
  const report = ({ target }) => {
    const row = target.closest?.('tr[data-row]');
    if (row) setTriggerValue('pressed', row.dataset.row);
  };
  document.addEventListener('click', report);
  return () => document.removeEventListener('click', report);
}""",
)

_TABLE = Environment(autoescape=True, undefined=StrictUndefined).from_string(
    '<div class="ink-legend"><table><thead><tr>'
    '{% for title in columns %}<th scope="col">{{ title }}</th>{% endfor %}</tr></thead><tbody>'
    "{% for number, color, is_picked, name, cells in rows %}"
    '<tr data-row="{{ number }}" class="{% if is_picked %}picked{% endif %}"><th scope="row">'
    "<button type=\"button\" aria-pressed=\"{{ 'true' if is_picked else 'false' }}\">"
    '<i style="background: {{ color }}"></i>{{ name }}</button></th>'
    "{% for cell in cells %}<td>{{ cell }}</td>{% endfor %}</tr>"
    "{% endfor %}</tbody></table></div>"
)


class Line(NamedTuple):
    """A run as it is laid over others: its name, and what the table says of it."""

    name: str
    run: Run
    cells: Sequence[str] = ()


def show(lines: Sequence[Line], columns: Sequence[str]) -> None:
    """Show the curves of several runs over one another, and the table that says which is which.

    Args:
        lines: with names of which no two are alike.
        columns: of the table: the title of the names, then of each cell.
    """
    shown = tuple(line.run.id for line in lines)
    before, picked = st.session_state.get(session.PICKED, ((), -1))
    picked = picked if before == shown and picked < len(lines) else -1
    histories = {line.name: line.run.history() for line in lines}
    chosen = lines[picked].name if picked >= 0 else ""
    is_validated = all("val_loss" in row for history in histories.values() for row in history)
    for place, metric in zip(st.columns(2, gap="small"), ("accuracy", "loss"), strict=True):
        rows, said = charts.overlay_rows(metric, histories), chart_names.of_overlay(metric, histories)
        how = (metric, tuple(histories), chosen, is_validated)
        chart_view.show(rows, said, charts.overlay, *how, key=f"overlay-{metric}", place=place)
    html.show(_table(lines, columns, picked))
    st.caption(_("Press a row to see its curve alone."))

    def pick() -> None:
        pressed = st.session_state[key].pressed
        if isinstance(pressed, str) and pressed.isdecimal() and len(pressed) < 4:
            st.session_state[session.PICKED] = shown, -1 if int(pressed) == picked else int(pressed)

    key = "picking"
    _listener(key=key, on_pressed_change=pick)


def _table(lines: Sequence[Line], columns: Sequence[str], picked: int) -> Markup:
    rows = [
        (at, theme.LINES[at % len(theme.LINES)], at == picked, line.name, line.cells) for at, line in enumerate(lines)
    ]
    return Markup(_TABLE.render(columns=columns, rows=rows))
