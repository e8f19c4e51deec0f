"""Show pictures with their label and the answer to them, and accuracy as a table of heat.

Knows answers. Does not know how they were asked for, or which page shows them.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

import streamlit as st

from model.answers import Answers
from model.mistakes import Places
from model.pictures import data_uri
from ui import reading, state

SHOWN = 24  # pictures at a time
_SIDE = 88  # px
_STRONGEST = 0.5  # share of blue where all is right: the words on it stay readable in light and dark


def in_words(index: int, answers: Answers, other: Answers | None = None) -> str:
    """Return label and answer of a picture: "9, read as 4 (98.2%)"; and a second classifier's answer."""
    read = [
        f"{one.classes[one.labels_read[index]]} ({reading.percent(float(one.probabilities[index].max()))})"
        for one in filter(None, [answers, other])
    ]
    return f"{answers.classes[answers.labels[index]]}, read as {', as '.join(read)}"


def show_pictures(answers: Answers, places: Places, other: Answers | None = None) -> None:
    """Show the first of some pictures in a strip that wraps, each with label and answers; a digit can be opened."""
    if not len(places):
        st.info("There is no such picture.")
        return
    is_digit = answers.pictures.x.shape[1:] == (28, 28, 1)
    shown = min(SHOWN, len(places))
    st.caption(f"{shown:,} of {len(places):,} pictures." if shown < len(places) else f"{shown:,} pictures.")
    if is_digit:
        st.caption("Click a picture to open it on the Draw page, with its steps. The network in use there reads it.")
    with st.container(horizontal=True, gap="small"):
        for index in map(int, places[:SHOWN]):
            words, picture = in_words(index, answers, other), answers.pictures.x[index]
            with st.container(width=_SIDE + 24, gap=None, key=f"picture-{index}"):
                if not is_digit:
                    reading.show_picture(picture[..., 0] if picture.shape[2] == 1 else picture, _SIDE, words)
                elif st.button(f"![{words}]({data_uri(picture[..., 0])})", key=f"open-{index}", type="tertiary"):
                    st.session_state[state.WAY] = "Test picture"
                    st.session_state[state.TEST_PICTURE] = index
                    st.switch_page("app.py")
                st.caption(words)


def heat_table(title: str, columns: Sequence[str], rows: Mapping[str, Sequence[tuple[float, str]]]) -> str:
    """Return shares as an HTML table: the bluer, the more.

    Args:
        title: what the table tells.
        columns: their names.
        rows: by its name, for each column the share (0 to 1) and what is written below it, or "".
    """
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in columns)
    body = "".join(
        f'<tr><th scope="row">{html.escape(name)}</th>{"".join(_cell(*cell) for cell in cells)}</tr>'
        for name, cells in rows.items()
    )
    return (
        f'<div class="ink-heat-frame"><table class="ink-heat"><caption>{html.escape(title)}</caption>'
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(share: float, below: str) -> str:
    small = f"<br><small>{html.escape(below)}</small>" if below else ""
    return f'<td style="background: rgba(42, 120, 214, {share * _STRONGEST:.3f})">{share:.1%}{small}</td>'
