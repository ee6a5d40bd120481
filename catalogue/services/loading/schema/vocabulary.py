"""A vocabulary: the words and the organisations that sheets refer to."""

from typing import Annotated

from pydantic import Field

from catalogue.services.loading.schema.values import Entry, Siren, Slug, Url, line
from catalogue.services.models import Audience
from catalogue.territories.models import OrganisationKind

Order = Annotated[int, Field(ge=0, le=32_767)]


class TermEntry(Entry):
    slug: Slug
    name: line(100)
    order: Order = 100


class ThemeEntry(TermEntry):
    description: line(255) = ""


class AudienceEntry(TermEntry):
    group: Audience.Group = Audience.Group.USAGER


class VehicleEntry(TermEntry):
    description: line(255) = ""


class ConnectionEntry(TermEntry):
    url: Url | None = None


class OrganisationEntry(Entry):
    name: line(200)
    kind: OrganisationKind
    acronym: line(30) = ""
    siren: Siren | None = None
    url: Url | None = None
    territory: line(24) | None = None


class Vocabulary(Entry):
    themes: list[ThemeEntry] = []
    audiences: list[AudienceEntry] = []
    vehicles: list[VehicleEntry] = []
    connections: list[ConnectionEntry] = []
    organisations: list[OrganisationEntry] = []
