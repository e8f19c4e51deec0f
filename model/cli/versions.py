"""Commands about versions: list them, let one answer the class, go back, name one.

Knows versions. Does not know how a classifier is trained.
"""

from __future__ import annotations

import json
from typing import Any

import click

from model.cli.options import VERSION
from model.cli.tables import left, right
from model.inference.card import read_card
from model.languages.translation import _
from model.people.visitor import TEACHER
from model.versions import actions, published, registry
from model.versions.registry import Version


@click.group("versions", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON array."))
@click.pass_context
def versions(context: click.Context, as_json: bool) -> None:
    """List the networks that may answer, newest first, or say which one does."""
    if context.invoked_subcommand:
        return
    current, found = published.current(), registry.all_versions()
    if as_json:
        click.echo(json.dumps([_described(each, each.folder == current) for each in found]))
        return
    wide = len(str(found[0].number)) if found else 1
    for each in found:
        mark, name = "*" if each.folder == current else " ", left(_name(each), 28)
        click.echo(f"{mark} {right(str(each.number), wide)}  {name}  {_figures(each)}".rstrip())


@versions.command()
@click.argument("number", type=VERSION)
def publish(number: int) -> None:
    """Let the network of that number answer the class."""
    actions.publish(number, TEACHER)
    _say_present()


@versions.command()
def back() -> None:
    """Let the network answer the class that did before."""
    actions.go_back(TEACHER)
    _say_present()


@versions.command()
def shipped() -> None:
    """Let Inkling's own network answer the class."""
    actions.pin_shipped(TEACHER)
    _say_present()


@versions.command("name")
@click.argument("number", type=VERSION)
@click.argument("name")
def rename(number: int, name: str) -> None:
    """Call a network something; with "" by what it was called before."""
    actions.rename(number, name, TEACHER)


def _say_present() -> None:
    version = registry.of(published.current())
    if version:
        click.echo(_("{number} · {name} answers the class.").format(number=version.number, name=_name(version)))


def _name(version: Version) -> str:
    return version.name or read_card(version.folder).title


def _figures(version: Version) -> str:
    """Return its figures as people read them."""
    said = []
    match version.figures.get("mnist"):
        case [int(right), int(total)]:
            said.append(_("MNIST: {share} right").format(share=_share(right, total)))
    match version.figures.get("class"):
        case {"right": int(right), "total": int(total)}:
            said.append(_("class: {share} right").format(share=_share(right, total)))
    return " · ".join(said)


def _share(right: int, total: int) -> str:
    return _("{right:,} of {all:,}").format(right=right, all=total)


def _described(version: Version, is_current: bool) -> dict[str, Any]:
    """Return all of a version as JSON says it: in English, whoever reads."""
    return {
        "number": version.number,
        "name": version.name or read_card(version.folder).name,
        "answers": is_current,
        "notes": version.notes,
        "folder": str(version.folder),
        "created": version.created.isoformat(),
        "base": version.base,
        "export": version.export,
        "samples": version.samples,
        "writers": version.writers,
        "figures": dict(version.figures),
    }
