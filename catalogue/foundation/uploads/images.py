"""Pictures: Wagtail judges kind and size; here pixels are counted and what the camera wrote is dropped."""

import warnings
from io import BytesIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from PIL import Image, ImageOps, UnidentifiedImageError
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from catalogue.foundation.uploads.bounds import check_size

# What a picture needs to look right; the rest (place, date, device, author, comments) is dropped.
KEPT = ("icc_profile", "transparency", "duration", "loop", "disposal", "background")
QUALITY = 90
FORMATS = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")
"""Nothing else is even tried: Pillow reads kinds that run programs (EPS) or unfold without bounds."""


# What Pillow raises about files that are not what they say.
BROKEN = (OSError, SyntaxError, ValueError, EOFError)


class PictureField(WagtailImageField):
    """Wagtail's decodes the whole picture to know its size: a few bytes could ask for gigabytes of memory.

    Here its size and its kind, by what it holds, are known before anything is decoded.
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
    """Every way in uses it: adding one or many, replacing the file, the picture chooser."""

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
    """Of all frames together, read from the headers: nothing is decoded."""
    file.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with Image.open(file, formats=FORMATS) as image:
            pixels = image.width * image.height * getattr(image, "n_frames", 1)
    file.seek(0)
    return pixels


def without_metadata(file) -> bytes:
    """The same picture, upright, in the same format, without EXIF, XMP or comments. Raises what Pillow raises."""
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
    """JPEG keeps its own tables, so that nothing is lost; moving pictures keep all their frames."""
    options = {"icc_profile": image.info.get("icc_profile")}
    if image.format == "JPEG":
        return {**options, "quality": "keep"}
    if getattr(image, "n_frames", 1) > 1:
        return {**options, "save_all": True}
    return {**options, "quality": QUALITY}


def _rewrite(file: UploadedFile, content: bytes) -> None:
    """In place: Wagtail may set the upload itself aside until its text alternative is given."""
    file.seek(0)
    file.file.truncate()
    file.write(content)
    file.flush()
    file.size = len(content)
    file.seek(0)


class PortraitField(PictureField):
    """The picture of a person: shown small, stored small, in one kind whatever it was."""

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
    """Upright, at most `side` wide and high, its first frame. Raises what Pillow raises."""
    file.seek(0)
    with Image.open(file, formats=FORMATS) as image:
        image.draft("RGB", (2 * side, 2 * side))  # a JPEG is decoded at about the size it is needed in
        shown = ImageOps.exif_transpose(image).convert("RGBA")
    shown.thumbnail((side, side))
    shown.info = {}
    drawn = BytesIO()
    shown.save(drawn, "PNG")
    return drawn.getvalue()
