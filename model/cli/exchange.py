"""Commands that take networks home and bring them back, and what they let a process of its own do.

Knows versions, runs and the forms of networks. Does not know how a form is made.
"""

from __future__ import annotations

from pathlib import Path

import click

from model.cli.options import VERSION, WRITTEN, write
from model.errors import ConfigError
from model.exchange import actions, formats, unpacking
from model.languages.translation import _
from model.people.visitor import TEACHER
from model.runs import store
from model.versions import registry

_READ = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("network")
@click.argument("file", type=WRITTEN)
@click.option(
    "--as", "form", type=click.Choice(tuple(formats.FORMATS)), required=True, help=_("The form that FILE is to have.")
)
def export(network: str, file: Path, form: str) -> None:
    """Take NETWORK home: a version by its number, or a finished run by its id; written into FILE.

    Beside LiteRT, ONNX and SavedModel lie a card and a script of ten lines that uses them, all in one zip. An Inkling
    file is for `import` on another computer.
    """
    chosen = formats.FORMATS[form]
    if missing := chosen.missing():
        raise ConfigError("format-needs-more", "{fault}", fault=missing)
    number = VERSION(network) if network.isdecimal() else None
    folder = store.find(network).folder if number is None else registry.find(number).folder
    content = chosen.make(folder)
    write(file, lambda part: part.write_bytes(content))
    click.echo(_("Written: {file}").format(file=file))


@click.command("import")
@click.argument("file", type=_READ)
def import_file(file: Path) -> None:
    """Rebuild the network in an Inkling FILE: it is a version here from then on, and answers when it is let."""
    with file.open("rb") as opened:
        content = opened.read(unpacking.MOST_BYTES + 1)
    version = actions.take_in(content, TEACHER)
    right, total = version.figures["mnist"]
    said = _(
        "Version {number} is here. It reads {right:,} of the {total:,} test pictures of MNIST right: measured here."
    )
    click.echo(said.format(number=version.number, right=right, total=total))


@click.command("write-form", hidden=True)
@click.argument("folder", type=_FOLDER)
@click.argument("file", type=WRITTEN)
@click.option("--as", "form", required=True)
def write_form(folder: Path, file: Path, form: str) -> None:
    """Write the zip that `export` and the pages hand out; they call this by themselves."""
    from model.exchange import conversion

    conversion.write(folder, form, file)


@click.command(hidden=True)
@click.argument("folder", type=_FOLDER)
def rebuild(folder: Path) -> None:
    """Make a classifier of what `import` and the pages have checked; they call this by themselves."""
    from model.exchange.rebuilding import rebuild as rebuilt

    rebuilt(folder)
