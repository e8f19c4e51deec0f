"""Finding what a page shows by its keys, never by its words: the pages speak several languages.

What is found so may be asked what it says: `expect(said(keyed(page, "step-time"))).to_contain_text(["to validate"])`.
"""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Locator, Page, expect

from tests.browser.app import App

Place = Page | Locator

# The choices of each row of buttons, by its key, in the order in which they stand.
CHOICES = {
    "kind": "digit number",
    "way-digit": "draw photo camera test keyboard",
    "way-number": "draw photo camera",
    "pen-canvas": "thin normal thick",
    "train-view": "one experiments runs",
    "evaluate-view": "mistakes figures comparison corruption confidence download",
    "evaluate-shown": "wrong hardest mislabelled",
    "inside-view": "where-it-looked network neighbours learning",
    "which-picture": "drawn test",
    "digits-label": "0 1 2 3 4 5 6 7 8 9 no-digit",
    "digits-kind": "waiting doubted misread removed",
    "digit-is-": "0 1 2 3 4 5 6 7 8 9 no-digit",
    "step": "collect learn",
    "own-way": "draw photos camera",
    "digits-view": "digits ten teach",
    "lesson-card": "draw fool train overfit repair mistakes inside",
}
LAST = {"stroke-by-stroke": -2, "by-hand": -1}  # of "Look inside": before them, some views come and go


def keyed(place: Place, key: str) -> Locator:
    """Return what has such a key of Streamlit's; a key that ends with "-" stands for all that begin with it."""
    return place.locator(f"[class*='st-key-{key}']" if key.endswith("-") else f".st-key-{key}")


def button(place: Place, key: str) -> Locator:
    """Return the button of that key."""
    return keyed(place, key).get_by_role("button")


def choice(place: Place, key: str, name: str) -> Locator:
    """Return one of the `CHOICES` of the row of buttons of that key."""
    names = CHOICES[key].split()
    return keyed(place, key).get_by_role("radio").nth(names.index(name) if name in names else LAST[name])


def fold(place: Place, key: str) -> Locator:
    """Return what opens and closes the folded part of that key."""
    return keyed(place, key).locator("summary").first


def link(page: Page, name: str) -> Locator:
    """Return the way to another page in the bar: to "draw", "train", "evaluate" or "inside"."""
    return keyed(page, "pages").locator(f"a[href='{'' if name == 'draw' else name}']")


def said(place: Place) -> Locator:
    """Return the headings, paragraphs and answers of a page, or of a part of it, that can be seen."""
    return place.locator("h1, h2, h3, p, .ink-answer").filter(visible=True)


def expect_title(page: Page, title: str) -> None:
    """Wait until the page is another one: it has this title, and no other."""
    expect(page.get_by_role("heading", level=1)).to_have_text([title])


def settle(page: Page) -> None:
    """Wait until the server has sent all of the page, what shows it has come, and nothing of before is left on it."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


def restart(app: App, page: Page) -> None:
    """Start the app anew, and wait until it has drawn the page that is open, which asks for that by itself."""
    shown = page.get_by_test_id("stApp")
    app.stop()
    expect(shown).not_to_have_attribute("data-test-connection-state", "CONNECTED")
    shown.evaluate(  # not before: what the server had begun may end until then
        "app => new MutationObserver(() => { app.drawnAnew ||= app.dataset.testScriptState === 'notRunning'; })"
        ".observe(app, { attributes: true, attributeFilter: ['data-test-script-state'] })"
    )
    app.start()
    expect(shown).to_have_js_property("drawnAnew", True)
    settle(page)


def go_to(page: Page, name: str) -> None:
    """Go to another page by the bar, so that the visit goes on, and wait until it is whole."""
    link(page, name).click()
    expect(keyed(page, "here").locator("a")).to_have_attribute("href", "" if name == "draw" else name)
    settle(page)


def views(page: Page) -> Iterator[str]:
    """Open the views of a page one after the other: the choices of its rows of buttons, and its tabs.

    The last ones first: what a press brings or takes away lies below it. Yields what each is called.
    """
    every = page.locator("[role=radiogroup] button[role=radio], [role=tab]")
    chosen = "all => all.map(one => (one.ariaChecked ?? one.ariaSelected) === 'true')"
    for at, is_chosen in reversed([*enumerate(every.evaluate_all(chosen))]):
        if not is_chosen and every.nth(at).is_visible():
            name = every.nth(at).inner_text()
            every.nth(at).click()
            settle(page)
            yield name
