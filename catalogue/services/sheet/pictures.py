"""In what sizes and formats a sheet shows its pictures, and making them before anybody asks.

Encoding a screenshot (AVIF above all) takes seconds: the first visitor must not wait for it.
"""

from collections.abc import Iterator, Sequence

from wagtail.images.models import Filter
from wagtail.images.shortcuts import get_renditions_or_not_found

LOGO = "max-96x96|format-webp"
ILLUSTRATION = tuple(Filter.expand_spec(["format-{avif,webp,jpeg}", "width-{480,960}"]))
SHARED = "width-1200"


def shared_picture(page, screenshots: Sequence):
    """The image that stands for the sheet where a link to it is shared, if there is one."""
    return screenshots[0].image if screenshots else page.logo


def prepare_pictures(page) -> None:
    """Make every rendition that the sheet shows; those that exist stay."""
    for image, specs in shown_by(page):
        get_renditions_or_not_found(image, [Filter(spec=spec) for spec in specs])


def shown_by(page) -> Iterator[tuple]:
    """Each image of the sheet, as it is in hand, and the specs of its renditions."""
    screenshots = page.screenshots.all()
    if page.logo:
        yield page.logo, (LOGO,)
    for shot in screenshots:
        yield shot.image, ILLUSTRATION
    for block in page.body:
        if block.block_type == "image" and block.value:
            yield block.value, ILLUSTRATION
    if shared := shared_picture(page, screenshots):
        yield shared, (SHARED,)
