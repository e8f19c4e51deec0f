"""Before and after, as pictures: two bars with their intervals, a line for each writer or digit, the digits themselves.

HTML instead of charts: they are read aloud, and stay sharp on the projector and on a phone.
Knows shares and samples. Does not know runs; how it looks is in `style.css`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from model.languages.joining import in_a_row
from model.languages.translation import _
from model.teaching.comparison import Example
from model.teaching.share import Interval, Share
from ui import html
from ui.digits.choosing import label_in_words

_SIDE = 84  # px, of a digit that is sent

_environment = Environment(autoescape=True, undefined=StrictUndefined)

_BARS = _environment.from_string(
    '<div class="ink-before-after" role="img" aria-label="{{ text }}">'
    "{% for look, name, right, of, share, low, wide in rows %}"
    '<div class="{{ look }}"><p>{{ name }} <b>{{ right }}</b> {{ of }}</p>'
    '<div class="track"><div class="bar" style="width: {{ share }}%"></div>'
    '<div class="whisker" style="left: {{ low }}%; width: {{ wide }}%"></div></div></div>'
    "{% endfor %}"
    '<div class="scale"><span>0%</span><span>50%</span><span>100%</span></div></div>'
    '<p class="ink-whisker-said">{{ note }}</p>'
)
_CHANGES = _environment.from_string(
    '<table class="ink-changes"><caption>{{ caption }}</caption><tbody>'
    "{% for look, name, before, after, said in rows %}"
    '<tr class="{{ look }}"><th scope="row">{{ name }}</th><td class="track"><div>'
    '<i class="line" style="left: {{ [before, after] | min }}%; width: {{ (after - before) | abs }}%"></i>'
    '<i class="before" style="left: {{ before }}%"></i><i class="after" style="left: {{ after }}%"></i>'
    "</div></td><td>{{ said }}</td></tr>"
    "{% endfor %}</tbody></table>"
)
_WALL = _environment.from_string(
    '<ul class="ink-taught {{ look }}">'
    "{% for picture, label, said in digits %}<li>{{ picture }}<b>{{ label }}</b><span>{{ said }}</span></li>"
    "{% endfor %}</ul>"
)


class Change(NamedTuple):
    """How somebody's digits, or those of one kind, were read before and are read now."""

    name: str
    before: Share
    after: Share

    @property
    def look(self) -> str:
        """Whether it became "better" or "worse", or stayed the "same"."""
        gained = self.after.right - self.before.right
        return "better" if gained > 0 else "worse" if gained < 0 else "same"


def bars(before: Share, after: Share, intervals: tuple[Interval, Interval]) -> Markup:
    """Return two bars, each with how many of so many are right, and with the 95 % interval of that share."""
    named = {"before": (_("Before:"), before, intervals[0]), "after": (_("Now:"), after, intervals[1])}
    said = _(
        "{name} {right:,} of {total:,} right, {share:.0%}. On other pupils' digits most likely {low:.0%} to {high:.0%}."
    )
    text, rows = [], []
    for look, (name, share, (low, high)) in named.items():
        text.append(said.format(name=name, right=share.right, total=share.total, share=share.share, low=low, high=high))
        of = _("of {total:,} right").format(total=share.total)
        widths = (f"{100 * each:.1f}" for each in (share.share, low, high - low))
        rows.append((look, name, f"{share.right:,}", of, *widths))
    note = _("The thin line: on digits of other pupils it most likely ends up somewhere there (95% interval).")
    return Markup(_BARS.render(text=in_a_row(*text), rows=rows, note=note))


def changes(caption: str, each: Iterable[Change]) -> Markup:
    """Return a line for each, from its share before to its share now; the ring is before, the dot is now."""
    said = _("{before:,} → {after:,} of {total:,}")
    rows = [
        (
            one.look, one.name, round(100 * one.before.share, 1), round(100 * one.after.share, 1),
            said.format(before=one.before.right, after=one.after.right, total=one.after.total),
        )
        for one in each
    ]  # fmt: skip
    return Markup(_CHANGES.render(caption=caption, rows=rows))


def gained(examples: Sequence[Example]) -> Markup:
    """Return digits that are read right now and were not, each with what it was read as."""
    said = _("was read as {answer}")
    return _wall("gained", [(one, said.format(answer=label_in_words(one.before))) for one in examples])


def lost(examples: Sequence[Example]) -> Markup:
    """Return digits that were read right and are not now, each with what it is read as."""
    said = _("now read as {answer}")
    return _wall("lost", [(one, said.format(answer=label_in_words(one.after))) for one in examples])


def _wall(look: str, examples: Iterable[tuple[Example, str]]) -> Markup:
    digits = []
    for one, said in examples:
        label = label_in_words(one.sample.label)
        text = _("A pupil's {label}, {said}").format(label=label, said=said)
        digits.append((html.image(one.sample.image, _SIDE, text), label, said))
    return Markup(_WALL.render(look=look, digits=digits))
