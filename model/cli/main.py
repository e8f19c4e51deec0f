"""The commands by name, and what bad input comes to: one sentence and exit code 2."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import NoReturn

import click

from model.cli import answering, exchange, faults, helps, runs, samples, teaching, training, upkeep, versions
from model.errors import InklingError, Words
from model.languages.translation import N_
from model.storage.home_version import open_home

COMMANDS = (
    training.networks, training.train, training.race, training.crossvalidate, training.script,
    teaching.teach,
    runs.list_runs, runs.stop, runs.pause, runs.resume, runs.places, runs.work,
    answering.predict, answering.evaluate,
    samples.samples,
    versions.versions,
    exchange.export, exchange.import_file, exchange.write_form, exchange.rebuild,
    upkeep.convert, upkeep.index, upkeep.augment, upkeep.fetch_cifar10, upkeep.fetch_mnist, upkeep.passcode,
)  # fmt: skip


@click.group(no_args_is_help=False)
def cli() -> None:
    """Train and use Inkling's digit classifiers."""
    open_home()


for command in COMMANDS:
    cli.add_command(command)
for command in helps.within(cli):
    helps.translate(command)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; bad input is one sentence and exit code 2."""
    helps.let_click_speak()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # where what it goes to cannot write a sign: Windows, into a file
    try:
        cli.main(arguments, prog_name="python -m model", standalone_mode=False)
    except click.ClickException as error:
        _end(Words(N_("{fault}"), fault=error.format_message().replace("\n\t", " ")), 2)  # click lists choices so
    except InklingError as error:
        _end(error, 2)
    except OSError as error:  # the disk is full, or may not be written to
        _end(Words(N_("A file could not be read or written: {fault}. Free some disk."), fault=error), 1)
    except click.Abort:
        sys.exit(130)


def _end(fault: InklingError | Words, code: int) -> NoReturn:
    faults.say(fault)
    sys.exit(code)
