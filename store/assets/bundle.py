"""Build `store/style.css`, the one style sheet of pages, with its fonts and icons: django-dsfr's, then our own."""

import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

import dsfr

from catalogue.services.models.vocabulary import ANY_PICTOGRAM, PICTOGRAMS
from store.assets.data_images import STRIP, gather_data_images, icons_of, point_at_strip, strip_of
from store.assets.pruning import Nodes, keep_our_fonts, keep_used_rules, keep_used_variables, mentions, rules_of
from store.assets.stylesheet import addresses_of, imports_of, parse, write

PACKAGE = Path(dsfr.__file__).parent
DIST = PACKAGE / "static/dsfr/dist"
SHEETS = ("dsfr.main.min.css", "utility/icons/icons.main.min.css", "dsfr.print.min.css")
_DECIMALS = re.compile(r"-?\d*\.\d+")
_COLOURS = {
    "artwork-decorative": "--artwork-decorative-blue-france",
    "artwork-minor": "--artwork-minor-red-marianne",
    "artwork-major": "--artwork-major-blue-france",
}
_SVG = "{http://www.w3.org/2000/svg}"
OUR_SHEET = "static/css/store.css"
NOTICE = (
    "/*! DSFR (MIT licence, restricted to sites of the State) cut to what our pages use, then rules of our own. */\n"
)
# Where pages say which parts of the design system they show.
PAGE_SOURCES = (
    ("templates", "*.html"),
    ("static/js", "*.js"),
    ("store", "*.py"),
    ("search", "*.py"),
    ("catalogue", "*.py"),
)


def page_sources(root: Path) -> list[Path]:
    return sorted(file for folder, pattern in PAGE_SOURCES for file in (root / folder).rglob(pattern))


def our_sheets(root: Path) -> list[Path]:
    """The files that our style sheet imports, in order."""
    sheet = root / OUR_SHEET
    return [sheet.parent / name for name in imports_of(sheet.read_text(encoding="utf-8"))]


def copy_fonts(nodes: Nodes, target: Path) -> None:
    for rule in rules_of(nodes):
        if rule.prelude == "@font-face":
            face = dict(rule.declarations)
            for font in addresses_of(face["src"]):
                name = font[font.index("fonts/") :]
                (target / "fonts").mkdir(exist_ok=True)
                shutil.copyfile(DIST / name, target / name)
                face["src"] = f'url({name}) format("woff2")'
                rule.declarations = list(face.items())


def gather_pictograms(target: Path) -> None:
    """Those of the themes, each a symbol in the colours of the page, which its variables give: `city-hall`…"""
    sprite = ElementTree.Element(f"{_SVG}svg")
    for name in sorted({*PICTOGRAMS.values(), ANY_PICTOGRAM}):
        drawing = ElementTree.parse(DIST / f"artwork/pictograms/{name}.svg")  # noqa: S314  of the installed package
        symbol = ElementTree.SubElement(sprite, f"{_SVG}symbol", {"id": Path(name).name, "viewBox": "0 0 80 80"})
        for part in drawing.iter(f"{_SVG}symbol"):
            group = ElementTree.SubElement(symbol, f"{_SVG}g", {"fill": f"var({_COLOURS[part.attrib['id']]})"})
            group.extend(part)
    for shape in sprite.iter(f"{_SVG}path"):
        # Drawn for eighty pixels, to a hundred-thousandth: a tenth is a third of the weight.
        rounded = _DECIMALS.sub(lambda found: f" {round(float(found[0]), 1):g}", shape.get("d", ""))
        shape.set("d", " ".join(rounded.split()))
    ElementTree.register_namespace("", _SVG[1:-1])
    ElementTree.ElementTree(sprite).write(target / "pictograms.svg", encoding="unicode")


def read_sheets(paths: Iterable[Path]) -> Nodes:
    return [node for path in paths for node in parse(path.read_text(encoding="utf-8"))]


def build(root: Path, assets_dir: Path) -> Path:
    """Write the bundle under `assets_dir`/store; return the style sheet. `root` holds templates and static."""
    target = assets_dir / "store"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    names = mentions(page_sources(root), PACKAGE / "templates/dsfr")
    nodes = keep_our_fonts(keep_used_rules(read_sheets(DIST / name for name in SHEETS), names))
    nodes = keep_used_variables(nodes + read_sheets(our_sheets(root)), _COLOURS.values())
    icons = icons_of(nodes)
    (target / STRIP).write_text(strip_of(icons, DIST), encoding="utf-8")
    point_at_strip(nodes, icons)
    gather_data_images(nodes, target)
    copy_fonts(nodes, target)
    gather_pictograms(target)
    sheet = target / "style.css"
    sheet.write_text(NOTICE + write(nodes), encoding="utf-8")
    return sheet
