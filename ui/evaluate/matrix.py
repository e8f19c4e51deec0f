"""The view "Matrix": how many pictures of each class are read as each class, and those of the cell that is clicked.

Knows predictions. Does not know how a picture of them is shown.
"""

from __future__ import annotations

import streamlit as st

from model.evaluation import mistakes
from ui import session
from ui.evaluate import charts, examples_view
from ui.evaluate.networks import Evaluated


def show(evaluated: Evaluated) -> None:
    """Show the matrix, and the pictures of one cell."""
    from model.evaluation.metrics import measure  # brings scikit-learn

    predictions = evaluated.predictions
    matrix = measure(predictions.probabilities, predictions.labels).confusion
    classes = predictions.classes
    labels = range(len(classes))
    if st.session_state.get(session.TRUE) not in labels or st.session_state.get(session.PREDICTED) not in labels:
        worst = next(iter(mistakes.confusions(matrix)), None)
        st.session_state[session.TRUE] = worst.true if worst else 0
        st.session_state[session.PREDICTED] = worst.predicted if worst else 0
    chosen = st.session_state[session.TRUE], st.session_state[session.PREDICTED]
    st.caption(
        "A row: all pictures with one label. Blue is read right, orange wrong. Click a cell to see its pictures."
    )
    st.altair_chart(
        charts.confusion_matrix(matrix, classes, chosen),
        on_select=_choose_cell,
        key=session.MATRIX,
        width="stretch",
    )
    with st.container(horizontal=True):
        st.selectbox("Label", labels, format_func=classes.__getitem__, key=session.TRUE, width=200)
        st.selectbox("Read as", labels, format_func=classes.__getitem__, key=session.PREDICTED, width=200)
    examples_view.show_pictures(predictions, mistakes.cell(predictions.probabilities, predictions.labels, *chosen))


def _choose_cell() -> None:
    """Choose the label and the prediction of the cell that was clicked; `show` looks whether there are such classes."""
    match st.session_state[session.MATRIX]:
        case {"selection": {charts.CELL: [*_, {"true": int() as true, "predicted": int() as predicted}]}}:
            st.session_state[session.TRUE], st.session_state[session.PREDICTED] = true, predicted
