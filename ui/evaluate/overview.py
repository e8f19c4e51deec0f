"""The view "Overview": accuracy, loss, calibration, what is confused most, and the figures of each class.

Knows figures. Does not know where predictions come from.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from model.evaluation import mistakes
from model.evaluation.predictions import Predictions
from ui.evaluate.networks import Evaluated
from ui.text import plain


def show(evaluated: Evaluated) -> None:
    """Show the figures."""
    from model.evaluation.metrics import Evaluation, measure  # brings scikit-learn

    predictions = evaluated.predictions
    result: Evaluation = measure(predictions.probabilities, predictions.labels)
    low, high = result.accuracy_interval
    accuracy, loss, calibration = st.columns(3)
    accuracy.metric("Accuracy", f"{result.accuracy:.2%}")
    accuracy.caption(f"95 % interval: {low:.2%} to {high:.2%}, of {len(predictions.labels):,} test pictures.")
    loss.metric("Loss", f"{result.loss:.4f}")
    calibration.metric("Calibration error", f"{result.calibration_error:.4f}", help="0: as sure as it is right.")
    _show_confusions(predictions, result.confusion)
    st.subheader("Each class", anchor=False)
    rows = [_row(plain(predictions.classes[int(each["label"])]), each) for each in result.per_class]
    for average, figures in result.averages.items():
        rows.append(_row(f"average ({average})", {**figures, "support": len(predictions.labels)}))
    st.table(rows)


def _show_confusions(predictions: Predictions, confusion: list[list[int]]) -> None:
    st.subheader("What is confused most", anchor=False)
    classes = [plain(name) for name in predictions.classes]
    found = [f"- {one.in_words(classes)}" for one in mistakes.confusions(confusion)]
    st.markdown("\n".join(found) or "Nothing is confused.")


def _row(name: str, figures: Mapping[str, float]) -> dict[str, str]:
    return {
        "Class": name,
        "Precision": f"{figures['precision']:.2%}",
        "Recall": f"{figures['recall']:.2%}",
        "F1": f"{figures['f1']:.2%}",
        "Pictures": f"{figures['support']:,}",
    }
