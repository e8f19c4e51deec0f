"""What the writers of samples are called on the page: by their nickname, else by a number; never by their id.

Knows samples and nicknames. Does not know who may read them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.languages.translation import _
from model.people.nicknames import nicknames
from model.people.visitor import Visitor
from model.samples.listing import Listed
from ui.apart import told_apart


def names(samples: Sequence[Listed], by: Visitor) -> Mapping[str, str]:
    """Return what each writer is called, by their ids; no two are called the same.

    Who has no nickname is a number: that of their first digit among the writers, so that it stays.

    Args:
        samples: all that there are, the newest first.
        by: who looks at them.
    """
    called = {one.writer: one.nickname for one in reversed(samples)}  # the first to come first, by their newest name
    called |= {writer: name for writer, name in nicknames().items() if writer in called}
    return told_apart(
        {
            writer: _("You") if writer == by.id else nickname or _("Pupil {number}").format(number=number)
            for number, (writer, nickname) in enumerate(called.items(), 1)
        }
    )
