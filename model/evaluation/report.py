"""What can be taken home of an evaluation: a table of all predictions, and a report that opens offline.

Knows predictions and figures; the history of the run is given to it. Does not know pages; how the report looks is in
`report.html`, what it says in `report_words`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from model.config import SETTINGS, config_of
from model.evaluation import mistakes, report_words
from model.evaluation.metrics import AVERAGES, measure
from model.evaluation.predictions import Predictions
from model.images.picture_files import data_uri
from model.languages.translation import _, language

_WORST = 24  # mistakes that the report shows
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes what begins so for a formula
_WIDTH, _HEIGHT = 480, 200  # of a curve, px


def predictions_csv(predictions: Predictions) -> str:
    """Return a CSV, a row for each picture: number, label, prediction, and the probability (0 to 1) of each class.

    Pictures are counted from 1, as on the pages and in the report. No name can be taken for a formula.
    """
    text = io.StringIO()
    columns = [f"probability of {name}" for name in predictions.classes]
    names = [f"'{name}" if name.startswith(_FORMULA) else name for name in predictions.classes]
    table = csv.DictWriter(text, ["test picture", "label", "prediction", *columns], lineterminator="\n")
    table.writeheader()
    for number, (label, predicted, probabilities) in enumerate(
        zip(predictions.labels, predictions.predicted, predictions.probabilities, strict=True), 1
    ):
        table.writerow(
            {
                "test picture": number,
                "label": names[label],
                "prediction": names[predicted],
                **{name: f"{value:.6g}" for name, value in zip(columns, probabilities, strict=True)},
            }
        )
    return text.getvalue()


def report_html(predictions: Predictions, history: Sequence[Mapping[str, float]]) -> str:
    """Return the report as one HTML page that needs no other file: every text is escaped, pictures lie inside.

    Args:
        predictions: of the classifier.
        history: the epochs of its training, where they are known.

    Raises:
        ClassifierError: nothing says how the classifier was trained.
    """
    result = measure(predictions.probabilities, predictions.labels)
    worst = mistakes.confidently_wrong(predictions.probabilities, predictions.labels)[:_WORST]
    settings = config_of(predictions.folder, predictions.card).to_dict()
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("report.html").render(
        predictions=predictions,
        result=result,
        said=report_words.of(predictions, result),
        language=language().replace("_", "-"),
        confusions=[one.in_words(predictions.classes) for one in mistakes.confusions(result.confusion)],
        settings=[(_(SETTINGS[name].title), value) for name, value in settings.items()],
        averages={_(AVERAGES[name]): row for name, row in result.averages.items()},
        curves=[_curve(metric, history) for metric in ("loss", "accuracy")] if len(history) > 1 else [],
        size=(_WIDTH, _HEIGHT),
        worst=[
            {
                "uri": data_uri(predictions.pictures.pixels[index]),
                "said": report_words.of_mistake(predictions, int(index)),
            }
            for index in worst
        ],
    )


def _curve(metric: str, history: Sequence[Mapping[str, float]]) -> dict[str, object]:
    """Return the points of training and validation, in px, and what is said of them."""
    names = {"training": metric, "validation": f"val_{metric}"}
    rows = {of: [row[name] for row in history if name in row] for of, name in names.items()}
    values = [value for line in rows.values() for value in line]
    low, high = min(values), max(values)
    lines = {
        of: " ".join(
            f"{_WIDTH * at / (len(line) - 1):.1f},{_HEIGHT * (high - value) / ((high - low) or 1):.1f}"
            for at, value in enumerate(line)
        )
        for of, line in rows.items()
        if len(line) > 1
    }
    return report_words.of_curve(metric, len(history), low, high) | {"lines": lines}
