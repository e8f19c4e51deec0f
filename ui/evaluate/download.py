"""The view "Download": all predictions as a table, and a report; both are made when they are asked for.

Knows what can be taken home. Does not know how it looks.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from model.evaluation.predictions import Predictions
from model.languages.translation import _
from model.runs.store import Run
from ui import language
from ui.evaluate.networks import Evaluated


def show(evaluated: Evaluated) -> None:
    """Show the two buttons."""
    predictions = evaluated.predictions
    version = predictions.card.fingerprint
    st.markdown(_("A row for each test picture: its label, what the network reads, and the probability of each class."))
    _offer(_("Answers (CSV)"), lambda: _table(predictions), f"answers-{version}.csv", "text/csv")
    st.markdown(
        _("One page with settings, curves, figures, matrix and worst mistakes. It opens without internet, too.")
    )
    _offer(_("Report (HTML)"), language.spoken(lambda: _report(predictions)), f"report-{version}.html", "text/html")


def _offer(label: str, make: Callable[[], str], name: str, mime: str) -> None:
    """Show a button; a redraw by the press itself would sometimes throw away what is made before it is fetched."""
    st.download_button(label, make, name, mime, key=f"evaluate-{mime}", on_click="ignore")


def _table(predictions: Predictions) -> str:
    """Return the table with the mark by which Excel knows UTF-8: without it, it garbles names such as 猫."""
    from model.evaluation.report import predictions_csv  # brings scikit-learn

    return "\ufeff" + predictions_csv(predictions)


def _report(predictions: Predictions) -> str:
    from model.evaluation.report import report_html  # brings scikit-learn

    return report_html(predictions, Run(predictions.folder).history())
