"""Whether who connects from this computer itself sits at it (`INKLING_TRUST_LOCAL`): behind a proxy all seem to.

Knows the environment. Does not know who connects.
"""

from __future__ import annotations

import os

from model.errors import SettingError

_NAME = "INKLING_TRUST_LOCAL"
_OFF, _ON = ("0", "false", "no", "off"), ("", "1", "true", "yes", "on")


def trusts_local() -> bool:
    """Return whether it does.

    Raises:
        SettingError: the setting is neither on nor off: a guess could make every pupil the teacher.
    """
    said = os.environ.get(_NAME, "")
    if (word := said.strip().lower()) not in _OFF + _ON:
        raise SettingError(
            "no-switch", "{name} is switched off by 0 and on by 1. Received: {value!r}.", name=_NAME, value=said
        )
    return word in _ON
