"""What `--help` says: the docstring of a command and the words of click, in the language of who types.

Knows click's sentences. Does not know the commands.
"""

from __future__ import annotations

import gettext
import inspect
from collections.abc import Iterator

import click

from model.cli.tables import columns
from model.languages.translation import DOMAIN, FOLDER, N_, _, ngettext

# What click says itself: it asks gettext for these, and a catalogue of ours answers (see `let_click_speak`).
OF_CLICK = (
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("Show this message and exit."),
    N_("default: {default}"),
    N_("required"),
    N_("Missing argument"),
    N_("Missing option"),
    N_("Choose from:\n\t{choices}"),
    N_("Missing command."),
    N_("No such option {name!r}."),
    N_("No such command {name!r}."),
    N_("Invalid value: {message}"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("{value!r} is not a valid {number_type}."),
    N_("{value} is not in the range {range}."),
    N_("{name} {filename!r} does not exist."),
    N_("{name} {filename!r} is a file."),
    N_("{name} {filename!r} is a directory."),
    N_("{name} {filename!r} is not readable."),
    N_("{name} {filename!r} is not writable."),
    N_("Option {name!r} requires an argument."),
    N_("Option {name!r} does not take a value."),
    N_("Error: The two entered values do not match."),
    N_("File"),
    N_("Directory"),
    N_("Path"),
    ngettext("{value!r} is not {choice}.", "{value!r} is not one of {choices}.", 2),
    ngettext("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", 2),
    ngettext("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})", 2),
)
_NARROW = 56  # signs in a line of wide ones


def paragraphs(command: click.Command) -> list[str]:
    """Return the help of a command in English, as its docstring says it: the paragraphs, each in one line."""
    return [" ".join(each.split()) for each in (inspect.getdoc(command.callback) or "").split("\n\n")]


def within(command: click.Command) -> Iterator[click.Command]:
    """Yield a command, and where it is a group all that are in it."""
    yield command
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            yield from within(inner)


def translate(command: click.Command) -> None:
    """Let the help of a command speak the language of who types."""
    said = [_(each) for each in paragraphs(command)]
    command.help = "\n\n".join(said)
    command.short_help = said[0].split("。")[0].split(". ")[0].removesuffix(".")
    if any(columns(each) > len(each) for each in said):
        command.context_settings = {**command.context_settings, "terminal_width": _NARROW}


def let_click_speak() -> None:
    """Let click look up its own sentences in our catalogue; gettext finds out the language by the environment."""
    gettext.bindtextdomain(DOMAIN, str(FOLDER))
    gettext.textdomain(DOMAIN)
