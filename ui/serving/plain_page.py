"""A small page of our own, beside those of Streamlit: a phone shows it at once, without a script.

Knows looks, in light and dark, and what keeps it apart from other pages. Does not know what it says.
"""

from __future__ import annotations

from markupsafe import Markup
from starlette.responses import HTMLResponse
from streamlit import config

from model.languages.translation import language
from ui import theme

# A page of somebody else's cannot show one with a form within it, and what is typed goes nowhere else. With no referrer
# at all, browsers would name no origin of the form either.
FORM_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_PAGE = Markup("""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>{tab}</title><style>{style}</style></head>
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
_COLOURS = {
    "primary": "primaryColor",
    "back": "backgroundColor",
    "field": "secondaryBackgroundColor",
    "text": "textColor",
}  # under which names the style uses Streamlit's


def page(title: str, tab: str, body: Markup) -> str:
    """Return a page in the reader's language.

    Args:
        title: stands above it.
        tab: what the browser calls it.
        body: below the title.
    """
    return _PAGE.format(language=language().replace("_", "-"), title=title, tab=tab, style=_style(), body=body)


def answer(page: str, status: int = 200) -> HTMLResponse:
    """Return the answer that is a page with a form."""
    return HTMLResponse(page, status, FORM_HEADERS)


def alert(fault: str) -> Markup:
    """Return what went wrong as a part of a page, nothing where it is ""."""
    return Markup('<p role="alert">{}</p>').format(fault) if fault else Markup()


def paragraph(text: str | Markup) -> Markup:
    """Return a text as a part of a page."""
    return Markup("<p>{}</p>").format(text)


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
