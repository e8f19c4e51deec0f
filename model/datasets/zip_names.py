"""The names of files in a zip as their packer meant them: zips of an older Windows do not say how they are written.

Knows the entries of zips and ways to write names as bytes. Does not know what the files are.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Sequence
from typing import NamedTuple
from zipfile import ZipInfo

from model.errors import DataError
from model.languages.translation import N_

_SAYS_UTF_8 = 0x800  # flag of an entry
_UNICODE_PATH = 0x7075  # an extra field of an entry: version, CRC-32 of its name, its name in UTF-8 (APPNOTE.TXT 4.6.9)

# Guesses, the likeliest first: the encoding that bytes must fit strictly, the one by which they are read, whose it is,
# and the signs of such names: what holds others, or mixes them with Latin letters in a word, is something else.
_HAN, _KANA, _CYRILLIC = r"\u3005\u4e00-\u9fff", r"\u3040-\u30ff", r"\u0400-\u04ff"
_CHINESE = rf"{_HAN}\u3000-\u3004\u3006-\u303f\uff00-\uffef·—‘’“”…"
_GUESSES = (
    ("gb2312", "gb18030", N_("simplified Chinese"), _CHINESE),
    ("shift_jis", "cp932", N_("Japanese"), _HAN + _KANA),
    ("cp866", "cp866", N_("Russian"), _CYRILLIC),
    ("big5", "cp950", N_("traditional Chinese"), _CHINESE),
    ("gbk", "gb18030", N_("Chinese"), _CHINESE),
    ("cp1251", "cp1251", N_("Russian"), _CYRILLIC),
)
_LAST_EVERYDAY_ROW = 0xD7  # of GB 2312, whose rarer signs come after those of every day (GB/T 2312-1980, level 1)
_WESTERN, _NO_LETTER = N_("Western European"), re.compile(r"[\u0370-\u03ff\u2200-\u22ff÷±°·]")
_NO_NAME = re.compile(r"[\u2300-\u25ff]")  # what code page 437 makes of another one: lines, blocks


class Names(NamedTuple):
    """The names of a zip's entries, in order, and whose way of writing was guessed: "Japanese", ...; "" for none."""

    names: list[str]
    guessed: str = ""


def names_of(entries: Sequence[ZipInfo], as_utf_8: bool) -> Names:
    """Return the names of entries.

    Args:
        entries: as `zipfile` reads them.
        as_utf_8: whether it read names as UTF-8 that do not say what they are.

    Raises:
        DataError: nobody can tell how they are written.
    """
    unsaid = {at for at, entry in enumerate(entries) if not (as_utf_8 or entry.flag_bits & _SAYS_UTF_8)}
    said = {at: name for at in unsaid if (name := _unicode_path(entries[at])) is not None}
    raw = {at: _raw(entries[at]) for at in unsaid - set(said)}
    # What a file itself is called matters to nobody, and may be anything.
    folders = [folder for name in raw.values() if (folder := name.rpartition(b"/")[0])] or [*raw.values()]
    encoding, guessed = _guess(b"\n".join(folders))
    read = {at: name.decode(encoding, "replace") for at, name in raw.items()} if guessed else {}
    names = [said.get(at) or read.get(at) or entry.filename for at, entry in enumerate(entries)]
    if any(_NO_NAME.search(folder.decode(encoding, "replace")) for folder in folders):
        raise DataError(
            "unreadable-names",
            "The names in this zip cannot be read: it does not say how they are written. Pack the folder anew on a"
            " newer computer, or name the folders with Latin letters.",
        )
    return Names(names, guessed)


def _raw(entry: ZipInfo) -> bytes:
    """Return a name as it is written in the zip; `zipfile` reads one that says nothing as code page 437."""
    return entry.orig_filename.encode("cp437")


def _unicode_path(entry: ZipInfo) -> str | None:
    """Return the name that a field beside the name says, None where there is none, or it is that of another name."""
    extra, at = entry.extra, 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + size]
        if (
            kind == _UNICODE_PATH
            and len(field) > 5
            and struct.unpack_from("<L", field, 1)[0] == zlib.crc32(_raw(entry))
        ):
            return field[5:].decode(errors="replace")
        at += 4 + size
    return None


def _guess(written: bytes) -> tuple[str, str]:
    """Return the encoding of names, by the first guess that fits all of them, and whose it is; "" where none is one."""
    if written.isascii():
        return "cp437", ""
    for strict, encoding, whose, signs in _GUESSES:
        try:
            read = written.decode(strict)
            written.decode(encoding)
        except UnicodeDecodeError:
            continue
        is_mixed = re.search(rf"[A-Za-z][{signs}]|[{signs}][A-Za-z]", read) and not _is_of_every_day(read, strict)
        if not is_mixed and not re.search(rf"[^\0-\x7f{signs}]", read):
            return encoding, whose
    if _NO_LETTER.search(written.decode("cp437")):  # so "ä" of a Linux without UTF-8 would be a Σ
        return "cp1252", _WESTERN
    return "cp437", ""


def _is_of_every_day(read: str, strict: str) -> bool:
    """Tell whether most of the Chinese signs in names are such as names have: bytes of other writings seldom make them.

    So what stands beside a Latin letter may be meant, as in "T恤".
    """
    signs = re.findall(f"[{_HAN}]", read) if strict == "gb2312" else []
    return sum(sign.encode("gb2312")[0] <= _LAST_EVERYDAY_ROW for sign in signs) > len(signs) / 2
