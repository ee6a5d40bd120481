"""Small files that ask for much."""

import struct
import zlib
from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from PIL import Image


def wide_picture(kind: str, side: int) -> bytes:
    """A whole picture, all of one colour: hardly any bytes, side × side pixels."""
    content = BytesIO()
    Image.new("L" if kind != "WEBP" else "RGB", (side, side)).save(content, kind)
    return content.getvalue()


def many_frames(kind: str, frames: int, side: int) -> bytes:
    content = BytesIO()
    first, *others = [Image.new("P", (side, side), number % 256) for number in range(frames)]
    first.save(content, kind, save_all=True, append_images=others)
    return content.getvalue()


@cache
def heavy_chunk(name: bytes, size: int) -> bytes:
    """A small PNG, one chunk of which unfolds to this many bytes."""
    content = BytesIO()
    Image.new("RGB", (30, 30)).save(content, "PNG")
    whole, data = content.getvalue(), b"x\0\0" + zlib.compress(bytes(size), 9)
    chunk = struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return whole[:33] + chunk + whole[33:]


@cache
def workbook(size: int, part: str = "xl/workbook.xml") -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive, archive.open(part, "w", force_zip64=True) as file:
        for _ in range(size >> 20):
            file.write(bytes(1 << 20))
    return content.getvalue()


def lying_workbook(size: int) -> bytes:
    """It announces one byte."""
    content = bytearray(workbook(size))
    central = content.rindex(b"PK\x01\x02")
    content[central + 24 : central + 28] = struct.pack("<I", 1)
    return bytes(content)
