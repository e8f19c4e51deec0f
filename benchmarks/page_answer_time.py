"""How long does a pupil wait for the answer? From the mouse button's release to the answer on the page.

In a real browser, which clocks it itself; while nothing trains, and while a run trains on the same machine. The canvas
waits 200 ms after a stroke before it sends it: that is within.
"""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median

import click
from playwright.sync_api import Page

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.browser import browsing, clear, draw, open_page, wait_for_answer
from benchmarks.serving import serving, training
from benchmarks.shared import DIGITS, json_option, show, tell, temporary_home

# The answer counts when the page shows another sentence than before; the observer is told at once, without polling.
WATCH = """() => {
    const sentence = () => document.querySelector('.ink-answer span')?.textContent;
    const before = sentence();
    let released = null;
    window.addEventListener('mouseup', () => { released = performance.now(); }, { capture: true, once: true });
    window.answerTime = new Promise((answer, fail) => {
        const observer = new MutationObserver(() => {
            if (released === null || !sentence() || sentence() === before) return;
            observer.disconnect();
            answer(performance.now() - released);
        });
        observer.observe(document.body, { childList: true, characterData: true, subtree: true });
        setTimeout(() => fail(new Error('The page gave no answer within 60 s.')), 60000);
    });
}"""


@click.command()
@click.option("--strokes", default=30, show_default=True, type=click.IntRange(1), help="Strokes in each situation.")
@json_option
def main(strokes: int, as_json: bool) -> None:
    """Time the answer on the page, in ms, idle and while a run trains."""
    with temporary_home() as home, serving(home) as app, browsing() as browser:
        page = open_page(browser, app.url)
        answer_ms(page, 0)  # the first answer waits for the network: not counted
        wait_for_answer(page)
        tell(f"{strokes} strokes while nothing trains")
        idle = median(answer_ms(page, number) for number in range(strokes))
        tell(f"{strokes} strokes while a run trains")
        with training():
            busy = median(answer_ms(page, number) for number in range(strokes))
    rows = [
        [f"release of the mouse to answer, median of {strokes}", "ms"],
        ["while nothing trains", f"{idle:.0f}"],
        ["while a run trains", f"{busy:.0f}"],
        ["ratio", f"{busy / idle:.2f}"],
    ]
    show({"idle_ms": idle, "training_ms": busy, "ratio": busy / idle, "strokes": strokes}, rows, as_json)


def answer_ms(page: Page, number: int) -> float:
    """Clear the canvas, draw a digit, and return how long the page took to answer, in ms."""
    clear(page)
    page.evaluate(WATCH)
    draw(page, list(DIGITS)[number % len(DIGITS)])
    return float(page.evaluate("() => window.answerTime"))


if __name__ == "__main__":
    main()
