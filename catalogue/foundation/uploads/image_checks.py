"""Pictures: beyond Wagtail's checks of kind and size, limits their pixels and removes what cameras write in them."""

import warnings
from io import BytesIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from PIL import Image, ImageOps, UnidentifiedImageError
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from catalogue.foundation.uploads.bounds import check_size

# What affects how a picture looks; the rest (place, date, device, author, comments) is dropped.
KEPT = ("icc_profile", "transparency", "duration", "loop", "disposal", "background")
QUALITY = 90
FORMATS = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")
"""Pillow is not allowed to try other formats: some run programs (EPS) or expand without limit."""


# What Pillow raises on damaged or disguised files.
BROKEN = (OSError, SyntaxError, ValueError, EOFError)


class PictureField(WagtailImageField):
    """Knows the size and kind of a picture before decoding it.

    Wagtail's field decodes it first, which lets a few bytes require gigabytes of memory.
    """

    most_pixels = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS

    def to_python(self, data):
        if data in self.empty_values:
            return None
        check_size(data, self.max_upload_size)
        self.check_image_pixel_size(data)
        return super().to_python(data)

    def check_image_pixel_size(self, f) -> None:
        allowed = self.most_pixels
        try:
            fits = announced_pixels(f) <= allowed
        except UnidentifiedImageError as error:
            raise ValidationError(self.error_messages["invalid_image_extension"]) from error
        except Image.DecompressionBombError:
            fits = False
        except BROKEN as error:
            raise _broken() from error
        if not fits:
            raise ValidationError(
                f"Image trop grande : réduisez-la à {allowed // 1_000_000} millions de pixels au plus."
            )


class ImageUploadForm(BaseImageForm):
    """Used wherever pictures are uploaded: one or many, replacing a file, the chooser."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if file := self.fields.get("file"):
            self.fields["file"] = PictureField(label=file.label, required=file.required, widget=file.widget)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            try:
                _rewrite(file, without_metadata(file))
            except BROKEN as error:
                raise _broken() from error
        return file


def _broken() -> ValidationError:
    return ValidationError("Cette image est abîmée : ouvrez-la et enregistrez-la de nouveau.")


def announced_pixels(file) -> int:
    """Of all frames together, read from the headers without decoding."""
    file.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with Image.open(file, formats=FORMATS) as image:
            pixels = image.width * image.height * getattr(image, "n_frames", 1)
    file.seek(0)
    return pixels


def without_metadata(file) -> bytes:
    """The same picture, upright, in the same format, without EXIF, XMP or comments. Raises Pillow's errors."""
    file.seek(0)
    with Image.open(file, formats=FORMATS) as image:
        kind, options = image.format, _options(image)
        shown = image if options.get("save_all") else ImageOps.exif_transpose(image)
        if shown is not image and options.get("quality") == "keep":
            options["quality"] = QUALITY
        shown.info = {name: value for name, value in shown.info.items() if name in KEPT}
        cleaned = BytesIO()
        shown.save(cleaned, kind, exif=b"", **options)
    return cleaned.getvalue()


def _options(image: Image.Image) -> dict:
    """JPEG keeps its own tables, so there is no loss; animations keep all their frames."""
    options = {"icc_profile": image.info.get("icc_profile")}
    if image.format == "JPEG":
        return {**options, "quality": "keep"}
    if getattr(image, "n_frames", 1) > 1:
        return {**options, "save_all": True}
    return {**options, "quality": QUALITY}


def _rewrite(file: UploadedFile, content: bytes) -> None:
    """In place, since Wagtail may store the upload until its text alternative is given."""
    file.seek(0)
    file.truncate()
    file.write(content)
    file.flush()
    file.size = len(content)
    file.seek(0)


class PortraitField(PictureField):
    """A photo of a person: small, and stored as PNG whatever it was."""

    most_pixels = 20_000_000
    side = 400

    def to_python(self, data):
        file = super().to_python(data)
        if file is None:
            return None
        try:
            return SimpleUploadedFile("portrait.png", portrait(file, self.side), "image/png")
        except BROKEN as error:
            raise _broken() from error


def portrait(file, side: int) -> bytes:
    """Upright, at most `side` wide and high, only its first frame. Raises Pillow's errors."""
    file.seek(0)
    with Image.open(file, formats=FORMATS) as image:
        image.draft("RGB", (2 * side, 2 * side))  # decodes a JPEG at about the needed size
        shown = ImageOps.exif_transpose(image).convert("RGBA")
    shown.thumbnail((side, side))
    shown.info = {}
    drawn = BytesIO()
    shown.save(drawn, "PNG")
    return drawn.getvalue()
