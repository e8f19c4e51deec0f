"""The paper within the shadow of the canvas's component: how the canvas fills it, and a faint 7 to trace on it.

Knows the elements of streamlit_drawable_canvas. Does not know drawings.
"""

from __future__ import annotations

from model.languages.translation import LANGUAGES, N_, in_language

_NAME = N_("Paper to draw on with the mouse or a finger")
_TAGS = {each: each.replace("_", "-") for each in LANGUAGES}  # as HTML names languages
# A component's HTML is the same for all: it holds the name in every language, and shows that of the page.
_NAMES = "".join(f'<span lang="{tag}">{in_language(_NAME, each)}</span>' for each, tag in _TAGS.items())
_ONE_NAME = "\n".join(f":host(:lang({tag})) .paper-name [lang={tag}] {{ display: inline; }}" for tag in _TAGS.values())

# The canvas's own tools are gone: they double ours, and would swallow a stroke of a finger that begins in the corner
# where they hide. The canvas fills its place, however large style.css makes that: a pen's place on it is worked out
# from both; and it lies there at once, before its own style has come. --ink-trace is how strongly the 7 shows.
HTML = f"""<style>
.dc-toolbar {{ display: none !important; }}
.canvas-root {{ position: relative; touch-action: none; }}
.canvas-root .dc-root {{ width: 100%; }}
.canvas-root .dc-scroll {{ overflow: hidden; }}
.dc-container, .canvas-container, canvas {{ width: 100% !important; height: auto !important; }}
.canvas-root .dc-background-canvas {{ display: block; position: relative; }}
.canvas-container {{ position: absolute !important; inset: 0; }}
.trace {{ position: absolute; inset: 0; z-index: 30; pointer-events: none; opacity: var(--ink-trace, 0); }}
.trace path {{ fill: none; stroke: var(--ink-pen); stroke-width: 18; stroke-linecap: round; stroke-linejoin: round; }}
.paper-name {{ position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }}
.paper-name span {{ display: none; }}
{_ONE_NAME}
</style>
<div class="canvas-root" role="img" aria-labelledby="paper-name">
<span class="paper-name" id="paper-name">{_NAMES}</span>
<svg class="trace" viewBox="0 0 280 280" aria-hidden="true"><path d="M80 60H200L135 225"/></svg>
</div>"""
