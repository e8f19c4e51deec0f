"""How good a version is, in words: on MNIST, and on digits of the class that it never learned from.

Knows what is kept of a version. Does not know how it was measured.
"""

from __future__ import annotations

from model.errors import ClassifierError
from model.inference.card import read_card
from model.languages.joining import listed
from model.languages.translation import _, ngettext
from model.versions.registry import Version
from ui import version_names
from ui.times import day_and_time


def mnist(version: Version) -> str:
    """Return how many of MNIST's test pictures it reads right, "" where nobody has counted."""
    match version.figures.get("mnist"):
        case [int(right), int(total)] if total > 0:
            return _share(right, total)
    return ""


def of_class(version: Version) -> str:
    """Return how many of the class's digits it reads right, of writers that it never learned from; "" likewise."""
    match version.figures.get("class"):
        case {"right": int(right), "total": int(total)} if total > 0:
            return _share(right, total)
    return ""


def learned(version: Version) -> str:
    """Return how many of the class's digits it learned, "" where it learned none."""
    if not version.samples:
        return ""
    digits = ngettext("{count:,} digit of the class", "{count:,} digits of the class", version.samples)
    writers = ngettext("by {count} writer", "by {count} writers", version.writers)
    return listed(digits.format(count=version.samples), writers.format(count=version.writers))


def made(version: Version) -> str:
    """Return when it was made: day and time of this computer's clock; of one from elsewhere, as its card says."""
    if version.number and not version.is_imported:
        return day_and_time(version.created.astimezone())
    try:
        return read_card(version.folder).created
    except ClassifierError:
        return ""


def from_which(version: Version) -> str:
    """Return which network it began as, "" where it began anew."""
    match version.base:
        case None:
            return ""
        case 0:
            return _("from Inkling's network")
    return _("from {number}").format(number=version.base)


def in_short(version: Version) -> str:
    """Return all of it in one line, as far as it is known."""
    counted = {_("MNIST: {share} right"): mnist(version), _("class: {share} right"): of_class(version)}
    figures = (said.format(share=share) for said, share in counted.items() if share)
    return " · ".join(filter(None, (made(version), from_which(version), learned(version), *figures)))


def side_by_side(*versions: Version) -> list[tuple[str, list[str]]]:
    """Return rows that say the same of several versions: what it is, and of each version, "–" where nobody knows."""
    rows = {
        _("Network"): [version_names.numbered(each) for each in versions],
        _("MNIST, right of its test pictures"): [mnist(each) for each in versions],
        _("The class's digits that it never learned from, right"): [of_class(each) for each in versions],
        _("Learned"): [learned(each) for each in versions],
        _("Began"): [from_which(each) for each in versions],
        _("Made"): [made(each) for each in versions],
    }
    return [(name, [said or "–" for said in row]) for name, row in rows.items()]


def _share(right: int, total: int) -> str:
    return _("{right:,} of {all:,}").format(right=right, all=total)
