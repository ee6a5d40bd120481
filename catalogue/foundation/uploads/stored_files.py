"""Files that rows hold: how pages name them, and what becomes of them once their row is gone."""

from pathlib import PurePath

from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.template.defaultfilters import filesizeformat


def kind_and_size_of(file: FieldFile) -> str:
    """« PDF, 1,2 Mo »; its kind only if the file is gone."""
    kind = PurePath(file.name or "").suffix.removeprefix(".").upper()
    try:
        return f"{kind}, {filesizeformat(file.size)}"
    except OSError:
        return kind


def forget_after_commit(file: FieldFile) -> None:
    """Once it is certain that its row is gone."""
    transaction.on_commit(lambda: file.storage.delete(file.name or ""))
