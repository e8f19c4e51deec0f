"""How the command line says why something cannot be done.

Knows who reads: a person, or another process of Inkling. Does not know what went wrong.
"""

from __future__ import annotations

import json
import os

import click

from model.errors import InklingError, Words, as_json
from model.languages.translation import _
from model.runtime.worker import ASKS


def say(fault: InklingError | Words) -> None:
    """Print a fault in words, or as values where another process asks, whose reader may read another language."""
    said = json.dumps(as_json(fault)) if ASKS in os.environ else fault.in_words()
    click.echo(_("Error: {fault}").format(fault=said), err=True)
