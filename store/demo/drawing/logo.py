"""The logo of a service: the pictogram of its first theme on a tile that differs from one service to the next."""

import random
from io import BytesIO

from store.demo.drawing.palette import style_of
from store.demo.drawing.pen import Pen
from store.demo.drawing.pictograms import PICTOGRAMS

SIZE = 240
_CORNERS = ((0, 0), (100, 0), (0, 100), (100, 100))


def draw_logo(seed: str, theme_slug: str) -> bytes:
    """A PNG of a few kilobytes, the same for the same arguments."""
    style, chance = style_of(theme_slug), random.Random(seed)
    pen = Pen(SIZE, style.hue.light, style.hue.main, style.hue.dark)
    x, y = chance.choice(_CORNERS)
    for radius in sorted(chance.sample(range(24, 72, 6), 2), reverse=True):
        pen.disc(x, y, radius, _between(style.hue.light, "#FFFFFF", chance.uniform(0.35, 0.8)))
    PICTOGRAMS[style.pictogram](pen)
    stream = BytesIO()
    pen.finished().quantize(64).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _between(one: str, other: str, share: float) -> str:
    """The colour at `share` of the way from `one` to `other`."""
    pairs = [(int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)
