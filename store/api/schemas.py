"""What programs send and receive, with the same names as the columns of the CSV file."""

from datetime import date, datetime
from typing import Annotated

from ninja import Field, Schema
from pydantic import AfterValidator

from catalogue.deployments.bulk import MAX_ROWS, Row
from catalogue.deployments.bulk.columns import SITES_APART, identifier_of
from catalogue.deployments.models import Deployment, Party, Standing, Status, StopReason
from catalogue.foundation.text import UNSEEN, cleaned, holds_unseen
from catalogue.services.loading.values import refuse

_STATUSES = ", ".join(Status.values)
_REASONS = ", ".join(StopReason.values)


def _storable(text: str) -> str:
    """Refuses invisible characters rather than clean them, as forms do: a program can fix what it sends."""
    if holds_unseen(text):
        raise refuse(UNSEEN)
    return cleaned(text)


Text = Annotated[str, Field(max_length=5_000), AfterValidator(_storable)]


class Use(Schema):
    """Ce que l'équipe dit d'un déploiement ; un champ absent reste comme il est."""

    statut: Text = Field(description=f"L'un de : {_STATUSES}.", examples=["en-production"])
    depuis: Text | None = Field(None, description="Premier jour d'utilisation, AAAA-MM-JJ.", examples=["2026-03-01"])
    jusqu_au: Text | None = Field(None, description="Dernier jour d'utilisation, AAAA-MM-JJ.")
    motif_arret: Text | None = Field(None, description=f"Obligatoire avec le statut « arrete ». L'un de : {_REASONS}.")
    precision_arret: Text | None = Field(None, description="N'est pas publiée.")
    sites_pilotes: list[Text] | None = Field(None, max_length=200, description="Noms des sites, publiés.")
    source: Text | None = Field(None, description="D'où vient l'information ; publiée.")
    motif: Text | None = Field(
        None, description="Pourquoi ce changement ; reste dans l'historique, que la collectivité peut lire."
    )

    def cells(self) -> dict[str, str]:
        """As a line of the file: only the fields sent; an explicit null empties the column."""
        sent = self.model_dump(exclude_unset=True)
        if "sites_pilotes" in sent:
            sent["sites_pilotes"] = SITES_APART.join(sent["sites_pilotes"] or [])
        return {name: (value or "").strip() for name, value in sent.items()}


class NamedUse(Use):
    collectivite: Text = Field(
        description="SIREN, SIRET, ou clé du territoire dans le Store.", examples=["214202186", "commune-42218"]
    )

    def row(self, number: int) -> Row:
        return Row(number, self.cells())


class Uses(Schema):
    deploiements: list[NamedUse] = Field(
        min_length=1, max_length=MAX_ROWS, description=f"Une liste de {MAX_ROWS} lignes au plus."
    )


class KnownUse(Schema):
    collectivite: str = Field(description="SIREN, ou clé du territoire, ou nom de l'organisation.")
    nom: str
    statut: Status
    depuis: date | None
    jusqu_au: date | None
    motif_arret: StopReason | None
    precision_arret: str
    sites_pilotes: list[str]
    source: str
    signature: Standing = Field(description="declaree, confirmee, contestee ou a-reconfirmer.")
    declaree_par: Party
    confirmee_le: date | None
    modifie_le: datetime

    @classmethod
    def of(cls, row: Deployment) -> "KnownUse":
        return cls(
            collectivite=identifier_of(row.organisation),
            nom=row.organisation.name,
            statut=Status(row.status),
            depuis=row.since,
            jusqu_au=row.until,
            motif_arret=StopReason(row.stop_reason) if row.stop_reason else None,
            precision_arret=row.stop_note,
            sites_pilotes=row.site_names,
            source=row.source,
            signature=Standing(row.standing),
            declaree_par=Party(row.declared_by),
            confirmee_le=row.confirmed_on,
            modifie_le=row.updated,
        )


class KnownUses(Schema):
    total: int
    page: int
    pages: int
    deploye_veut_dire: str = Field(
        description="Ce que « déployé » veut dire pour ce service ; vide s'il ne le dit pas."
    )
    deploiements: list[KnownUse]


class LineReport(Schema):
    ligne: int = Field(description="Place dans la liste envoyée, à partir de 1.")
    collectivite: str
    sort: str = Field(description="création, modification, inchangée ou refus.")
    details: list[str] = Field(
        description="Comment la collectivité a été trouvée, ce qui change, ou pourquoi la ligne est refusée."
    )


class BulkReport(Schema):
    applique: bool = Field(description="Faux pour un essai, ou quand aucune ligne ne change quelque chose.")
    numero_import: int | None = Field(None, description="Dans l'Espace mainteneur, où il s'annule pendant 24 heures.")
    creations: int
    modifications: int
    inchangees: int
    refus: int
    lignes: list[LineReport]
