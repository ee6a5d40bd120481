"""Limits that apply to every upload before it is read: its size, and its size once unzipped."""

from zipfile import BadZipFile, ZipFile, is_zipfile
from zlib import error as ZlibError

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadhandler import FileUploadHandler

LARGEST = 10 * 1024 * 1024
"""Bytes. The limit of the largest kind of file; some fields accept less."""
_MOST_FILES, _MOST_BYTES = 2_000, 200 * 1024 * 1024
"""In an archive (office documents are archives), once unzipped."""
_CHUNK = 1 << 16


class BoundedUploads(FileUploadHandler):
    """Discards the rest of a file that is too large, without storing it; its field then refuses it."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start <= LARGEST else None

    def file_complete(self, file_size: int) -> None:
        return None


def check_size(file, most: int = LARGEST) -> None:
    if file.size > most:
        raise ValidationError(f"Ce fichier est trop gros\xa0: {most // 1024 // 1024}\xa0Mo au plus.", code="too_large")


class BoundedFileField(forms.FileField):
    """Limits the size, also once unzipped if the file is an archive. The content is for its reader to check."""

    def __init__(self, *, most: int, **options) -> None:
        super().__init__(**options)
        self.most = most

    def to_python(self, data):
        file = super().to_python(data)
        if file is None:
            return None
        check_size(file, self.most)
        if is_zipfile(file) and not unfolds_within_bounds(file):
            raise ValidationError("Ce classeur est abîmé, protégé ou démesuré\xa0: enregistrez-le de nouveau.")
        file.seek(0)
        return file


def unfolds_within_bounds(file) -> bool:
    """Whether an archive contains what it announces and not too much. Reads everything, stores nothing."""
    left = _MOST_BYTES
    try:
        with ZipFile(file) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST_FILES or sum(entry.file_size for entry in entries) > left:
                return False
            for entry in entries:
                with archive.open(entry) as content:
                    while chunk := content.read(_CHUNK):
                        left -= len(chunk)
                        if left < 0:
                            return False
    except (BadZipFile, ZlibError, OSError, EOFError, ValueError, RuntimeError, NotImplementedError):
        return False  # not an archive, damaged, encrypted, or in an unknown compression
    finally:
        file.seek(0)
    return True
