"""What can be taken home of an evaluation: a table of all answers.

Knows answers. Does not know figures or pages.
"""

from __future__ import annotations

import csv
import io

from model.answers import Answers


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
