"""How many digits of each label each writer has given, as a table.

Knows samples and names. Does not know who may see them.
"""

from __future__ import annotations

from collections import Counter

import streamlit as st
from markupsafe import Markup

from model.languages.translation import _
from model.samples.sample import NO_DIGIT
from ui import html, language, session
from ui.digits.choosing import Pool, label_in_words

_LABELS = [*range(10), NO_DIGIT]
_ROW = Markup('<tr><th scope="row">{}</th>{}<td><b>{}</b></td></tr>')


def show(pool: Pool) -> None:
    """Offer the table; it is made when it is asked for."""
    shown = st.popover(
        _("By writer"), icon=":material/table_rows:", key=language.kept(session.DIGITS_BY_WRITER), on_change="rerun"
    )
    with shown:
        if shown.open:
            html.show(table(pool))


def table(pool: Pool) -> Markup:
    """Return a row for each writer, who gave most comes first; what is missing is a dash."""
    counts = Counter((one.writer, one.label) for one in pool.kept)
    totals = Counter(one.writer for one in pool.kept)
    rows = [
        _ROW.format(
            pool.names[writer],
            html.together(*(Markup("<td>{}</td>").format(counts[writer, label] or "–") for label in _LABELS)),
            total,
        )
        for writer, total in totals.most_common()
    ]
    # NOTE: how many there are altogether
    head = [_("Writer"), *map(label_in_words, _LABELS), _("all")]
    return Markup('<div class="ink-by-writer"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>').format(
        html.together(*(Markup('<th scope="col">{}</th>').format(each) for each in head)), html.together(*rows)
    )
