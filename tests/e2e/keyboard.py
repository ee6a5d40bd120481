"""Walking a page with the keyboard alone, as somebody who has no mouse."""

from playwright.sync_api import Page

_FOCUSED = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return {name: "", seen: true};
    const label = one.labels && one.labels[0] ? one.labels[0].textContent : one.textContent;
    const box = one.getBoundingClientRect();
    const outlined = [null, "::before", "::after"].map((part) => getComputedStyle(one, part)).some(
        (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0);
    return {
        name: (one.getAttribute("aria-label") || label || "").replace(/\\s+/g, " ").trim(),
        seen: outlined && box.bottom > 0 && box.top < innerHeight,
    };
}"""
MOST_STEPS = 120


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what holds the focus is named so; each stop on the way shows that it has it."""
    passed = []
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        focused = page.evaluate(_FOCUSED)
        assert focused["seen"], f"« {focused['name']} » has the focus and does not show it"
        if focused["name"].startswith(name):
            return
        passed.append(focused["name"])
    raise AssertionError(f"No way to « {name} » among {passed}")


def press(page: Page, name: str, key: str = "Enter") -> None:
    """It leads to another page."""
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press(key)
