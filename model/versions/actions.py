"""What people do to versions: each deed with who does it. Only the teacher says which network answers the class.

Pages and command line come through here. Knows visitors and what each may do. Does not know how a deed is done: what
is called here, `published` and `registry`, knows no rights; nor what runs need, so one is deleted by `runs.actions`.
"""

from __future__ import annotations

from contextlib import suppress

from model.errors import DatabaseError, RightsError, VersionError
from model.events import event
from model.people.visitor import Visitor
from model.versions import published, registry


def publish(number: int, by: Visitor) -> None:
    """Let a version answer the class, see `published.publish`; raises RightsError: a pupil asks for it."""
    _check_teacher(by)
    published.publish(number)
    event("version-published", version=number, run=_run_of(number))


def go_back(by: Visitor) -> int:
    """Let the version before answer the class, see `published.go_back`; raises RightsError: a pupil asks for it."""
    _check_teacher(by)
    number = published.go_back()
    event("version-went-back", version=number, run=_run_of(number))
    return number


def pin_shipped(by: Visitor) -> None:
    """Let Inkling's own network answer the class again; raises RightsError: a pupil asks for it."""
    _check_teacher(by)
    published.pin_shipped()
    event("version-published", version=0)


def rename(number: int, name: str, by: Visitor) -> None:
    """Call a version something, see `registry.rename`; raises RightsError: a pupil asks for it."""
    _check_describes(by)
    registry.rename(number, name)


def note(number: int, text: str, by: Visitor) -> None:
    """Write something about a version, see `registry.note`; raises RightsError: a pupil asks for it."""
    _check_describes(by)
    registry.note(number, text)


def _run_of(number: int) -> str:
    """Return the id of the run from which a version came, "" where it was not trained here."""
    with suppress(VersionError, DatabaseError):  # it is only told
        version = registry.find(number)
        return version.folder.name if version.number and not version.is_imported else ""
    return ""


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
