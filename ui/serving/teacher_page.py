"""What `/teacher` shows: a small page of its own, that a phone shows at once, without a script.

Knows words and looks. Does not know who is right.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape
from streamlit import config

from model.languages.translation import _, language
from ui import theme

_PAGE = Markup("""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>{title} · Inkling</title><style>{style}</style></head>
<body><main><h1>{title}</h1>{body}</main></body></html>
""")
_CSS = Markup("""
:root { color-scheme: light dark; font: 1.1rem/1.5 system-ui, sans-serif; }
body { margin: 0; background: var(--back); color: var(--text); }
main { max-width: 26rem; margin: 0 auto; padding: 2rem 1rem; }
h1 { font-size: 1.6rem; }
label, input, button { display: block; width: 100%; box-sizing: border-box; font: inherit; }
input, button { min-height: 3rem; padding: 0 .8rem; border-radius: .5rem; margin: .4rem 0 1rem; }
input { border: 1px solid var(--ink-other); background: var(--field); color: inherit; }
button { border: 0; background: var(--primary); color: var(--back); font-weight: 600; }
:focus-visible { outline: 3px solid var(--ink-focus); outline-offset: 2px; }
a { color: var(--primary); }
[role=alert] { border-left: .3rem solid var(--ink-wrong); padding-left: .8rem; }
""")
_COMMAND = re.compile("`([^`]+)`")
_COLOURS = {
    "primary": "primaryColor",
    "back": "backgroundColor",
    "field": "secondaryBackgroundColor",
    "text": "textColor",
}  # under which names the style uses Streamlit's


def asking(fault: str = "") -> str:
    """Return the page that asks for the passcode, and first says what went wrong, or nothing."""
    body = Markup(
        '{fault}<form method="post"><label for="passcode">{label}</label>'
        '<input id="passcode" name="passcode" type="password" autocomplete="current-password" required autofocus>'
        "<button>{go}</button></form>"
    )
    said = Markup('<p role="alert">{}</p>').format(fault) if fault else ""
    return _page(body.format(fault=said, label=_("Passcode"), go=_("I am the teacher")))


def unset() -> str:
    """Return the page that says how a passcode is set."""
    sentence = _(
        "No passcode is set yet. At the computer that runs Inkling, open the page “Our class” and set one, or type"
        " `python -m model passcode` in a terminal."
    )
    return _page(_paragraph(Markup(_COMMAND.sub(r"<code>\1</code>", str(escape(sentence))))))


def known() -> str:
    """Return the page of a teacher who has typed the passcode on this device."""
    body = Markup('{said}{to_class}<form method="post"><button name="done" value="1">{done}</button></form>')
    said = _paragraph(_("This device is the teacher's."))
    return _page(body.format(said=said, to_class=_to_class(), done=_("I am done here")))


def at_the_computer() -> str:
    """Return the page of who sits at the computer itself."""
    return _page(
        _paragraph(_("This computer runs Inkling, so you are the teacher here, without a passcode.")) + _to_class()
    )


def telling(sentence: str) -> str:
    """Return a page that says one sentence."""
    return _page(_paragraph(sentence))


def _paragraph(text: str | Markup) -> Markup:
    return Markup("<p>{}</p>").format(text)


def _to_class() -> Markup:
    return Markup('<p><a href="/class">{}</a></p>').format(_("To the class"))


def _page(body: Markup) -> str:
    return _PAGE.format(language=language().replace("_", "-"), title=_("Teacher"), style=_style(), body=body)


def _style() -> Markup:
    light, dark = (
        Markup(" ").join(
            Markup("--{}: {};").format(name, config.get_option(f"theme.{mode}.{option}"))
            for name, option in _COLOURS.items()
        )
        for mode in ("light", "dark")
    )
    modes = Markup(":root {{ {} }} @media (prefers-color-scheme: dark) {{ :root {{ {} }} }}").format(light, dark)
    return Markup(theme.css()) + modes + _CSS
