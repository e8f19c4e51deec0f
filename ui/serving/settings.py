"""What the environment says of this server, looked at before it serves: what cannot be is no guess.

Knows which settings there are. Does not know what they may be: each is read where it is used.
"""

from __future__ import annotations

import sys

import click

from model.errors import SettingError
from model.languages.translation import _
from model.storage import budget
from ui.serving import sessions
from ui.trust import trusts_local


def check() -> None:
    """End the program with one sentence and exit code 2 where a setting cannot be."""
    try:
        for read in (trusts_local, budget.gigabytes, sessions.most):
            read()
    except SettingError as error:
        click.echo(_("Error: {fault}").format(fault=error.in_words()), err=True)
        sys.exit(2)
