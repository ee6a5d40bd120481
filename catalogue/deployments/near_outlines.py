"""Where intercommunalités and their communes lie: from a folder of GeoJSON files to the small file used to draw them.

Outlines of intercommunalités are what remains of those of their communes once the borders between them cancel out; a
border between two intercommunalités is simplified once, so that both still touch.
"""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import cos, radians
from pathlib import Path
from typing import Any

OUTLINES_FILE = Path(__file__).resolve().parent / "data" / "intercommunalites.json.gz"
SOURCE = "IGN, GEOFLA"
"""Shown under each drawing."""

Point = tuple[int, int]
"""Right and down, in thousandths of a degree of latitude."""
_MILLIONTHS = 1_000_000
_TOLERANCE = 4.0
"""How far a simplified border may stray, in those units: four hundred metres."""
_SMALLEST = 12.0
"""Islets under this area are left out, unless there is nothing else."""
_OVERSEAS = {"971": 16.2, "972": 14.6, "973": 4.0, "974": -21.1, "976": -12.8}
_METROPOLITAN = 46.5


class OutlinesError(Exception):
    """The folder holds no outlines of communes, or they cannot be read."""


@dataclass(frozen=True)
class NearOutlines:
    """By SIREN of an intercommunalité: `paths`, its outline; `places`, « 01001:12,34 » for each of its communes."""

    paths: Mapping[str, str]
    places: Mapping[str, str]

    def communes_of(self, siren: str) -> dict[str, Point]:
        found = {}
        for one in self.places.get(siren, "").split():
            code, _, at = one.partition(":")
            right, _, down = at.partition(",")
            found[code] = (int(right), int(down))
        return found


@cache
def near_outlines() -> NearOutlines:
    raw = json.loads(gzip.decompress(OUTLINES_FILE.read_bytes()))
    return NearOutlines(raw["paths"], raw["places"])


def trim_outlines(folder: Path, cog: Path, target: Path, vintage: str) -> int:
    """Writes `target` from the GeoJSON files of communes below `folder`; the same files always give the same bytes."""
    holders = _intercommunalites_of(cog)
    shapes: dict[str, list[list[Point]]] = defaultdict(list)
    for code, rings in _communes(folder):
        if code in holders.now:
            shapes[holders.now[code]] += rings
    members: dict[str, dict[str, list[list[Point]]]] = defaultdict(dict)
    for code, rings in shapes.items():
        if siren := holders.epci.get(code):
            members[siren][code] = rings
    if not members:
        raise OutlinesError(f"{folder} : aucun contour de commune")
    written = {
        "source": SOURCE,
        "vintage": vintage,
        "licence": "Licence Ouverte",
        "paths": dict(sorted(_outlines(members).items())),
        "places": {siren: _places(its) for siren, its in sorted(members.items())},
    }
    text = json.dumps(written, ensure_ascii=False, separators=(",", ":"))
    target.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    return len(members)


@dataclass(frozen=True)
class _Holders:
    """`now`: from any code to that of the commune of today; `epci`: its intercommunalité."""

    now: Mapping[str, str]
    epci: Mapping[str, str]


def _intercommunalites_of(cog: Path) -> _Holders:
    raw = json.loads(gzip.decompress(cog.read_bytes()))
    epci = {row[0]: row[3] for row in raw["communes"]}
    return _Holders({row[0]: row[2] for row in raw["others"]} | {code: code for code in epci}, epci)


def _communes(folder: Path) -> Iterator[tuple[str, list[list[Point]]]]:
    for file in sorted(folder.rglob("*.geojson")):
        try:
            features = json.loads(file.read_text(encoding="utf-8"))["features"]
            for feature in features:
                code = feature["properties"]["code"]
                yield code, [_projected(ring, code) for ring in _rings_of(feature["geometry"])]
        except (KeyError, TypeError, ValueError) as error:
            raise OutlinesError(f"{file} : {error}") from error


def _rings_of(geometry: dict[str, Any]) -> Iterator[list[list[float]]]:
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    for polygon in polygons:
        yield from polygon


def _projected(ring: Iterable[Sequence[float]], code: str) -> list[Point]:
    """In millionths until borders have cancelled out: neighbours must share their points."""
    narrowing = cos(radians(_OVERSEAS.get(code[:3], _METROPOLITAN)))
    return [(round(lon * narrowing * _MILLIONTHS), round(-lat * _MILLIONTHS)) for lon, lat, *_ in ring]


Members = Mapping[str, Mapping[str, list[list[Point]]]]
Edge = tuple[Point, Point]


def _outlines(members: Members) -> dict[str, str]:
    borders = {siren: _border(its.values()) for siren, its in members.items()}
    near: dict[Point, set[Point]] = defaultdict(set)
    for edges in borders.values():
        for one, other in edges:
            near[one].add(other)
            near[other].add(one)
    nodes = {point for point, others in near.items() if len(others) != 2}  # noqa: PLR2004  where borders part
    known: dict[Edge, list[Point]] = {}
    return {siren: _path(_loops(edges), nodes, known) for siren, edges in borders.items()}


def _border(communes: Iterable[list[list[Point]]]) -> set[Edge]:
    """The edges that only one of these communes has."""
    edges: set[Edge] = set()
    for rings in communes:
        for ring in rings:
            for edge in pairwise(ring):
                if (edge[1], edge[0]) in edges:
                    edges.remove((edge[1], edge[0]))
                elif edge[0] != edge[1]:
                    edges.add(edge)
    return edges


def _loops(edges: set[Edge]) -> Iterator[list[Point]]:
    onward: dict[Point, list[Point]] = defaultdict(list)
    for start, end in sorted(edges):
        onward[start].append(end)
    for first in sorted(onward):
        while onward[first]:
            loop = [first]
            while onward[loop[-1]]:
                loop.append(onward[loop[-1]].pop())
                if loop[-1] == first:
                    break
            yield loop


def _path(loops: Iterable[list[Point]], nodes: set[Point], known: dict[Edge, list[Point]]) -> str:
    lighter = [_thousandths(_simplified_loop(loop, nodes, known)) for loop in loops]
    lighter.sort(key=_area, reverse=True)
    return "".join(_steps(ring) for place, ring in enumerate(lighter) if place == 0 or _area(ring) >= _SMALLEST)


def _simplified_loop(loop: list[Point], nodes: set[Point], known: dict[Edge, list[Point]]) -> list[Point]:
    """Border by border, each between two nodes; without any, between two points that everybody finds."""
    points = loop[:-1] if loop[0] == loop[-1] else loop
    stops = [place for place, point in enumerate(points) if point in nodes]
    if len(stops) < 2:  # noqa: PLR2004
        first = points.index(min(points))
        stops = sorted({first, (first + len(points) // 2) % len(points), *stops})
    ring: list[Point] = []
    for start, end in zip(stops, [*stops[1:], stops[0] + len(points)], strict=True):
        border = [points[place % len(points)] for place in range(start, end + 1)]
        ring += _simplified(border, known)[:-1]
    return ring


def _simplified(border: list[Point], known: dict[Edge, list[Point]]) -> list[Point]:
    """The same from both sides."""
    backwards = border[::-1]
    if backwards < border:
        return _simplified(backwards, known)[::-1]
    key = (border[0], border[1])
    if key not in known:
        known[key] = _without_detours(border)
    return known[key]


def _without_detours(points: list[Point]) -> list[Point]:
    """Douglas and Peucker's: the farthest point stays if it is far enough, on each side of it likewise."""
    kept, todo = {0, len(points) - 1}, [(0, len(points) - 1)]
    while todo:
        start, end = todo.pop()
        far, place = max(
            ((_distance(points[one], points[start], points[end]), one) for one in range(start + 1, end)),
            default=(0.0, 0),
        )
        if far > _TOLERANCE * _MILLIONTHS / 1_000:
            kept.add(place)
            todo += [(start, place), (place, end)]
    return [points[place] for place in sorted(kept)]


def _distance(point: Point, start: Point, end: Point) -> float:
    """From a point to a segment."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = across * across + down * down
    along = ((point[0] - start[0]) * across + (point[1] - start[1]) * down) / length if length else 0.0
    along = min(1.0, max(0.0, along))
    left, under = point[0] - start[0] - along * across, point[1] - start[1] - along * down
    return (left * left + under * under) ** 0.5


def _thousandths(ring: Iterable[Point]) -> list[Point]:
    lighter: list[Point] = []
    for right, down in ring:
        point = (round(right / 1_000), round(down / 1_000))
        if not lighter or lighter[-1] != point:
            lighter.append(point)
    return lighter


def _area(ring: Sequence[Point]) -> float:
    pairs = zip(ring, [*ring[1:], *ring[:1]], strict=True)
    return abs(sum(one[0] * other[1] - other[0] * one[1] for one, other in pairs)) / 2


def _steps(ring: list[Point]) -> str:
    (x, y), *rest = ring
    steps = []
    for right, down in rest:
        steps.append(f"{right - x} {down - y}")
        x, y = right, down
    return f"M{ring[0][0]} {ring[0][1]}l{' '.join(steps)}z".replace(" -", "-")


def _places(communes: Mapping[str, list[list[Point]]]) -> str:
    return " ".join(f"{code}:{','.join(map(str, _middle(rings)))}" for code, rings in sorted(communes.items()))


def _middle(rings: list[list[Point]]) -> Point:
    """The centre of gravity of the largest ring, or of its points if it has no area."""
    ring = max((_thousandths(ring) for ring in rings), key=_area)
    twice = across = down = 0
    for (x, y), (next_x, next_y) in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        part = x * next_y - next_x * y
        twice, across, down = twice + part, across + (x + next_x) * part, down + (y + next_y) * part
    if not twice:
        return round(sum(x for x, _ in ring) / len(ring)), round(sum(y for _, y in ring) / len(ring))
    return round(across / 3 / twice), round(down / 3 / twice)
