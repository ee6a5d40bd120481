"""What axe finds wrong on a page, said so that one can mend it."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# Once on each page: to read axe takes longer than to run it, and so does what it says of all that is well.
_VIOLATIONS = """async () => {
    const said = await window.axeOfTests.run({ resultTypes: ["violations"] });
    return said.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 200)}`));
}"""
# What fades is at its end at once. A sheet of the document's own: the policy of the pages refuses other styles.
_STILL = """() => {
    const still = new CSSStyleSheet();
    still.replaceSync("*, ::before, ::after { transition: none !important; animation-duration: 0s !important }");
    document.adoptedStyleSheets = [still];
}"""


def axe_violations(page: Page) -> list[str]:
    """One line per rule and element; an empty list is what we want. Nothing is judged while it fades."""
    page.wait_for_load_state()
    page.evaluate(_STILL)
    if not page.evaluate("'axeOfTests' in window"):  # the admin has one of its own, with rules of its own
        page.evaluate(f"{AXE_SCRIPT}; window.axeOfTests = window.axe")
    return page.evaluate(_VIOLATIONS)


def too_wide(page: Page) -> list[str]:
    """The innermost elements that make one scroll sideways; none when one need not."""
    return page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return [];
            const wide = (one) => one.getBoundingClientRect().right > width + 1;
            const found = [...document.querySelectorAll("body *")].filter((one) => wide(one));
            return found.filter((one) => ![...one.children].some(wide)).map((one) => one.outerHTML.slice(0, 120));
        }"""
    )


def assert_sound(page: Page) -> None:
    assert unsound(page) == [], page.url


ALL = tuple((scheme, width) for scheme in ("dark", "light") for width in (320, 1280))
EACH_ONCE = (("dark", 320), ("light", 1280))


def unsound(page: Page, looks: tuple[tuple[str, int], ...] = ALL) -> list[str]:
    """At both ends of the widths we serve, in both schemes; the page is left as wide as a desk's screen."""
    found = []
    for scheme, width in looks:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{scheme} at {width}: {one}" for one in (*axe_violations(page), *too_wide(page))]
    return found
