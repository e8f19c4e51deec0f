"""The view "How sure": what becomes of the answers when only sure ones are given, and whether confidence is honest.

Knows probabilities. Does not know where they come from.
"""

from __future__ import annotations

import numpy as np
import streamlit as st

from model.languages.translation import _
from ui import charts, glossary, layout
from ui.evaluate.charts import calibration
from ui.evaluate.networks import Evaluated


def show(evaluated: Evaluated) -> None:
    """Let a threshold be chosen, and show the answers that are left."""
    from model.evaluation.calibration import reliability, threshold_curve  # brings SciPy's optimizers

    probabilities, labels = evaluated.predictions.probabilities, evaluated.predictions.labels
    threshold, honest = st.columns([2, 3], gap="medium")
    with threshold:
        least = st.slider(
            _("Answer only when at least this sure"), 0.0, 1.0, 0.9, 0.01, format="percent", key="confidence-least"
        )
        (row,) = threshold_curve(probabilities, labels, np.array([least]))
        with st.container(horizontal=True):
            st.metric(_("Answered"), f"{row['answered']:.2%}", width="content")
            right = f"{row['right']:.2%}" if row["answered"] else "–"
            st.metric(_("Right among the answers"), right, width="content")
        st.markdown(_("{wrong:,.0f} of the answers are wrong.").format(wrong=row["wrong"]))
    with honest:
        st.subheader(_("Is it as right as it is sure?"), anchor=False)
        st.markdown(
            _(
                "On the dashed line, of all answers that are 80% sure, 80% are right. **Below** it, the network is too"
                " sure: it is right less often than it says. **Above** it, it is too modest: right more often than it"
                " says."
            )
        )
        chart = calibration(reliability(probabilities, labels))
        st.altair_chart(charts.sized(chart, layout.is_big()), width="stretch")
        glossary.terms("calibration", "probability")
