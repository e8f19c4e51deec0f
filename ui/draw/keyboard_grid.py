"""A sheet of squares to draw on with the keyboard (or by touch), for people who cannot use a pointer.

Knows squares and keys. Does not know what a picture shows; the colours (--ink-...) are in `theme`.
"""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from model.errors import PictureError
from model.languages.translation import _
from ui import session

SIDE = 14  # squares
_ENLARGED = 10  # px a square in the picture

_HTML = '<div class="sheet" role="group"></div><p class="said" role="status"></p>'

_CSS = """
.sheet { --square: calc(2.5rem - 20px);  /* 20 px; twice that in type 1.5 times as large, as the canvas */
         display: grid; grid-template-columns: repeat(14, var(--square)); width: fit-content;
         background: var(--ink-paper);
         outline: 1px solid var(--st-border-color); touch-action: none; }
.sheet button { width: var(--square); height: var(--square); padding: 0; cursor: pointer;
                border: 1px solid var(--ink-square); background: var(--ink-paper); }
.sheet button[aria-pressed=true] { background: var(--ink-pen); }
.sheet button:focus-visible { outline: 3px solid var(--ink-focus); outline-offset: -1px; }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
"""

# Arrow keys move, Space inks or cleans the square, an arrow with Shift inks on the way, Delete cleans all.
_JS = """
export default function ({ data, parentElement, setStateValue }) {
  const side = 14, sheet = parentElement.querySelector('.sheet'), said = parentElement.querySelector('.said');
  sheet.words = data.words;  // in the reader's language, which may be another one than before
  sheet.setAttribute('aria-label', data.words.sheet);
  if (sheet.childElementCount) { sheet.say(); return; }
  const inked = new Set(data.cells);
  const squares = Array.from({ length: side * side }, (_, index) => {
    const square = document.createElement('button');
    square.type = 'button';
    square.tabIndex = index === 0 ? 0 : -1;
    sheet.append(square);
    return square;
  });
  let timer;
  const show = (index) => {
    const has = inked.has(index), row = Math.floor(index / side) + 1, column = index % side + 1;
    squares[index].setAttribute('aria-pressed', has);
    const said = has ? sheet.words.ink : sheet.words.empty;
    squares[index].setAttribute('aria-label', said.replace('{row}', row).replace('{column}', column));
  };
  const send = () => { clearTimeout(timer); timer = setTimeout(() => setStateValue('cells', [...inked]), 200); };
  const put = (index, has) => { has ? inked.add(index) : inked.delete(index); show(index); send(); };
  const go = (index) => {
    squares.forEach((square, other) => { square.tabIndex = other === index ? 0 : -1; });
    squares[index].focus();
  };
  sheet.say = () => squares.forEach((_, index) => show(index));
  sheet.say();
  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  sheet.onkeydown = (event) => {
    const index = squares.indexOf(event.target);
    if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      for (const other of [...inked]) put(other, false);
      said.textContent = sheet.words.clean;
    }
    if (!(event.key in steps)) return;
    event.preventDefault();
    const [down, right] = steps[event.key];
    const row = Math.min(side - 1, Math.max(0, Math.floor(index / side) + down));
    const column = Math.min(side - 1, Math.max(0, index % side + right));
    if (event.shiftKey) { put(index, true); put(row * side + column, true); }
    go(row * side + column);
  };
  sheet.onclick = (event) => {  // also Space and Enter, and a touch
    const index = squares.indexOf(event.target);
    if (index < 0) return;
    put(index, !inked.has(index));
    go(index);
  };
}
"""

_sheet = st.components.v2.component("inkling_sheet", html=_HTML, css=_CSS, js=_JS)


def grid() -> NDArray[np.uint8] | None:
    """Show the sheet and return the picture, uint8 (168, 168) black on white; None while no square is inked.

    Raises:
        PictureError: what the sheet sent are not its squares.
    """
    kept: list[int] = st.session_state.setdefault(session.CELLS, [])
    words = {
        "sheet": _("Sheet of 14 by 14 squares"),
        "ink": _("row {row}, column {column}, ink"),
        "empty": _("row {row}, column {column}, empty"),
        "clean": _("Sheet is clean"),
    }
    result = _sheet(
        data={"cells": kept, "words": words}, key="sheet", default={"cells": kept}, on_cells_change=lambda: None
    )
    cells = result.cells
    if not is_sheet(cells):
        raise PictureError("no-sheet", "What came from the sheet is none of it. Reload the page, and ink it anew.")
    st.session_state[session.CELLS] = cells
    if not cells:
        return None
    sheet = np.full((SIDE, SIDE), 255, np.uint8)
    sheet.flat[cells] = 0
    return np.pad(np.kron(sheet, np.ones((_ENLARGED, _ENLARGED), np.uint8)), SIDE, constant_values=255)


def is_sheet(cells: object) -> bool:
    """Tell whether this lists squares of the sheet, each by its number from 0, row by row."""
    if not isinstance(cells, list) or len(cells) > SIDE * SIDE:
        return False
    return all(type(cell) is int and 0 <= cell < SIDE * SIDE for cell in cells)
