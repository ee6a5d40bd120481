"""Gives a sheet the pictures it lacks: drawn once, stored as images, reused at the next load."""

import random
from collections.abc import Callable
from io import BytesIO
from typing import NamedTuple

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.dispatch import receiver

from catalogue.services.loading.writer import pictures_wanted
from catalogue.services.models import Screenshot, ServicePage, StoreImage
from store.demo.drawing.palette import style_of
from store.demo.drawing.pen import Pen
from store.demo.drawing.pictograms import PICTOGRAMS
from store.demo.drawing.screen import draw_screen

_LOGO_SIZE = 240
_CORNERS = ((0, 0), (100, 0), (0, 100), (100, 100))


def draw_logo(seed: str, theme_slug: str) -> bytes:
    """A PNG of a few kilobytes, the same for the same arguments."""
    style, chance = style_of(theme_slug), random.Random(seed)
    pen = Pen(_LOGO_SIZE, style.hue.light, style.hue.main, style.hue.dark)
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


_CAPTION = "Illustration dessinée pour la démonstration."


class _Kind(NamedTuple):
    name: str
    alt: str
    suffix: str
    draw: Callable[[str, str], bytes]


_LOGO = _Kind("logo", "logo de", "png", draw_logo)
_SCREEN = _Kind("écran", "écran imaginaire de", "webp", draw_screen)


@receiver(pictures_wanted)
def illustrate(sender, page: ServicePage, theme: str, is_complete: bool, **kwargs) -> None:
    """Give `page` (not saved) a logo, and a screen when it is complete, unless somebody gave it real ones.

    `theme`, the first one of its file, chooses the pictogram.
    """
    if page.logo is None or page.logo.is_demo:
        page.logo = _drawn(page, _LOGO, theme)
    if is_complete and not page.screenshots.exists():
        page.screenshots.set([Screenshot(image=_drawn(page, _SCREEN, theme), caption=_CAPTION)])


def _drawn(page: ServicePage, kind: _Kind, theme: str) -> StoreImage:
    """The drawing of this page, made if it does not exist yet for this theme."""
    title = f"Démonstration, {kind.name} : {page.external_id} ({theme or 'sans thématique'})"
    image = StoreImage.objects.filter(title=title, is_demo=True).first()
    if image is None:
        content = ContentFile(kind.draw(str(page.external_id), theme))
        alt = f"Illustration dessinée pour la démonstration : {kind.alt} {page.title}"
        image = StoreImage(title=title, description=alt[:255], is_demo=True)
        image.file = ImageFile(content, name=f"demo-{page.external_id}.{kind.suffix}")
        image.save()
    return image
