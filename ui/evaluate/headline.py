"""What the page opens with: how many test pictures are read wrong, and how far that figure can be trusted.

Knows figures. Does not know the views.
"""

from __future__ import annotations

import streamlit as st

from ui import glossary
from ui.evaluate.networks import Evaluated


def show(evaluated: Evaluated) -> None:
    """Show the two lines."""
    figures, predictions = evaluated.figures, evaluated.predictions
    low, high = figures.accuracy_interval
    with st.container(key="evaluate-headline"):
        st.title(f"{predictions.wrong:,} of {len(predictions.labels):,} wrong", anchor=False)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"**{figures.accuracy:.2%} right.** On other pictures like these, most likely {low:.2%} to {high:.2%}"
                " (95 % interval).",
                width="content",
            )
            glossary.terms("accuracy", "interval")
