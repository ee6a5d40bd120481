"""Pictures as cameras and crafty people make them."""

import struct
import zlib
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

MAKER = "Appareil de Claude"
_MAKE, _ORIENTATION, _GPS = 0x010F, 0x0112, 0x8825
_LYING_ON_ITS_SIDE = 6


def picture(kind: str, size: tuple[int, int] = (60, 40), **options) -> bytes:
    content = BytesIO()
    Image.new("RGB", size, "#6a6af4").save(content, kind, **options)
    return content.getvalue()


def photograph(kind: str, orientation: int = 1) -> bytes:
    """With what a telephone writes in it: the device, and the place."""
    exif = Image.Exif()
    exif[_MAKE] = MAKER
    exif[_ORIENTATION] = orientation
    exif.get_ifd(_GPS)[1] = "N"
    return picture(kind, exif=exif)


def lying_photograph() -> bytes:
    return photograph("JPEG", _LYING_ON_ITS_SIDE)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that announces more pixels than it holds."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


def moving(frames: int) -> bytes:
    content = BytesIO()
    images = [Image.new("RGB", (20, 20), (number * 40, 0, 0)) for number in range(frames)]
    images[0].save(
        content, "GIF", save_all=True, append_images=images[1:], duration=100, loop=0, comment=MAKER.encode()
    )
    return content.getvalue()


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
