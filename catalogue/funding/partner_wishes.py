"""Collectivités that seek partners to apply together: the one writer, and who of them is nearby."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from catalogue.foundation.dates import moment
from catalogue.funding.models import PartnerWish, Wave
from catalogue.needs.journal import Voice, database_now
from catalogue.territories.lineage import contained, lineage
from catalogue.territories.models import Kind, Organisation, OrganisationKind

_LISTED = 50
_MAY_SEEK = (OrganisationKind.COLLECTIVITE, OrganisationKind.GROUPEMENT)


@transaction.atomic
def seek_partners(wave: Wave, project: str, by: Voice, at: datetime | None = None) -> PartnerWish:
    """Until the wave closes; said again, it replaces what the collectivité said."""
    now = at or database_now()
    if by.organisation is None or by.organisation.kind not in _MAY_SEEK:
        raise ValidationError("Seules les collectivités et leurs groupements cherchent des partenaires.")
    if Wave.objects.closed(at).filter(pk=wave.pk).exists():
        raise ValidationError(f"Cet appel est clos depuis le {moment(wave.closes)}.", code="closed")
    if not project.strip():
        raise ValidationError({"project": "Dites en une phrase ce que vous voulez faire ensemble."})
    row = PartnerWish(wave=wave, organisation=by.organisation, project=project.strip(), author=by.user, at=now)
    row.clean_fields(exclude=["wave", "organisation", "author"])
    said = {"project": row.project, "author": row.author, "at": now}
    return PartnerWish.objects.update_or_create(wave=wave, organisation=by.organisation, defaults=said)[0]


@transaction.atomic
def stop_seeking(wave: Wave, by: Voice) -> None:
    PartnerWish.objects.filter(wave=wave, organisation=by.organisation).delete()


def own_wish(wave: Wave, organisation: Organisation) -> PartnerWish | None:
    return PartnerWish.objects.filter(wave=wave, organisation=organisation).first()


def wishes_near(wave: Wave, organisation: Organisation) -> Sequence[PartnerWish]:
    """Of others, in the same départements or around: themselves, what they contain, and what contains them."""
    place = organisation.territory
    if place is None:
        return []
    around = [place, *(link.territory for link in lineage(place))]
    near = Q(organisation__territory__in=[one.pk for one in around])
    for one in around:
        if one.kind == Kind.DEPARTEMENT:
            near |= Q(organisation__territory__in=contained(one).values("pk"))
    if place.kind == Kind.REGION:
        near |= Q(organisation__territory__in=contained(place).values("pk"))
    rows = PartnerWish.objects.filter(near, wave=wave).exclude(organisation=organisation)
    return list(rows.select_related("organisation__territory")[:_LISTED])
