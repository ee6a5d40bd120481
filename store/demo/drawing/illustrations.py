"""Giving a sheet the pictures it lacks: drawn once, stored as images of the Store, found again at the next load."""

from collections.abc import Callable
from typing import NamedTuple

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.dispatch import receiver

from catalogue.services.loading.writer import pictures_wanted
from catalogue.services.models import Screenshot, ServicePage, StoreImage
from store.demo.drawing import logo, screen

_CAPTION = "Illustration dessinée pour la démonstration."


class _Kind(NamedTuple):
    name: str
    alt: str
    suffix: str
    draw: Callable[[str, str], bytes]


_LOGO = _Kind("logo", "logo de", "png", logo.draw_logo)
_SCREEN = _Kind("écran", "écran imaginaire de", "webp", screen.draw_screen)


@receiver(pictures_wanted)
def illustrate(sender, page: ServicePage, theme: str, is_complete: bool, **kwargs) -> None:
    """Give `page` (not saved) a logo, and a screen when it is complete, unless somebody gave it real ones.

    `theme` is the slug of the first theme of its file: the others do not choose the pictogram.
    """
    if page.logo is None or page.logo.is_demo:
        page.logo = _drawn(page, _LOGO, theme)
    if is_complete and not page.screenshots.exists():
        page.screenshots = [Screenshot(image=_drawn(page, _SCREEN, theme), caption=_CAPTION)]


def _drawn(page: ServicePage, kind: _Kind, theme: str) -> StoreImage:
    """The drawing of this page, made if it does not exist yet for this theme."""
    title = f"Démonstration, {kind.name} : {page.external_id} ({theme or 'sans thématique'})"
    image = StoreImage.objects.filter(title=title, is_demo=True).first()
    if image is None:
        content = ContentFile(kind.draw(page.external_id, theme))
        alt = f"Illustration dessinée pour la démonstration : {kind.alt} {page.title}"
        image = StoreImage(title=title, description=alt[:255], is_demo=True)
        image.file = ImageFile(content, name=f"demo-{page.external_id}.{kind.suffix}")
        image.save()
    return image
