"""Loading files as one does on the command line."""

from io import StringIO
from pathlib import Path

from django.core.management import CommandError, call_command

SMALLEST = """
name: Réserve ta salle
action: Prêter nos salles aux associations
body: |
  Les associations voient les créneaux libres et réservent **en ligne**.
"""


def load(*paths: Path, **options) -> str:
    """What the command says when all goes well."""
    out = StringIO()
    call_command("load_catalogue", *map(str, paths), stdout=out, stderr=out, **options)
    return out.getvalue()


def refusal(*paths: Path, **options) -> str:
    """What the command says before it ends in failure."""
    out = StringIO()
    try:
        call_command("load_catalogue", *map(str, paths), stdout=out, stderr=out, **options)
    except CommandError as error:
        return out.getvalue() + str(error)
    raise AssertionError("the command accepted the file")


def write(folder: Path, name: str, content: str | bytes) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file
