"""How names are written; a name typed by a person stays what it is.

Knows what Streamlit makes of text, and that a run has a name. Does not know pages; HTML is in `ui.html`.

Markdown: `st.markdown`, `st.caption`, messages such as `st.error`, all labels, the cells of `st.table`, and the options
of `st.radio`, `st.segmented_control` and `st.select_slider`. No Markdown, so that the marks of `plain` would show: the
options of `st.selectbox` and `st.multiselect`, the browser tab's title, `st.text`, `st.dataframe`, and charts.
"""

from __future__ import annotations

import re

from model.errors import InklingError
from ui import run_names

_MARKDOWN = re.compile(r"[\\`*_\[\]<>$~|#&]")
_BLOCK = re.compile(r"^(\d+(?=[.)])|(?=[-+=]))")  # at the beginning: a list, or a line under a heading

# Streamlit looks for these after Markdown's own escapes are gone: icons, colours and emoji (:name:), links, and arrows.
# A character that takes no room keeps their parts apart.
_JOINER = "\u2060"
_COLON = re.compile(r":(?=[a-z:+_/\[-]|\d\w*:)", re.IGNORECASE)
_LINK = re.compile(r"(?<=www)(?=\.)|(?<=@)", re.IGNORECASE)
_COMMAND = re.compile(r"(`[\w ./-]+`)")
_ARROW = re.compile(r"(?<!\S)(<->|->|<-|--|>=|<=|~=)(?!\S)")


def plain(text: str) -> str:
    """Return a text that Streamlit's Markdown shows as it is: no bold, picture, link, formula, icon or emoji."""
    return _escaped(_in_a_line(text))


def _in_a_line(text: str) -> str:
    return " ".join(text.split())


def message(error: Exception | str) -> str:
    """Return the sentence of an error, in the reader's language, as Markdown.

    Names in it stay what they are, commands in `backticks` are code; where it has the id or the folder of a run, its
    name stands.
    """
    said = error.in_words() if isinstance(error, InklingError) else str(error)
    parts = _COMMAND.split(_in_a_line(run_names.with_names(said)))  # text, command, text, ...
    named = [_in_a_line(str(value)) for value in error.values.values()] if isinstance(error, InklingError) else []
    return "".join(
        part if at % 2 and not any(part in name for name in named) else _escaped(part) for at, part in enumerate(parts)
    )


def _escaped(text: str) -> str:
    apart = _ARROW.sub(lambda found: _JOINER.join(found[0]), _LINK.sub(_JOINER, text))
    return _COLON.sub(rf"\\:{_JOINER}", _BLOCK.sub(r"\1\\", _MARKDOWN.sub(r"\\\g<0>", apart)))
