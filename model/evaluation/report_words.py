"""What a report says, in the reader's language.

Knows sentences and the figures in them. Does not know how the report looks: see `report.html`.
"""

from __future__ import annotations

from markupsafe import Markup, escape

from model.evaluation.metrics import Evaluation
from model.evaluation.predictions import Predictions
from model.languages.percent import percent
from model.languages.translation import N_, _

_SENTENCES = {
    "settings": N_("Settings"),
    "curves": N_("Curves"),
    "no_curves": N_("There are no curves: of this network's training, fewer than two epochs are recorded here."),
    "training": N_("training"),
    "validation": N_("validation"),
    "matrix": N_("Confusion matrix"),
    "rows_and_columns": N_("A row: all pictures with one label. A column: all that are read as one class."),
    "no_confusions": N_("Nothing is confused."),
    "precision_and_recall": N_("Precision and recall"),
    "worst": N_("Worst mistakes"),
    "surest_first": N_("Read wrong, the surest first."),
    "no_mistakes": N_("There are none."),
}
_COLUMNS = (N_("Class"), N_("Precision"), N_("Recall"), N_("F1"), N_("Pictures"))
_CURVES = {"loss": N_("Loss over {epochs} epochs"), "accuracy": N_("Accuracy over {epochs} epochs")}


def of(predictions: Predictions, result: Evaluation) -> dict[str, object]:
    """Return headings and sentences by their names: of a report about predictions and their figures."""
    return {
        **{name: _(sentence) for name, sentence in _SENTENCES.items()},
        "columns": [_(name) for name in _COLUMNS],
        "title": _("{name}: report").format(name=predictions.name),
        "figures": _figures(predictions, result),
        "fingerprints": _fingerprints(predictions),
    }


def of_curve(metric: str, epochs: int, low: float, high: float) -> dict[str, object]:
    """Return title and range of the curve of "loss" or "accuracy", whose values go from low to high."""
    title = _(_CURVES[metric]).format(epochs=epochs)
    return {"title": title, "range": _("from {low:.4f} (bottom) to {high:.4f} (top)").format(low=low, high=high)}


def of_mistake(predictions: Predictions, index: int) -> str:
    """Return what is said below the picture of that index."""
    return _("{label}, read as {read} ({sure}), test picture {number:,}").format(
        label=predictions.classes[predictions.labels[index]],
        read=predictions.classes[predictions.predicted[index]],
        sure=percent(float(predictions.probabilities[index].max())),
        number=index + 1,
    )


def _figures(predictions: Predictions, result: Evaluation) -> Markup:
    """Return how many pictures are read right, and how well, as HTML."""
    if predictions.corruption:
        said = _(
            "{right} of {pictures:,} test pictures, damaged first ({damage}); 95 % interval {low:.2%} to {high:.2%}."
            " Loss {loss:.4f}, calibration error {error:.4f}."
        )
    else:
        said = _(
            "{right} of {pictures:,} test pictures; 95 % interval {low:.2%} to {high:.2%}."
            " Loss {loss:.4f}, calibration error {error:.4f}."
        )
    low, high = result.accuracy_interval
    return escape(said).format(
        right=Markup("<b>{}</b>").format(_("{accuracy:.2%} right").format(accuracy=result.accuracy)),
        pictures=len(predictions.labels),
        damage=predictions.corruption,
        low=low,
        high=high,
        loss=result.loss,
        error=result.calibration_error,
    )


def _fingerprints(predictions: Predictions) -> Markup:
    said = _("Version {version}, test data {data}: fingerprints (SHA-256) of the network's file and of the pictures.")
    return escape(said).format(
        version=_code(predictions.card.fingerprint), data=_code(predictions.pictures.fingerprint)
    )


def _code(text: str) -> Markup:
    return Markup("<code>{}</code>").format(text)
