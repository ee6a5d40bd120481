"""What every upload is held to before anything reads it: its size, then what it would unfold to."""

from zipfile import BadZipFile, ZipFile, is_zipfile
from zlib import error as ZlibError

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadhandler import FileUploadHandler

LARGEST = 10 * 1024 * 1024
"""Bytes: of the largest kind of file that is taken; some fields take less."""
_MOST_FILES, _MOST_BYTES = 2_000, 200 * 1024 * 1024
"""In an archive, as office documents are, once unfolded."""
_CHUNK = 1 << 16


class BoundedUploads(FileUploadHandler):
    """The rest of a file that is too large goes nowhere, neither to memory nor to disk; its field then refuses it."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start <= LARGEST else None

    def file_complete(self, file_size: int) -> None:
        return None


def check_size(file, most: int = LARGEST) -> None:
    if file.size > most:
        raise ValidationError(f"Ce fichier est trop gros\xa0: {most // 1024 // 1024}\xa0Mo au plus.", code="too_large")


class BoundedFileField(forms.FileField):
    """Of a bounded size, also once unfolded when it is an archive; what it means is for its reader to say."""

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
    """Whether an archive holds what it announces, and not too much: read for that, and kept nowhere."""
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
        return False  # not an archive, damaged, encrypted, or packed in a way that nobody reads
    finally:
        file.seek(0)
    return True
