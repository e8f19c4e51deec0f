"""What can be taken home of an evaluation: a table of all answers, and a report that opens offline.

Knows answers and figures, and the history of the run. Does not know pages; how the report looks is in `report.html`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from model import mistakes
from model.answers import Answers, config_of
from model.evaluation import measure
from model.pictures import data_uri
from model.runs import Run

_WORST = 24  # mistakes that the report shows
_WIDTH, _HEIGHT = 480, 200  # of a curve, px


def answers_csv(answers: Answers) -> str:
    """Return a CSV, a row for each picture: index, label, prediction, and the probability (0 to 1) of each class."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["index", "label", "prediction", *(f"probability of {name}" for name in answers.classes)])
    for index, (label, read, shares) in enumerate(
        zip(answers.labels, answers.labels_read, answers.probabilities, strict=True)
    ):
        row = (f"{share:.6g}" for share in shares)
        table.writerow([index, answers.classes[label], answers.classes[read], *row])
    return text.getvalue()


def report_html(answers: Answers) -> str:
    """Return the report as one HTML page that needs no other file: every text is escaped, pictures lie inside.

    Raises:
        ClassifierError: nothing says how the classifier was trained.
    """
    result = measure(answers.probabilities, answers.labels)
    history = Run(answers.folder).history()
    worst = mistakes.confidently_wrong(answers.probabilities, answers.labels)[:_WORST]
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("report.html").render(
        answers=answers,
        result=result,
        confusions=[one.in_words(answers.classes) for one in mistakes.confusions(result.confusion)],
        settings=config_of(answers.folder, answers.card).to_dict(),
        curves=[_curve(metric, history) for metric in ("loss", "accuracy")] if len(history) > 1 else [],
        size=(_WIDTH, _HEIGHT),
        worst=[
            {
                "uri": data_uri(picture[..., 0] if picture.shape[2] == 1 else picture),
                "index": int(index),
                "label": answers.classes[answers.labels[index]],
                "read": answers.classes[answers.labels_read[index]],
                "sure": float(answers.probabilities[index].max()),
            }
            for index in worst
            for picture in [answers.pictures.x[index]]
        ],
    )


def _curve(metric: str, history: Sequence[dict[str, float]]) -> dict[str, object]:
    """Return the points of training and validation, in px, and the lowest and highest value."""
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
    return {"metric": metric, "low": low, "high": high, "epochs": len(history), "lines": lines}
