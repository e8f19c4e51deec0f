"""Let a filter of a layer be chosen, and a position in what it puts out: by numbers, by steps or by a click.

Knows what a layer puts out. Does not know what is computed there.
"""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from ui.inside.clicks import listen

POSITION = "position"  # the name of the picture on which a position is clicked


def choose_filter(key: str, output: NDArray[np.float32]) -> int:
    """Let a filter be chosen, from 0; at first, that of the largest output (height, width, filters)."""
    filters = output.shape[2]
    st.session_state.setdefault(key, int(output.max(axis=(0, 1)).argmax()) + 1)
    return int(st.number_input(f"Filter, 1 to {filters}", 1, filters, key=key, width=150)) - 1


def choose_position(key: str, output: NDArray[np.float32]) -> tuple[int, int]:
    """Let a row and a column be chosen, from 0; at first, those of the largest output (height, width)."""
    rows, columns = output.shape
    row_key, column_key = f"row-{key}", f"column-{key}"

    def go_to(row: int, column: int) -> None:
        st.session_state[row_key], st.session_state[column_key] = row + 1, column + 1

    def step(by: int) -> None:  # row by row, and from the last position to the first
        position = (st.session_state[row_key] - 1) * columns + st.session_state[column_key] - 1
        go_to(*divmod((position + by) % (rows * columns), columns))

    if row_key not in st.session_state or column_key not in st.session_state:
        row, column = np.unravel_index(int(output.argmax()), output.shape)
        go_to(int(row), int(column))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(f"Row, 1 to {rows}", 1, rows, key=row_key, width=150)
        st.number_input(f"Column, 1 to {columns}", 1, columns, key=column_key, width=150)
        st.button("Previous position", on_click=step, args=(-1,))
        st.button("Next position", on_click=step, args=(1,))
    listen(
        "clicked-position",
        lambda _, across, down: go_to(min(rows - 1, int(down * rows)), min(columns - 1, int(across * columns))),
    )
    return st.session_state[row_key] - 1, st.session_state[column_key] - 1
