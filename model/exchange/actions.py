"""What people do with networks from elsewhere: the teacher alone takes them in.

Pages and command line come through here. Knows visitors and what each may do. Does not know how a file is read (see
`inkling_file`).
"""

from __future__ import annotations

from model.errors import RightsError
from model.events import event, refusals
from model.exchange import inkling_file
from model.people.visitor import Visitor
from model.versions import registry
from model.versions.registry import Version


def take_in(content: bytes, by: Visitor) -> Version:
    """Rebuild the network in an Inkling file, see `inkling_file.take_in`, and return the version that it is here.

    Raises:
        RightsError: a pupil asks for it.
        VersionError: the file is refused; the sentence says why.
        DiskError: it cannot be kept.
        DatabaseError: likewise.
    """
    if not by.is_teacher:
        raise RightsError("imports-are-teachers", "Only your teacher imports networks. Give the file to your teacher.")
    with refusals("import-refused", what="network"):
        version = registry.register(inkling_file.take_in(content))
    event("version-imported", version=version.number)
    return version
