"""Documents: the usual office formats, recognised by their content, without macros or disguised programs."""

from collections.abc import Callable
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm

from catalogue.foundation.uploads.bounds import check_size, unfolds_within_bounds

MACROS = ("vbaproject.bin", "basic/script-lc.xml")


def _is_pdf(file) -> bool:
    return file.read(5) == b"%PDF-"


def _is_text(file) -> bool:
    """UTF-8 or Windows-1252, which French offices still use, without NUL characters."""
    content = file.read()
    return b"\0" not in content and any(_reads_as(content, encoding) for encoding in ("utf-8", "cp1252"))


def _reads_as(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_office(part: str) -> Callable:
    return lambda file: part in _names(file)


def _is_open_document(kind: str) -> Callable:
    def check(file) -> bool:
        if "mimetype" not in _names(file):
            return False
        with ZipFile(file) as archive, archive.open("mimetype") as declared:
            return declared.read(100) == f"application/vnd.oasis.opendocument.{kind}".encode()

    return check


def _names(file) -> set[str]:
    """Names in the archive; empty if it is not an archive, is too large once unzipped, or contains macros."""
    if not unfolds_within_bounds(file):
        return set()
    try:
        with ZipFile(file) as archive:
            names = set(archive.namelist())
    except BadZipFile:
        return set()
    return set() if any(name.lower().endswith(MACROS) for name in names) else names


CHECKS: dict[str, Callable] = {
    "csv": _is_text,
    "txt": _is_text,
    "pdf": _is_pdf,
    "docx": _is_office("word/document.xml"),
    "xlsx": _is_office("xl/workbook.xml"),
    "odt": _is_open_document("text"),
    "ods": _is_open_document("spreadsheet"),
    "odp": _is_open_document("presentation"),
}


def is_what_it_says(file: UploadedFile) -> bool:
    """Whether the content matches the extension. False for extensions that are not in CHECKS."""
    check = CHECKS.get(PurePath(file.name or "").suffix.lower().removeprefix("."))
    file.seek(0)
    try:
        return check is not None and check(file)
    finally:
        file.seek(0)


class DocumentField(WagtailDocumentField):
    """A document of one of the kinds in CHECKS, of a limited size."""

    def to_python(self, data):
        file = super().to_python(data)
        if file is None:
            return None
        check_size(file)
        if not is_what_it_says(file):
            kinds = ", ".join(CHECKS).upper()
            raise ValidationError(
                f"Le contenu de ce fichier n'est pas celui d'un document admis ({kinds}), ou il contient des macros."
            )
        return file


class DocumentUploadForm(BaseDocumentForm):
    """Used wherever documents are uploaded: one or many, replacing a file, the chooser."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if file := self.fields.get("file"):
            self.fields["file"] = DocumentField(label=file.label, required=file.required, widget=file.widget)
