"""What the page opens with: how many test pictures are read wrong, and how far that figure can be trusted.

Knows figures. Does not know the views.
"""

from __future__ import annotations

import streamlit as st

from model.languages.translation import _
from ui import glossary
from ui.evaluate.networks import Evaluated


def show(evaluated: Evaluated) -> None:
    """Show the two lines."""
    figures, predictions = evaluated.figures, evaluated.predictions
    low, high = figures.accuracy_interval
    with st.container(key="evaluate-headline"):
        said = _("{wrong:,} of {pictures:,} wrong").format(wrong=predictions.wrong, pictures=len(predictions.labels))
        st.title(said, anchor=False)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                _(
                    "**{accuracy:.2%} right.** On other pictures like these, most likely {low:.2%} to {high:.2%}"
                    " (95 % interval)."
                ).format(accuracy=figures.accuracy, low=low, high=high),
                width="content",
            )
            glossary.terms("accuracy", "interval")
