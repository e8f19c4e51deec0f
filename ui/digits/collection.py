"""The view "Digits": how many digits there are, and which; then their pictures.

Knows samples, and who looks at them. Does not know how one is shown.
"""

from __future__ import annotations

import streamlit as st

from model.languages.translation import _, ngettext
from model.people.visitor import Visitor
from model.samples import listing


def show(by: Visitor) -> None:
    """Show what the class has; raises DatabaseError."""
    shown = [one for one in listing.everything() if not one.is_removed and by.owns(one.writer)]
    writers = {one.writer for one in shown}
    st.markdown(
        _("**{digits}** of {writers}").format(
            digits=ngettext("{count:,} digit", "{count:,} digits", len(shown)).format(count=len(shown)),
            writers=ngettext("{count:,} writer", "{count:,} writers", len(writers)).format(count=len(writers)),
        )
    )
