"""The sizes and formats of pictures on a sheet, prepared ahead of the first visit.

Encoding a screenshot takes seconds, AVIF above all, and the first visitor should not wait for it.
"""

from collections.abc import Iterator, Sequence

from wagtail.images.models import Filter
from wagtail.images.shortcuts import get_renditions_or_not_found

LOGO = "max-96x96|format-webp"
ILLUSTRATION = tuple(Filter.expand_spec(["format-{avif,webp,jpeg}", "width-{480,960}"]))
SHARED = "width-1200"


def shared_picture(page, screenshots: Sequence):
    """The image shown with links to the sheet on other sites, if any."""
    return screenshots[0].image if screenshots else page.logo


def prepare_pictures(page) -> None:
    """Creates the missing renditions."""
    for image, specs in shown_by(page):
        get_renditions_or_not_found(image, [Filter(spec=spec) for spec in specs])


def shown_by(page) -> Iterator[tuple]:
    """Each image of the sheet and the specs of its renditions."""
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
