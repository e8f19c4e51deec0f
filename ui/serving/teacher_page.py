"""What `/teacher` shows.

Knows words. Does not know looks (see `plain_page`), or who is right.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from model.languages.translation import _
from ui.serving import plain_page
from ui.serving.plain_page import alert, paragraph

_COMMAND = re.compile("`([^`]+)`")


def asking(fault: str = "") -> str:
    """Return the page that asks for the passcode, and first says what went wrong, or nothing."""
    body = Markup(
        '{fault}<form method="post"><label for="passcode">{label}</label>'
        '<input id="passcode" name="passcode" type="password" autocomplete="current-password" required autofocus>'
        "<button>{go}</button></form>"
    )
    return _page(body.format(fault=alert(fault), label=_("Passcode"), go=_("I am the teacher")))


def unset() -> str:
    """Return the page that says how a passcode is set."""
    sentence = _(
        "No passcode is set yet. At the computer that runs Inkling, open the page “Our class” and set one, or type"
        " `python -m model passcode` in a terminal."
    )
    return _page(paragraph(Markup(_COMMAND.sub(r"<code>\1</code>", str(escape(sentence))))))


def known(fault: str = "") -> str:
    """Return the page of a teacher who has typed the passcode on this device, and first says what went wrong."""
    body = Markup('{fault}{said}{to_class}<form method="post"><button name="done" value="1">{done}</button></form>')
    said = paragraph(_("This device is the teacher's."))
    return _page(body.format(fault=alert(fault), said=said, to_class=_to_class(), done=_("I am done here")))


def at_the_computer() -> str:
    """Return the page of who sits at the computer itself."""
    return _page(
        paragraph(_("This computer runs Inkling, so you are the teacher here, without a passcode.")) + _to_class()
    )


def telling(sentence: str) -> str:
    """Return a page that says one sentence."""
    return _page(paragraph(sentence))


def _to_class() -> Markup:
    return Markup('<p><a href="/class">{}</a></p>').format(_("To the class"))


def _page(body: Markup) -> str:
    title = _("Teacher")
    return plain_page.page(title, f"{title} · Inkling", body)
