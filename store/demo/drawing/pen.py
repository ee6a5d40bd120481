"""Drawing on a grid of 100 × 100, whatever the size in pixels. Supersampled, hence smooth."""

from PIL import Image, ImageDraw

SUPERSAMPLING = 4


class Pen:
    """Shapes in grid units; `dark` and `main` are the two inks of a pictogram, `paper` what is behind it."""

    def __init__(self, size: int, paper: str, main: str, dark: str):
        self.scale = size * SUPERSAMPLING / 100
        self.size, self.paper, self.main, self.dark = size, paper, main, dark
        self.image = Image.new("RGB", (size * SUPERSAMPLING,) * 2, paper)
        self._draw = ImageDraw.Draw(self.image)

    def box(self, x0: float, y0: float, x1: float, y1: float, ink: str, radius: float = 2) -> None:  # noqa: PLR0917  as in Pillow
        self._draw.rounded_rectangle(self._scaled(x0, y0, x1, y1), radius * self.scale, fill=ink)

    def disc(self, x: float, y: float, radius: float, ink: str) -> None:
        self._draw.ellipse(self._scaled(x - radius, y - radius, x + radius, y + radius), fill=ink)

    def half_disc(self, x: float, y: float, radius: float, ink: str) -> None:
        """The upper half of a disc."""
        self._draw.pieslice(self._scaled(x - radius, y - radius, x + radius, y + radius), 180, 360, fill=ink)

    def shape(self, *points: float, ink: str) -> None:
        """A polygon: x, y, x, y…"""
        self._draw.polygon(self._scaled(*points), fill=ink)

    def line(self, *points: float, ink: str, width: float = 4) -> None:
        self._draw.line(self._scaled(*points), fill=ink, width=round(width * self.scale), joint="curve")
        for x, y in ((points[0], points[1]), (points[-2], points[-1])):
            self.disc(x, y, width / 2, ink)

    def finished(self) -> Image.Image:
        return self.image.resize((self.size, self.size), Image.Resampling.LANCZOS)

    def _scaled(self, *values: float) -> list[float]:
        return [value * self.scale for value in values]
