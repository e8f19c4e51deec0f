"""What people do to versions: each deed with who does it. Only the teacher says which network answers the class.

Pages and command line come through here. Knows visitors and what each may do. Does not know how a deed is done: what
is called here, `published` and `registry`, knows no rights.
"""

from __future__ import annotations

from model.errors import RightsError
from model.people.visitor import Visitor
from model.versions import published, registry


def publish(number: int, by: Visitor) -> None:
    """Let a version answer the class, see `published.publish`; raises RightsError: a pupil asks for it."""
    _check_teacher(by)
    published.publish(number)


def go_back(by: Visitor) -> int:
    """Let the version before answer the class, see `published.go_back`; raises RightsError: a pupil asks for it."""
    _check_teacher(by)
    return published.go_back()


def pin_shipped(by: Visitor) -> None:
    """Let Inkling's own network answer the class again; raises RightsError: a pupil asks for it."""
    _check_teacher(by)
    published.pin_shipped()


def rename(number: int, name: str, by: Visitor) -> None:
    """Call a version something, see `registry.rename`; raises RightsError: a pupil asks for it."""
    _check_describes(by)
    registry.rename(number, name)


def note(number: int, text: str, by: Visitor) -> None:
    """Write something about a version, see `registry.note`; raises RightsError: a pupil asks for it."""
    _check_describes(by)
    registry.note(number, text)


def _check_teacher(by: Visitor) -> None:
    if not by.is_teacher:
        raise RightsError(
            "class-network-is-teachers",
            "Only your teacher says which network answers the class. Let another one answer you alone.",
        )


def _check_describes(by: Visitor) -> None:
    if not by.is_teacher:
        raise RightsError(
            "versions-are-teachers", "Only your teacher names networks, and writes about them. Ask your teacher."
        )
