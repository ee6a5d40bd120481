"""Two organisations that are one collectivité become one: what referred to the first refers to the second."""

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
_COMPLETED = ("acronym", "url")


def references() -> Iterator[ForeignObjectRel]:
    """Every column that names an organisation, those without a name on this side too; not its own words."""
    for relation in Organisation._meta.get_fields(include_hidden=True):
        is_own = relation.related_model is NameWord
        if isinstance(relation, ForeignObjectRel) and not relation.many_to_many and not is_own:
            yield relation


def is_used(organisation: Organisation) -> bool:
    """Whether any row of ours names it."""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: organisation}).exists()
        for relation in references()
    )


def check_joined(gone: Organisation, kept: Organisation) -> None:
    """ValidationError when they are two, or when a territory would be left without its collectivité."""
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
    """`gone` disappears; `kept` gets what it lacks: addresses, SIREN, territory. ValidationError when they are two."""
    check_joined(gone, kept)
    list(Organisation.objects.select_for_update().filter(pk__in=[gone.pk, kept.pk]).order_by("pk"))
    organisations_joining.send(sender=Organisation, gone=gone, kept=kept, user=user)
    _note_people(gone, user)
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
    """Whoever joins two organisations decides for whom people act: it is kept, as when they attach somebody."""
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
    kept.save()  # those that listen to organisations, as the index does, refresh whatever shows it
