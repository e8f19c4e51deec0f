"""All that the pages do, without a browser: `python -m model --help`."""

from __future__ import annotations

import dataclasses
import json
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import numpy as np
from numpy.typing import NDArray

from model import runs, versions
from model.config import LOSSES, NETWORK_NAMES, OPTIMIZERS, PRESETS, SCHEDULES, TrainingConfig, home
from model.errors import InklingError, PictureError
from model.files import NPZ_FAULTS

if TYPE_CHECKING:
    from model.classifier import Classifier, NumberReading, Reading

# TensorFlow takes seconds to import: the commands that need it import it.


@click.group(no_args_is_help=False)
def cli() -> None:
    """Train and use Inkling's digit classifiers."""


@cli.command()
def networks() -> None:
    """List the networks, their layers and the settings they are known for."""
    from model.networks import NETWORKS, build, summary

    for name in NETWORKS:
        preset, rows = PRESETS[name], summary(build(name))
        click.echo(f"{name}: {NETWORKS[name].__doc__}")
        for row in rows:
            click.echo(f"  {row.layer:34}{row.output_shape:>14}{row.parameters:>10,}")
        click.echo(f"  {'parameters':48}{sum(row.parameters for row in rows):>10,}")
        click.echo(
            f"  {OPTIMIZERS[preset.optimizer]} {preset.learning_rate} ({preset.schedule}), {preset.loss},"
            f" batch {preset.batch_size}, {preset.epochs} epochs\n"
        )


@cli.command()
@click.option("--network", type=click.Choice(NETWORK_NAMES), help="The network; the other settings default to its own.")
@click.option("--optimizer", type=click.Choice(tuple(OPTIMIZERS)))
@click.option("--learning-rate", type=float)
@click.option("--schedule", type=click.Choice(SCHEDULES))
@click.option("--loss", type=click.Choice(LOSSES))
@click.option("--batch-size", type=int)
@click.option("--epochs", type=int)
@click.option("--share", type=float, help="Share of the training data, more than 0 and at most 1.")
@click.option("--validation-split", type=float, help="Share kept apart for validation, 0 to 0.5.")
@click.option("--seed", type=int)
@click.option(
    "--strokes",
    type=click.Path(exists=True, dir_okay=False, resolve_path=True),
    help="Pen strokes to train on as well, for the network `shipped`.",
)
@click.option(
    "--teacher",
    "teachers",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, resolve_path=True),
    help="Folder of a classifier to learn from as well; can be given several times.",
)
@click.option("--run", "folder", type=click.Path(path_type=Path), help="Do, or go on with, the run in this folder.")
@click.option("--save-to", type=click.Path(path_type=Path), help="Copy the classifier and its card to this folder.")
def train(folder: Path | None, save_to: Path | None, **settings: Any) -> None:
    """Train a network, and keep the run below INKLING_HOME (else var/)."""
    given = {name: value for name, value in settings.items() if value not in (None, ())}
    if folder and given:
        raise click.UsageError("--run takes its settings from the folder; leave the other options out.")
    run = _described_run(folder) if folder else runs.create(_config(given), at_once=True)
    run.config()  # a folder that describes no training is said before TensorFlow is loaded
    from model.execution import EpochLines, TerminalBar, execute

    for wish in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wish, lambda *_: (run.folder / "stop").touch())
    state = execute(run, [TerminalBar() if sys.stdout.isatty() else EpochLines(click.echo)])
    if state.status == "failed":
        raise SystemExit(f"Error: {state.message}")
    card = run.card() or {}
    figures = card.get("figures", {})
    click.echo(f"{state.status}: {run.folder}  test accuracy {figures.get('test_accuracy', 0):.2%}")
    if save_to:
        save_to.mkdir(parents=True, exist_ok=True)
        for name in ("classifier.keras", "card.json"):
            shutil.copyfile(run.folder / name, save_to / name)


def _described_run(folder: Path) -> runs.Run:
    """Return the run in a folder, which may also be named as seen from INKLING_HOME: `runs/ID`."""
    return runs.Run(next((place for place in (folder, home() / folder) if place.is_dir()), folder))


def _config(given: dict[str, Any]) -> TrainingConfig:
    return PRESETS[given.get("network", "two-conv")].replace(**given)


@cli.command("runs")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
def list_runs(as_json: bool) -> None:
    """List the runs, newest first."""
    described = [_described(run) for run in runs.all_runs()]
    if as_json:
        click.echo(json.dumps(described))
        return
    for run in described:
        accuracy = run["figures"].get("test_accuracy")
        result = f"test accuracy {accuracy:.2%}" if accuracy is not None else run["message"]
        click.echo(f"{run['id']}  {run['status']:9}  epochs {run['epochs_done']}  {result}")


def _described(run: runs.Run) -> dict[str, Any]:
    state, card = run.state(), run.card() or {}
    try:
        config = dataclasses.asdict(run.config())
    except InklingError as error:
        return {"id": run.id, "folder": str(run.folder), "status": "failed", "message": str(error), "config": None,
                "epochs_done": 0, "process": 0, "figures": {}}  # fmt: skip
    return {
        "id": run.id,
        "folder": str(run.folder),
        "status": state.status,
        "message": state.message,
        "config": config,
        "epochs_done": len(run.history()),
        "process": state.process,
        "figures": card.get("figures", {}),
    }


@cli.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--run", "run_id", help="The id of a finished run; the classifier in use when left out.")
@click.option("--number", "as_number", is_flag=True, help="Read each picture as a number of several digits.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a picture.")
def predict(files: tuple[Path, ...], run_id: str | None, as_number: bool, as_json: bool) -> None:
    """Read the digits in pictures and photos (PNG, JPEG, WebP), or in the array `x` of an .npz file.

    `x` is uint8 of shape (n, height, width, 4) or (n, height, width).
    """
    from model.preprocessing import ink_of

    pictures = [(str(file), index, picture) for file in files for index, picture in enumerate(_pictures(file))]
    classifier = _classifier(run_id)
    for file, index, picture in pictures:
        if as_number:
            described = _number(classifier.read_number(ink_of(picture)))
        elif file.endswith(".npz"):
            described = _digit(classifier.read(picture))
        else:
            described = _digit(classifier.as_one_digit(picture, classifier.read_number(picture))[1])
        if as_json:
            click.echo(json.dumps({"file": file, "index": index, **described}))
        else:
            click.echo(f"{file} {index}: {_in_a_line(described)}")


def _digit(reading: Reading) -> dict[str, Any]:
    shares = None if reading.probabilities is None else [float(share) for share in reading.probabilities]
    return {"status": reading.status, "label": reading.label, "probabilities": shares}


def _number(number: NumberReading) -> dict[str, Any]:
    digits = [{"box": part.box._asdict(), **_digit(reading)} for part, reading in number.digits]
    return {"status": number.status, "number": number.text, "digits": digits}


def _in_a_line(described: dict[str, Any]) -> str:
    if "number" in described:
        return f"{described['status']} {described['number']}".rstrip()
    if described["label"] is None:
        return str(described["status"])
    return f"{described['status']} {described['label']} ({described['probabilities'][described['label']]:.1%})"


def _pictures(file: Path) -> Iterator[NDArray[np.uint8]]:
    """Return the drawings in an .npz file, or the ink of the photo in any other."""
    if file.suffix != ".npz":
        from model.photos import find_ink
        from model.pictures import read_picture

        yield find_ink(read_picture(file).picture).ink
        return
    try:
        with np.load(file, allow_pickle=False) as archive:
            x = archive["x"]
    except FileNotFoundError as error:
        raise PictureError(f"There is no file {file}.") from error
    except NPZ_FAULTS as error:
        raise PictureError(f"{file} cannot be read. Expected an .npz file with an array `x`.") from error
    if x.dtype != np.uint8 or not (x.ndim == 3 or (x.ndim == 4 and x.shape[3] == 4)):
        raise PictureError(
            f"The array `x` in {file} must be uint8 of shape (n, height, width, 4) or (n, height, width)."
            f" Received: {x.dtype} of shape {x.shape}."
        )
    yield from x


@cli.command()
@click.option("--run", "run_id", help="The id of a finished run; the classifier in use when left out.")
@click.option("--against", metavar="ID", help='Compare with another finished run, or with "shipped".')
@click.option("--damage", metavar="KIND:STRENGTH", help="Damage the pictures first, such as blur:1.5.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def evaluate(run_id: str | None, against: str | None, damage: str | None, as_json: bool) -> None:
    """Measure a classifier on the 10,000 test pictures of MNIST."""
    from model.datasets import mnist_test
    from model.evaluation import compare, measure

    images, labels = mnist_test().images(), mnist_test().y
    if damage:
        images = _damaged(images, damage)
    classifier = _classifier(run_id)
    probabilities = classifier.probabilities(images)
    result = measure(probabilities, labels)
    comparison = None
    if against:
        other = _classifier(None if against == "shipped" else against, versions.SHIPPED)
        answers = other.probabilities(images).argmax(axis=1)
        comparison = compare(probabilities.argmax(axis=1), answers, labels)
    if as_json:
        compared = {"against": {**dataclasses.asdict(comparison), "other": against}} if comparison else {}
        click.echo(
            json.dumps(
                {"classifier": classifier.card.get("name"), "damage": damage, **dataclasses.asdict(result), **compared}
            )
        )
        return
    low, high = result.accuracy_interval
    click.echo(f"{classifier.card.get('name')}: accuracy {result.accuracy:.2%} (95 % interval {low:.2%} to {high:.2%}),"
               f" loss {result.loss:.4f}, calibration error {result.calibration_error:.4f}")  # fmt: skip
    click.echo("digit  precision  recall      F1  pictures")
    for row in result.per_class:
        click.echo(
            f"{row['label']:>5}{row['precision']:>11.2%}{row['recall']:>8.2%}{row['f1']:>8.2%}{row['support']:>10,}"
        )
    if comparison:
        click.echo(
            f"Against {against}: both right {comparison.both:,}, only this one {comparison.only_first:,},"
            f" only the other {comparison.only_second:,}, neither {comparison.neither:,}. {comparison.in_words()}"
        )


def _damaged(images: NDArray[np.float32], asked: str) -> NDArray[np.float32]:
    from model.damage import KINDS, damaged

    kind, _, strength = asked.partition(":")
    try:
        return damaged(images, kind, float(strength))
    except ValueError as error:
        kinds = ", ".join(KINDS)
        raise click.UsageError(f"--damage must be KIND:STRENGTH, such as blur:1.5. The kinds are: {kinds}.") from error


def _classifier(run_id: str | None, otherwise: Path | None = None) -> Classifier:
    """Return the classifier of a run; without one, that of another folder, or the one in use."""
    from model.classifier import Classifier

    return Classifier.load(runs.find(run_id).folder if run_id else otherwise or versions.current())


@cli.command("fetch-mnist")
def fetch_mnist() -> None:
    """Download MNIST again, when model/data/mnist.npz was lost."""
    from model import datasets

    datasets.fetch_mnist()
    click.echo(f"Written: {datasets.MNIST_PATH}")


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; bad input is one sentence and exit code 2."""
    try:
        cli.main(arguments, prog_name="python -m model", standalone_mode=False)
    except click.ClickException as error:
        click.echo(f"Error: {error.format_message()}", err=True)
        sys.exit(2)
    except InklingError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)
    except click.Abort:
        sys.exit(130)


if __name__ == "__main__":
    main()
