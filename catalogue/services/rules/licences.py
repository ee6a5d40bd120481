"""Licences in four kinds that readers understand."""

from django.db import models


class LicenceKind(models.TextChoices):
    COPYLEFT = "reciproque", "Libre, avec partage des modifications"
    PERMISSIVE = "permissive", "Libre, sans condition de partage"
    PUBLIC = "code-public", "Code public, licence à préciser"
    CLOSED = "ferme", "Code non publié"
    UNKNOWN = "inconnue", "Non renseigné"


_COPYLEFT = ("AGPL", "GPL", "LGPL", "EUPL", "CECILL", "MPL", "OSL", "CC-BY-SA")


def licence_kind(spdx: str, repository: str, closed_reason: str) -> LicenceKind:
    """From an SPDX identifier; without one, from a repository or a stated reason."""
    if spdx:
        return LicenceKind.COPYLEFT if spdx.upper().startswith(_COPYLEFT) else LicenceKind.PERMISSIVE
    if closed_reason:
        return LicenceKind.CLOSED
    return LicenceKind.PUBLIC if repository else LicenceKind.UNKNOWN
