"""The paper within the shadow of the canvas's component: how the canvas fills it, and a faint 7 to trace on it.

Knows the elements of streamlit_drawable_canvas. Does not know drawings.
"""

from __future__ import annotations

# The canvas's own tools are gone: they double ours, and would swallow a stroke of a finger that begins in the corner
# where they hide. The canvas fills its place, however large style.css makes that: a pen's place on it is worked out
# from both; and it lies there at once, before its own style has come. --ink-trace is how strongly the 7 shows.
HTML = """<style>
.dc-toolbar { display: none !important; }
.canvas-root { position: relative; touch-action: none; }
.canvas-root .dc-root { width: 100%; }
.canvas-root .dc-scroll { overflow: hidden; }
.dc-container, .canvas-container, canvas { width: 100% !important; height: auto !important; }
.canvas-root .dc-background-canvas { display: block; position: relative; }
.canvas-container { position: absolute !important; inset: 0; }
.trace { position: absolute; inset: 0; z-index: 30; pointer-events: none; opacity: var(--ink-trace, 0); }
.trace path { fill: none; stroke: var(--ink-pen); stroke-width: 18; stroke-linecap: round; stroke-linejoin: round; }
</style>
<div class="canvas-root" role="img" aria-label="Paper to draw on with the mouse or a finger">
<svg class="trace" viewBox="0 0 280 280" aria-hidden="true"><path d="M80 60H200L135 225"/></svg>
</div>"""
