"""The parts of an Inkling file, unpacked in memory within bounds: nothing is written, no path in it is followed.

Knows zips. Does not know what the parts mean.
"""

from __future__ import annotations

import io
import zipfile
from typing import NamedTuple

from model.errors import VersionError
from model.storage import archives
from model.storage.files import DamagedFileError

CARD, NETWORK, WEIGHTS, SCRIPT = "card.json", "network.json", "weights.safetensors", "use.py"
MOST_MB = 25  # of a file: 20 MB of weights, which hardly become smaller, and what is around them
MOST_BYTES = MOST_MB * 2**20

# The bytes that each part may have; all but the script must be there.
_MOST = {CARD: 1_000_000, NETWORK: 100_000, WEIGHTS: 20_200_000, SCRIPT: 20_000}


class Parts(NamedTuple):
    """What an Inkling file holds."""

    card: bytes
    network: bytes
    weights: bytes


def packed(parts: dict[str, bytes]) -> bytes:
    """Return a zip of these files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name)  # of no date: the same parts make the same file
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return file.getvalue()


def unpacked(content: bytes) -> Parts:
    """Return the parts of an Inkling file.

    Raises:
        VersionError: it is too large, no such file, or damaged; the sentence says which.
    """
    if len(content) > MOST_BYTES:
        raise VersionError(
            "too-large-inkling-file",
            "This file is larger than {most} MB, and no Inkling file is. Choose one that ends in .inkling.",
            most=MOST_MB,
        )
    try:
        with archives.zip_archive(io.BytesIO(content), 2 * len(_MOST)) as archive:
            entries = _checked(archive.infolist())
            found = {name: _read(archive, entry) for name, entry in entries.items()}
    except archives.TooLargeFileError as error:
        raise VersionError(
            "too-many-files-within",
            "This file holds far more than an Inkling file does. Choose one that ends in .inkling.",
        ) from error
    except (DamagedFileError, OSError, *archives.ZIP_FAULTS) as error:
        raise VersionError(
            "no-inkling-file",
            "This is no Inkling file, or it is damaged. Download it again where it came from, or choose another one.",
        ) from error
    return Parts(found[CARD], found[NETWORK], found[WEIGHTS])


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return what an entry unpacks to; one that lies about its size is unpacked no further than it says."""
    with archive.open(entry) as file:
        return file.read(entry.file_size + 1)  # one more than there is: only then its checksum is looked at


def _checked(entries: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Return the parts by their names; all that is not as it must be is refused before anything is unpacked."""
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        name = entry.filename
        if name not in _MOST:
            raise VersionError(
                "other-part",
                "This file holds {name!r}, which is no part of an Inkling file. Choose one that ends in .inkling.",
                name=name,
            )
        if name in found:
            raise VersionError(
                "doubled-part", "This file holds {name} twice. Download it again where it came from.", name=name
            )
        if entry.file_size > _MOST[name]:
            raise VersionError(
                "too-large-part",
                "{name} in this file is larger than {most:,} bytes. Choose another file.",
                name=name,
                most=_MOST[name],
            )
        if not archives.can_unpack(entry) or entry.flag_bits & 1:
            raise VersionError(
                "locked-part",
                "{name} in this file is locked, or packed in a way that is not unpacked here. Download the Inkling"
                " file again where it came from.",
                name=name,
            )
        found[name] = entry
    for name in (CARD, NETWORK, WEIGHTS):
        if name not in found:
            raise VersionError(
                "missing-part",
                "This file lacks {name}, so it is no Inkling file. Choose one that ends in .inkling.",
                name=name,
            )
    return found
