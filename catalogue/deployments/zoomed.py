"""What the page of the users of a service draws of a place: areas and points that lead nearer, with their words."""

from dataclasses import dataclass

from catalogue.deployments.map import Label, Shape, patterns_of


@dataclass(frozen=True)
class ZoomLink:
    """A place; `count` says in words how much of the service is used there."""

    name: str
    url: str
    count: str = ""


@dataclass(frozen=True)
class ZoomArea:
    """What one click on the drawing chooses; `rest`: the outline of what is in it without any use."""

    link: ZoomLink
    rest: str
    shapes: tuple[Shape, ...]


@dataclass(frozen=True)
class ZoomPoint:
    """A commune that uses the service."""

    link: ZoomLink
    x: int
    y: int
    standing: str
    pattern: str


@dataclass(frozen=True)
class NearDrawing:
    """From the département on, in other units: `scale` of the patterns, `size` of a point, `others`: the communes
    without use, in one path. `of_communes`: points are drawn, not intercommunalités.
    """

    of_communes: bool = False
    scale: int = 1
    size: int = 0
    points: tuple[ZoomPoint, ...] = ()
    others: str = ""


@dataclass(frozen=True)
class Zoom:
    """`trail`: from France down to the place shown. `nearer`: the places inside it, called `what`.

    `near`: how it is drawn where outlines of intercommunalités are needed. Where nothing is drawn, `box` is empty.
    """

    trail: tuple[ZoomLink, ...]
    what: str
    nearer: tuple[ZoomLink, ...]
    box: str = ""
    areas: tuple[ZoomArea, ...] = ()
    labels: tuple[Label, ...] = ()
    near: NearDrawing | None = None

    @property
    def patterns(self) -> frozenset[str]:
        points = frozenset(point.pattern for point in self.near.points) if self.near else frozenset()
        return points | patterns_of(shape for area in self.areas for shape in area.shapes)

    @property
    def scale(self) -> int:
        return self.near.scale if self.near else 1
