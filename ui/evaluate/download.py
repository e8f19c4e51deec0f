"""The view "Download": all predictions as a table, and a report; both are made when they are asked for.

Knows what can be taken home. Does not know how it looks.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from model.evaluation.predictions import Predictions
from model.languages.translation import _, language, speaking
from model.runs.store import Run
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
    mine = language()  # what makes the report knows no visitor
    _offer(_("Report (HTML)"), lambda: _report(predictions, mine), f"report-{version}.html", "text/html")


def _offer(label: str, make: Callable[[], str], name: str, mime: str) -> None:
    """Show a button; a redraw by the press itself would sometimes throw away what is made before it is fetched."""
    st.download_button(label, make, name, mime, key=f"evaluate-{mime}", on_click="ignore")


def _table(predictions: Predictions) -> str:
    from model.evaluation.report import predictions_csv  # brings scikit-learn

    return predictions_csv(predictions)


def _report(predictions: Predictions, chosen: str) -> str:
    from model.evaluation.report import report_html  # brings scikit-learn

    with speaking(chosen):
        return report_html(predictions, Run(predictions.folder).history())
