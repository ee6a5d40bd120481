"""Pictures of the style sheet: icons are gathered in one strip, `data:` URLs become files (the CSP refuses them)."""

import re
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

from store.assets.pruning import Nodes, rules_of
from store.assets.stylesheet import addresses_of, tokens_of

EMBEDDED = "data:image/svg+xml"
SVG = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
VIEW_BOX = re.compile(r"""viewBox=["']([^"']+)["']""")
ID = re.compile(r"""(\bid=["']|href=["']#|url\(#)(\w)""")
FILL = re.compile(r'fill="[^"]+"')
CELL = 24
STRIP = "icons.svg"
PICTURES = "pictures.svg"


def icons_of(nodes: Nodes) -> list[str]:
    """Paths of the icons that rules draw, in a stable order."""
    values = (value for rule in rules_of(nodes) for name, value in rule.declarations if name == "mask-image")
    return sorted({icon for value in values if (icon := _icon(value))})


def _icon(value: str) -> str:
    """« icons/system/add-line.svg », as the design system's files name it; empty for another picture."""
    for address in addresses_of(value):
        path = address[address.find("icons/") :]
        if path.startswith("icons/") and path.endswith(".svg"):
            return path
    return ""


def strip_of(icons: Iterable[str], source: Path) -> str:
    """One SVG with the icons below each other: one request instead of one per icon."""
    cells = []
    for index, icon in enumerate(icons):
        text = (source / icon).read_text(encoding="utf-8")
        box, content = VIEW_BOX.search(text), SVG.search(text)
        if not (box and content):
            raise ValueError(f"{icon}: not an SVG icon")
        cells.append(
            f'<svg y="{index * CELL}" width="{CELL}" height="{CELL}" viewBox="{box[1]}">{content[1].strip()}</svg>'
        )
    height = CELL * max(len(cells), 1)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {CELL} {height}">{"".join(cells)}</svg>'


def point_at_strip(nodes: Nodes, icons: list[str]) -> None:
    """Make each rule that draws an icon show its cell of the strip. `!important`: later generic rules reset sizes."""
    last = max(len(icons) - 1, 1)
    for rule in rules_of(nodes):
        icon = next((_icon(value) for name, value in rule.declarations if name == "mask-image"), "")
        if not icon:
            continue
        place = f"0 {100 * icons.index(icon) / last:.4f}%!important"
        size = f"100% {100 * len(icons)}%!important"
        kept = [pair for pair in rule.declarations if not pair[0].removeprefix("-webkit-").startswith("mask-")]
        drawn = [("mask-image", f"url({STRIP})"), ("mask-size", size), ("mask-position", place)]
        rule.declarations = [*kept, *((f"-webkit-{name}", value) for name, value in drawn), *drawn]


def picture_cell(picture: str, name: str, top: float) -> tuple[str, float]:
    """The picture as a cell of the sheet of pictures, with the view that shows it alone; and the cell's height."""
    box, content = VIEW_BOX.search(picture), SVG.search(picture)
    if not content:
        raise ValueError(f"{name}: not an SVG picture")
    width, height = (float(side) for side in box[1].split()[2:]) if box else (CELL, CELL)
    inner = ID.sub(rf"\1{name}-\2", content[1])
    colour = FILL.search(content[0].partition(">")[0])
    place = f'y="{top:g}" width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}"'
    view = f'<view id="{name}" viewBox="0 {top:g} {width:g} {height:g}"/>'
    return f"{view}<svg {place} {colour[0] if colour else ''}>{inner}</svg>", height


def _with_views(value: str, view: Callable[[str], str]) -> str:
    """`view` gives what replaces each `url(…)` that holds a picture."""
    if EMBEDDED not in value:
        return value
    parts = []
    for token in tokens_of(value):
        said = token.serialize()
        embedded = [address for address in addresses_of(said) if address.startswith(EMBEDDED)]
        parts.append(view(embedded[0]) if embedded else said)
    return "".join(parts)


def gather_data_images(nodes: Nodes, target: Path) -> None:
    """Put every embedded picture in one file and make each rule show its view of it: one request for all."""
    cells: dict[str, str] = {}
    top = 0.0

    def as_view(address: str) -> str:
        nonlocal top
        picture = unquote(address.partition(",")[2])
        name = f"p{sha256(picture.encode()).hexdigest()[:8]}"
        if name not in cells:
            cells[name], height = picture_cell(picture, name, top)
            top += height
        return f"url({PICTURES}#{name})"

    for rule in rules_of(nodes):
        rule.declarations = [(name, _with_views(value, as_view)) for name, value in rule.declarations]
    sheet = f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(cells.values())}</svg>'
    (target / PICTURES).write_text(sheet, encoding="utf-8")
