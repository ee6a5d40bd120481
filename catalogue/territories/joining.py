"""Merging two organisations that are the same collectivité: what referred to one now refers to the other."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ForeignObjectRel
from django.utils import timezone
from wagtail.log_actions import log

from catalogue.territories.governing import governing_key
from catalogue.territories.models import NameWord, Organisation, OrganisationKind
from catalogue.territories.signals import organisations_joining

LOG_ACTION = "territories.join"
_COMPLETED = ("acronym", "url", "served_source")


def references() -> Iterator[ForeignObjectRel]:
    """Every column that refers to an organisation, hidden relations included, but not its search words."""
    for relation in Organisation._meta.get_fields(include_hidden=True):
        is_own = relation.related_model is NameWord
        if isinstance(relation, ForeignObjectRel) and not relation.many_to_many and not is_own:
            yield relation


def is_used(organisation: Organisation) -> bool:
    """Whether any of our rows refers to it."""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: organisation}).exists()
        for relation in references()
    )


def check_joined(gone: Organisation, kept: Organisation) -> None:
    """Raises ValidationError if they are different organisations, or if a territory would lose its collectivité."""
    if gone.pk == kept.pk:
        raise ValidationError("Choisissez une autre organisation que celle-ci.")
    if gone.siren and kept.siren and gone.siren != kept.siren:
        raise ValidationError("Ces organisations ont deux SIREN : ce sont deux personnes morales.")
    if gone.territory is None or gone.kind != OrganisationKind.COLLECTIVITE or kept.territory is None:
        return
    if gone.territory.key != kept.territory.key and governing_key(gone.territory.key) != kept.territory.key:
        told = (
            f"« {gone.name} » est la collectivité de ce territoire : {gone.territory}. Gardez-la, et fusionnez l'autre."
        )
        raise ValidationError(told)


@transaction.atomic
def join(gone: Organisation, kept: Organisation, user=None) -> None:
    """`gone` is deleted; `kept` receives what it lacks (addresses, SIREN, territory). Raises ValidationError if they
    are different organisations.
    """
    check_joined(gone, kept)
    list(Organisation.objects.select_for_update().filter(pk__in=[gone.pk, kept.pk]).order_by("pk"))
    organisations_joining.send(sender=Organisation, gone=gone, kept=kept, user=user)
    _note_people(gone, user)
    kept.served.add(*gone.served.all())
    gone.served.clear()
    try:
        with transaction.atomic():
            for relation in references():
                name = relation.field.name
                relation.related_model._base_manager.filter(**{name: gone}).update(**{name: kept})
    except IntegrityError as error:
        raise ValidationError("Ces organisations ont chacune une même donnée, qui ne se réunit pas.") from error
    log(instance=kept, action=LOG_ACTION, user=user, data=_logged(gone))
    gone.delete()
    _complete(kept, gone, user)


def _logged(gone: Organisation) -> dict[str, str | int]:
    return {"joined": gone.name, "siren": gone.siren or "", "pk": gone.pk}


def _note_people(gone: Organisation, user) -> None:
    """Merging organisations changes whom people act for, so it is recorded as an attachment is."""
    if user is not None:
        gone.people.update(organisation_by=user, organisation_since=timezone.now())


def _complete(kept: Organisation, gone: Organisation, user) -> None:
    for name in _COMPLETED:
        setattr(kept, name, getattr(kept, name) or getattr(gone, name))
    if kept.territory is None and gone.territory is not None:
        kept.territory, kept.kind = gone.territory, gone.kind
    if gone.siren and not kept.siren:
        kept.siren = gone.siren
        kept.note_siren(None, user)
        if user is None:
            kept.siren_since, kept.siren_by = gone.siren_since, gone.siren_by
    if gone.public_email and not kept.public_email:
        kept.public_email = gone.public_email
        kept.note_address("", user)
        if user is None:
            kept.public_email_since, kept.public_email_by = gone.public_email_since, gone.public_email_by
    kept.save()  # receivers, such as the search index, refresh what shows it
