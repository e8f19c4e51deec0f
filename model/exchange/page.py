"""The page that can be taken home: one HTML file with the network inside, which answers without any internet.

Knows the parts of the page (`page_parts/`) and puts them together; how it looks and works is there. Does not know who
downloads it, but for their language.
"""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from model.errors import VersionError
from model.exchange import page_words
from model.exchange.page_network import page_network, too_large
from model.inference.classifier import Classifier
from model.languages.translation import language

_PARTS = Path(__file__).parent / "page_parts"
_SCRIPTS = ("preprocessing.js", "network.js", "reading.js", "page.js")
_MOST_BYTES = 4_000_000  # of the page


def page(folder: Path) -> bytes:
    """Return the page of the classifier in a folder, in the language of who reads now.

    It asks nothing of any other place, and runs no script but its own: a name in the card is never more than a name.

    Raises:
        ClassifierError: the classifier is missing or damaged.
        VersionError: it reads no digits, or its page would be too large.
    """
    classifier = Classifier.load(folder)
    if not classifier.card.reads_digits:
        raise VersionError(
            "page-reads-no-digits", "This network reads no digits, so there is no page of it. Take it home as LiteRT."
        )
    network = page_network(classifier, folder)
    said = page_words.answers()
    sure = {"threshold": classifier.threshold, "surely": classifier.surely}
    facts = {"layers": network.layers, "bytes": network.bytes_each, **sure, "words": said}
    style, script = _part("page.css"), "\n".join(map(_part, _SCRIPTS))
    environment = Environment(
        loader=FileSystemLoader(_PARTS), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    content = environment.get_template("page.html").render(
        language=language().replace("_", "-"),
        policy=_policy(script, style),
        style=Markup(style),
        script=Markup(script),
        card=classifier.card,
        said=said,
        words=page_words.texts(classifier.card),
        facts=Markup(json.dumps(facts).replace("<", "\\u003c")),
        numbers=Markup(base64.b64encode(network.numbers).decode()),
    )
    if len(content.encode()) > _MOST_BYTES:
        raise too_large(len(content.encode()), _MOST_BYTES)
    return content.encode()


def _part(name: str) -> str:
    return (_PARTS / name).read_text(encoding="utf-8")


def _policy(script: str, style: str) -> str:
    """Return what a browser lets the page do: run this script, take these looks, and nothing else."""
    own = {"script-src": script, "style-src": style}
    parts = [f"{name} 'sha256-{_digest(text)}'" for name, text in own.items()]
    return "; ".join(["default-src 'none'", *parts, "base-uri 'none'", "form-action 'none'"])


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
