"""One test picture, and what it was read as after each epoch.

Knows what a run wrote of it. Does not know who reads it.
"""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from model.languages.percent import percent
from model.languages.translation import _, translated
from model.runs.watched import Watched
from ui import html

_SIDE = 84  # px
_LATEST = 12  # readings that are shown

_TEMPLATE = Environment(autoescape=True, undefined=StrictUndefined).from_string(
    '<div class="ink-watched">{{ picture }}<div><p>{{ sentence }}</p><ol>'
    "{% for look, epoch, name, sure in readings %}"
    '<li class="{{ look }}"><small>{{ epoch }}</small><b>{{ name }}</b><small>{{ sure }}</small></li>'
    "{% endfor %}</ol></div></div>"
)


def watched(seen: Watched | None, classes: Sequence[str]) -> Markup:
    """Return the picture with its readings; blank in its size while nothing was read.

    Args:
        seen: None where there is nothing yet.
        classes: their names.
    """
    if seen is None or len(classes) != seen.probabilities.shape[1]:
        return Markup('<div class="ink-watched"></div>')
    name = translated(classes[seen.label])
    readings = [
        (
            "right" if row.argmax() == seen.label else "wrong",
            _("before") if epoch == 0 else _("epoch {epoch}").format(epoch=epoch),
            translated(classes[int(row.argmax())]),
            percent(float(row.max())),
        )
        for epoch, row in zip(seen.epochs.tolist(), seen.probabilities, strict=True)
    ]
    sentence = _("One test picture, which it never learns: “{name}”. It reads:").format(name=name)
    picture = html.image(seen.picture, _SIDE, _("A test picture: {name}").format(name=name))
    return Markup(_TEMPLATE.render(picture=picture, sentence=sentence, readings=readings[-_LATEST:]))
