"""Commands that ask a classifier: read pictures, or measure it on its test pictures.

Knows classifiers and evaluation. Does not know training.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import numpy as np

from model.cli import faults
from model.cli.options import WRITTEN, write
from model.cli.tables import columns, right
from model.errors import ConfigError, PictureError, Words
from model.images.picture_files import LONGEST, PictureFile, read_picture
from model.inference.classifier import Classifier
from model.inference.described import described
from model.languages.joining import in_a_row
from model.languages.percent import percent
from model.languages.translation import N_, _, translated
from model.runs import store
from model.runs.store import Run
from model.storage.archives import MOST_ARRAYS, TooLargeFileError, arrays
from model.storage.files import DamagedFileError
from model.versions import published

_MOST_PICTURES = 100_000  # of an array
STATUS = {
    "digit": N_("digit"),
    "number": N_("number"),
    "class": N_("class"),
    "empty": N_("empty"),
    "unsure": N_("unsure"),
    "several": N_("several"),
    "other": N_("other"),
}


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--run", "run_id", help=_("The id of a finished run; the classifier in use when left out."))
@click.option("--number", "as_number", is_flag=True, help=_("Read each picture as a number of several digits."))
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object a picture."))
def predict(files: tuple[Path, ...], run_id: str | None, as_number: bool, as_json: bool) -> None:
    """Read the digits in pictures and photos (PNG, JPEG, WebP), or in the array `x` of an .npz file.

    `x` is uint8 of shape (n, height, width, 4) or (n, height, width). A network that reads no digits answers with its
    classes. A file that cannot be read is named, and the others are answered: exit code 1; 2 where none is.
    """
    classifier = _classifier(run_id)
    if as_number and not classifier.card.reads_digits:
        raise ConfigError(
            "no-number-of-classes",
            "This network reads no digits, so it reads no number either. Leave --number out, or choose another run.",
        )
    answered = refused = False
    for file in files:
        try:
            for index, read in enumerate(_pictures(file)):
                answer = described(classifier, read, file.suffix != ".npz", as_number)
                named = {"file": str(file), "index": index}
                click.echo(json.dumps(named | answer) if as_json else f"{file} {index}: {_in_a_line(answer)}")
                answered = True
        except PictureError as error:
            is_named = "file" in error.values
            faults.say(error if is_named else Words(N_("{path}: {reason}"), path=str(file), reason=error))
            refused = True
    if refused:
        raise SystemExit(1 if answered else 2)


def _in_a_line(answer: dict[str, Any]) -> str:
    said = [_(STATUS[answer["status"]]), answer["number"] if "number" in answer else answer["label"]]
    if answer.get("probabilities"):
        said.append(f"({percent(max(answer['probabilities']))})")
    return " ".join(str(one) for one in (*said, translated(answer.get("remark", ""))) if one not in (None, ""))


def _pictures(file: Path) -> Iterator[PictureFile]:
    """Return the drawings in an .npz file, or the picture in any other."""
    if file.is_dir():
        raise PictureError("folder-for-picture", "{file} is a folder. Name the pictures in it.", file=file)
    if file.suffix != ".npz":
        yield read_picture(file)
        return
    try:
        (x,) = arrays(file, "x")
    except FileNotFoundError as error:
        raise PictureError("no-file", "There is no file {file}.", file=file) from error
    except TooLargeFileError as error:
        raise PictureError(
            "too-large-array",
            "The arrays in {file} are more or larger than can be read at once: at most {most} MB. Give fewer pictures.",
            file=file,
            most=MOST_ARRAYS // 1_000_000,
        ) from error
    except (OSError, DamagedFileError) as error:
        raise PictureError(
            "no-array-of-pictures", "{file} cannot be read. Expected an .npz file with an array `x`.", file=file
        ) from error
    sides = x.shape[1:3]
    if (
        x.dtype != np.uint8
        or not (x.ndim == 3 or (x.ndim == 4 and x.shape[3] == 4))
        or not all(0 < side <= LONGEST for side in sides)
        or not 0 < len(x) <= _MOST_PICTURES
    ):
        raise PictureError(
            "other-array",
            "The array `x` in {file} must be uint8 of shape (n, height, width, 4) or (n, height, width): 1 to"
            " {most:,} pictures, each side 1 to {longest} px. Received: {dtype} of shape {shape}.",
            file=file,
            most=_MOST_PICTURES,
            longest=LONGEST,
            dtype=x.dtype,
            shape=x.shape,
        )
    for picture in x:
        yield PictureFile(picture, "", picture.shape[:2])


@click.command()
@click.option("--run", "run_id", help=_("The id of a finished run; the classifier in use when left out."))
@click.option("--against", metavar="ID", help=_('Compare with another finished run, or with "shipped".'))
@click.option("--damage", "corruption", metavar="KIND:STRENGTH", help=_("Damage the pictures first, such as blur:1.5."))
@click.option("--csv", "csv_file", type=WRITTEN, help=_("Write all answers into a file, as a table."))
@click.option("--report", "report_file", type=WRITTEN, help=_("Write a report into an HTML file that opens offline."))
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
def evaluate(
    run_id: str | None,
    against: str | None,
    corruption: str | None,
    csv_file: Path | None,
    report_file: Path | None,
    as_json: bool,
) -> None:
    """Measure a classifier on its test pictures: for digits, the 10,000 of MNIST."""
    from model.evaluation.metrics import compare, measure
    from model.evaluation.predictions import predictions_of
    from model.evaluation.report import predictions_csv, report_html

    predictions = predictions_of(_folder(run_id), corruption or "")
    result = measure(predictions.probabilities, predictions.labels)
    comparison = None
    if against:
        other = predictions_of(_folder(None if against == "shipped" else against, published.SHIPPED), corruption or "")
        predictions.must_fit(other)
        comparison = compare(predictions.predicted, other.predicted, predictions.labels)
    if csv_file:
        write(csv_file, lambda part: part.write_text(predictions_csv(predictions), "utf-8"))
    if report_file:
        report = report_html(predictions, Run(predictions.folder).history())
        write(report_file, lambda part: part.write_text(report, "utf-8"))
    if as_json:
        compared = {"against": {**dataclasses.asdict(comparison), "other": against}} if comparison else {}
        named = {"classifier": predictions.card.name, "damage": corruption, "classes": predictions.classes}
        click.echo(json.dumps({**named, **dataclasses.asdict(result), **compared}))
        return
    low, high = result.accuracy_interval
    sentence = _(
        "{name}: accuracy {accuracy:.2%} (95 % interval {low:.2%} to {high:.2%}), loss {loss:.4f}, calibration error"
        " {calibration_error:.4f}"
    )
    click.echo(
        sentence.format(
            name=predictions.card.title,
            accuracy=result.accuracy,
            low=low,
            high=high,
            loss=result.loss,
            calibration_error=result.calibration_error,
        )
    )
    titles = (_("class"), _("precision"), _("recall"), "F1", _("pictures"))
    wide = max(map(columns, (titles[0], *predictions.classes)))
    click.echo("".join(right(title, most) for title, most in zip(titles, (wide, 11, 8, 8, 10), strict=True)))
    for name, row in zip(predictions.classes, result.per_class, strict=True):
        click.echo(
            f"{right(name, wide)}{row['precision']:>11.2%}{row['recall']:>8.2%}{row['f1']:>8.2%}{row['support']:>10,}"
        )
    if comparison:
        sentence = _(
            "Against {other}: both right {both:,}, only this one {only_this:,}, only the other {only_other:,}, neither"
            " {neither:,}."
        )
        counted = sentence.format(
            other=against,
            both=comparison.both,
            only_this=comparison.only_first,
            only_other=comparison.only_second,
            neither=comparison.neither,
        )
        click.echo(in_a_row(counted, comparison.in_words()))


def _folder(run_id: str | None, otherwise: Path | None = None) -> Path:
    """Return the folder of a run; without one, another folder, or that of the classifier in use."""
    return store.find(run_id).folder if run_id else otherwise or published.current()


def _classifier(run_id: str | None) -> Classifier:
    """Return the classifier of a run; without one, that in use."""
    return Classifier.load(_folder(run_id))
