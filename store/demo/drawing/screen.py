"""The sketch of a screen: it suggests what the service looks like, and is visibly no screenshot."""

import random
from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw

from store.demo.drawing.palette import Hue, style_of

WIDTH, HEIGHT = 1200, 675
_LARGER = 2
_GREY, _LINE = "#EEEEEE", "#DDDDDD"


class Sketch:
    """A window on a tinted background; layouts draw inside `LEFT, TOP, RIGHT, BOTTOM`, in pixels of the final image."""

    LEFT, TOP, RIGHT, BOTTOM = 330, 160, 1080, 590

    def __init__(self, hue: Hue, chance: random.Random):
        self.hue, self.chance = hue, chance
        self.image = Image.new("RGB", (WIDTH * _LARGER, HEIGHT * _LARGER), hue.light)
        self._draw = ImageDraw.Draw(self.image)
        self._window()

    def box(self, x: float, y: float, width: float, height: float, ink: str, radius: float = 8) -> None:  # noqa: PLR0917  as in Pillow
        corners = [x * _LARGER, y * _LARGER, (x + width) * _LARGER, (y + height) * _LARGER]
        self._draw.rounded_rectangle(corners, radius * _LARGER, fill=ink)

    def disc(self, x: float, y: float, radius: float, ink: str) -> None:
        self.box(x - radius, y - radius, 2 * radius, 2 * radius, ink, radius)

    def shape(self, points: list[tuple[float, float]], ink: str) -> None:
        self._draw.polygon([(x * _LARGER, y * _LARGER) for x, y in points], fill=ink)

    def bytes(self) -> bytes:
        stream = BytesIO()
        self.image.resize((WIDTH, HEIGHT), Image.Resampling.BOX).save(stream, "WEBP", quality=80, method=3)
        return stream.getvalue()

    def _window(self) -> None:
        self.disc(60, 620, self.chance.randint(120, 220), "#FFFFFF")
        self.disc(1150, 60, self.chance.randint(90, 180), self.hue.main)
        self.box(90, 60, 1020, 560, self.hue.dark, 18)
        self.box(94, 100, 1012, 516, "#FFFFFF", 14)
        for position, ink in enumerate(("#FFFFFF", self.hue.light, self.hue.main)):
            self.disc(122 + position * 26, 80, 7, ink)
        self.box(94, 100, 200, 516, self.hue.light, 14)
        chosen = self.chance.randrange(5)
        for row in range(5):
            self.box(116, 150 + row * 54, 156, 30, self.hue.dark if row == chosen else "#FFFFFF", 15)
        self.box(self.LEFT, 122, self.chance.randint(220, 380), 22, self.hue.dark, 6)


def _list(sketch: Sketch) -> None:
    for row in range(5):
        y = sketch.TOP + 10 + row * 84
        sketch.box(sketch.LEFT, y, 750, 70, "#F6F6F6")
        sketch.disc(sketch.LEFT + 40, y + 35, 22, sketch.hue.main if row % 2 else sketch.hue.dark)
        sketch.box(sketch.LEFT + 80, y + 18, sketch.chance.randint(180, 340), 14, "#666666", 4)
        sketch.box(sketch.LEFT + 80, y + 42, sketch.chance.randint(240, 420), 10, _LINE, 4)
        sketch.box(sketch.RIGHT - 130, y + 22, 106, 26, sketch.hue.light, 13)


def _calendar(sketch: Sketch) -> None:
    for column in range(5):
        x = sketch.LEFT + column * 152
        sketch.box(x, sketch.TOP + 10, 140, 28, sketch.hue.light)
        sketch.box(x, sketch.TOP + 48, 140, 370, "#F6F6F6")
        for slot in sorted(sketch.chance.sample(range(6), 3)):
            ink = sketch.chance.choice([sketch.hue.main, sketch.hue.dark, _LINE])
            sketch.box(x + 8, sketch.TOP + 56 + slot * 60, 124, sketch.chance.choice([34, 52]), ink, 6)


def _chat(sketch: Sketch) -> None:
    y = sketch.TOP + 10
    for row in range(5):
        mine, width = row % 2 == 1, sketch.chance.randint(260, 440)
        x = sketch.RIGHT - width if mine else sketch.LEFT + 60
        sketch.box(x, y, width, 62, sketch.hue.dark if mine else _GREY, 16)
        sketch.box(x + 20, y + 18, width * 0.7, 9, "#FFFFFF" if mine else "#929292", 4)
        sketch.box(x + 20, y + 36, width * 0.45, 9, "#FFFFFF" if mine else "#929292", 4)
        if not mine:
            sketch.disc(sketch.LEFT + 26, y + 31, 22, sketch.hue.main)
        y += 82


def _document(sketch: Sketch) -> None:
    sketch.box(sketch.LEFT, sketch.TOP + 10, 750, 420, "#F6F6F6")
    sketch.box(sketch.LEFT + 110, sketch.TOP + 24, 530, 406, "#FFFFFF", 4)
    y = sketch.TOP + 56
    for paragraph in range(3):
        sketch.box(sketch.LEFT + 150, y, sketch.chance.randint(160, 300), 18, sketch.hue.main, 4)
        for row, width in enumerate((450, 450, 450, 260 - 40 * paragraph)):
            sketch.box(sketch.LEFT + 150, y + 34 + row * 20, width, 9, _LINE, 4)
        y += 126


def _chart(sketch: Sketch) -> None:
    for column in range(3):
        x = sketch.LEFT + column * 256
        sketch.box(x, sketch.TOP + 10, 238, 96, sketch.hue.light)
        sketch.box(x + 22, sketch.TOP + 32, sketch.chance.randint(60, 110), 26, sketch.hue.dark, 6)
        sketch.box(x + 22, sketch.TOP + 74, sketch.chance.randint(100, 180), 10, "#929292", 4)
    sketch.box(sketch.LEFT, sketch.TOP + 124, 750, 306, "#F6F6F6")
    for column in range(10):
        height = sketch.chance.randint(60, 230)
        ink = sketch.hue.main if column % 3 else sketch.hue.dark
        sketch.box(sketch.LEFT + 36 + column * 70, sketch.BOTTOM - 24 - height, 44, height, ink, 6)


def _map(sketch: Sketch) -> None:
    left, top = sketch.LEFT, sketch.TOP + 10
    sketch.box(left, top, 750, 420, sketch.hue.light)
    for column in range(5):
        for row in range(3):
            x, y = left + 14 + column * 148, top + 14 + row * 134
            shift = sketch.chance.randint(8, 36)
            ink = sketch.chance.choice(["#FFFFFF", "#FFFFFF", "#F6F6F6", _LINE])
            sketch.shape([(x + shift, y), (x + 132, y + shift), (x + 132 - shift, y + 118), (x, y + 118 - shift)], ink)
    for _ in range(6):
        x, y = left + sketch.chance.randint(60, 690), top + sketch.chance.randint(60, 350)
        sketch.shape([(x - 20, y + 6), (x + 20, y + 6), (x, y + 42)], sketch.hue.dark)
        sketch.disc(x, y, 22, sketch.hue.dark)
        sketch.disc(x, y, 9, "#FFFFFF")


def _form(sketch: Sketch) -> None:
    for step, ink in enumerate((sketch.hue.main, sketch.hue.main, _LINE, _LINE)):
        sketch.box(sketch.LEFT + step * 190, sketch.TOP + 10, 178, 10, ink, 5)
    for row in range(4):
        y = sketch.TOP + 50 + row * 80
        sketch.box(sketch.LEFT, y, sketch.chance.randint(120, 260), 12, "#666666", 4)
        sketch.box(sketch.LEFT, y + 22, 560 if row % 2 else 750, 40, _GREY, 6)
        sketch.box(sketch.LEFT, y + 60, 560 if row % 2 else 750, 3, sketch.hue.dark, 0)
    sketch.box(sketch.RIGHT - 180, sketch.BOTTOM - 52, 180, 44, sketch.hue.dark, 6)


_LAYOUTS: dict[str, Callable[[Sketch], None]] = {
    "list": _list,
    "calendar": _calendar,
    "chat": _chat,
    "document": _document,
    "chart": _chart,
    "map": _map,
    "form": _form,
}


def draw_screen(seed: str, theme_slug: str) -> bytes:
    """A WebP of 1200 × 675 pixels, the same for the same arguments."""
    style = style_of(theme_slug)
    sketch = Sketch(style.hue, random.Random(seed))
    _LAYOUTS[style.layout](sketch)
    return sketch.bytes()
