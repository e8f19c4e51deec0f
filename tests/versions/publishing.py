"""What many tests do to versions."""

from __future__ import annotations

from pathlib import Path

from model.storage.paths import home
from model.versions import published, registry
from model.versions.registry import Version
from tests.classifiers import lend_shipped


def let_answer(folder: Path) -> Version:
    """Let the classifier in a folder answer the class, and return its version."""
    version = registry.register(folder)
    published.publish(version.number)
    return version


def from_elsewhere(name: str = "") -> Version:
    """Return the version of a network that was brought from elsewhere; its classifier is the shipped one, lent."""
    folder = home() / "versions" / "one"
    folder.mkdir(parents=True)
    lend_shipped(folder)
    return registry.register(folder, name=name)
