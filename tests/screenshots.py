"""Pictures of the main pages for docs/screenshots, taken from a running demo: `make screenshots`."""

import argparse
import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import CHROMIUM

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "screenshots"
PAGES = {
    "accueil": "/",
    "catalogue": "/services/?q=rendez-vous&territoire=commune-42218",
    "fiche": "/services/rdv-service-public/?territoire=commune-42218",
    "territoire": "/territoires/departement-62/",
    "thematique": "/themes/solidarite/",
}
# Of each space: who enters it, as the sign-in page of the demonstration names them, and the page pictured.
SPACES = {
    "espace-editeur": ("Hélène Marchand", "/admin/"),
    "espace-mainteneur": ("Éric Blanc", "/mainteneur/rdv-service-public/"),
    "espace-collectivite": ("Amélie Roux", "/mon-espace/"),
}
VIEWS = {
    f"{width}-{scheme}": (width, height, scheme)
    for width, height in ((1280, 900), (320, 700))
    for scheme in ("light", "dark")
}


def save(picture: bytes, path: Path) -> None:
    """PNG with a palette of 256 colours: a third of the weight, and nobody sees it on flat colours."""
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(256).save(path, optimize=True)


def take(page: Page, name: str, address: str) -> None:
    for view, (width, height, scheme) in VIEWS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        page.goto(address, wait_until="networkidle")
        save(page.screenshot(), FOLDER / f"{name}-{view}.png")
        print(f"{name} {view}")


def take_all(browser: Browser, base: str) -> None:
    visitor = browser.new_page(locale="fr-FR")
    for name, path in PAGES.items():
        take(visitor, name, base + path)
    for name, (person, path) in SPACES.items():
        page = browser.new_page(locale="fr-FR")
        page.goto(f"{base}/connexion/")
        page.get_by_role("button", name=person).click()
        take(page, name, base + path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="http://localhost:8000", help="address of the running demo")
    base = parser.parse_args().base.rstrip("/")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        take_all(browser, base)
        browser.close()


if __name__ == "__main__":
    main()
