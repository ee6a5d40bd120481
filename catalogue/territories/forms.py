"""Editing territories and organisations in the admin; the members of a syndicat are given by their codes."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminModelForm

from catalogue.foundation.mailboxes import mailbox_of
from catalogue.territories.joining import is_used
from catalogue.territories.models import Containment, Kind, Organisation, OrganisationKind, Territory
from catalogue.territories.models.territory import KEY
from catalogue.territories.signals import address_replaced, containers_changed

_GUESSED = (Kind.COMMUNE, Kind.EPCI, Kind.SYNDICAT)
"""What a bare code can mean: the INSEE code of a commune, the SIREN of an intercommunalité or of a syndicat."""


_OWN = "Vous agissez au nom de cette organisation : quelqu'un d'autre la modifie."
_SHOWN = "Cette organisation est affichée ou utilisée : seul un administrateur change ce qui l'identifie."


def _codes_field(label: str, help_text: str) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 6})
    return forms.CharField(label=label, required=False, widget=widget, help_text=help_text)


class OrganisationForm(WagtailAdminModelForm):
    """Records who changed the public address or the SIREN; the former address is informed of the change.

    Nobody may edit the organisation they act for. Fields that identify it on public pages are for those who also manage
    territories (`store.accounts.rights`); the public address, which no page shows, is open to all editors.
    """

    served_codes = _codes_field(
        "Territoires desservis",
        "Pour un opérateur public : un par ligne, departement-42 pour un département qu'il dessert, le code Insee ou "
        "le SIREN d'une collectivité qui en est membre.",
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.former, self.former_siren = self.instance.public_email, self.instance.siren
        if self.instance.pk is None:
            return
        self.fields["served_codes"].initial = "\n".join(one.key for one in self.instance.served.all())
        if self.for_user.organisation_id == self.instance.pk:
            self._close(self.fields, _OWN)
        elif not self.for_user.has_perm("territories.change_territory") and _is_shown(self.instance):
            self._close([name for name in self.fields if name != "public_email"], _SHOWN)

    def _close(self, names: Iterable[str], why: str) -> None:
        for name in names:
            self.fields[name].disabled = True
        self.fields["name"].help_text = why

    def clean_served_codes(self) -> list[Territory]:
        return _territories(self.cleaned_data["served_codes"])

    def save(self, commit: bool = True) -> Organisation:
        self.instance.note_address(self.former, self.for_user)
        self.instance.note_siren(self.former_siren, self.for_user)
        organisation = super().save(commit)
        if self.former and mailbox_of(self.former) != mailbox_of(organisation.public_email):
            address_replaced.send(sender=Organisation, organisation=organisation, former=self.former)
        if commit and "served_codes" in self.changed_data:
            organisation.served.set(self.cleaned_data["served_codes"])
        return organisation


class TerritoryForm(WagtailAdminModelForm):
    member_codes = _codes_field(
        "Territoires membres (syndicats)",
        "Un par ligne : code Insee d'une commune (42218), SIREN d'une intercommunalité (200000172), "
        "ou departement-42, region-84. Tout peut être membre d'un syndicat.",
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.kind == Kind.SYNDICAT:
            keys = [member.key for member in self._members()]
            self.fields["member_codes"].initial = "\n".join(keys)

    def _members(self):
        return Territory.objects.filter(outer_links__container=self.instance)

    def clean_member_codes(self) -> list[Territory]:
        members = _territories(self.cleaned_data["member_codes"])
        if self.instance in members:
            raise ValidationError("Un syndicat ne peut pas être membre de lui-même.")
        return members

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("member_codes") and cleaned.get("kind") != Kind.SYNDICAT:
            self.add_error(
                "member_codes", "Seul un syndicat se compose ici ; le reste vient du Code officiel géographique."
            )
        return cleaned

    def save(self, commit: bool = True) -> Territory:
        territory = super().save(commit=commit)
        if commit and territory.kind == Kind.SYNDICAT:
            self._save_members(territory)
            _give_organisation(territory)
        return territory

    def _save_members(self, syndicat: Territory) -> None:
        wanted = {territory.pk for territory in self.cleaned_data["member_codes"]}
        links = Containment.objects.filter(container=syndicat)
        before = set(links.values_list("member_id", flat=True))
        links.exclude(member__in=wanted).delete()
        Containment.objects.bulk_create(Containment(container=syndicat, member_id=pk) for pk in sorted(wanted - before))
        if changed := wanted ^ before:
            containers_changed.send(
                sender=Containment, territory_ids=frozenset(changed), former=frozenset({syndicat.pk})
            )


def _is_shown(organisation: Organisation) -> bool:
    return organisation.territory_id is not None or is_used(organisation)


def _territories(typed: str) -> list[Territory]:
    """Raises ValidationError with the codes that lead nowhere."""
    found = {code: _territory(code) for code in typed.replace(",", " ").split()}
    if unknown := [code for code, territory in found.items() if territory is None]:
        raise ValidationError(f"Territoires inconnus : {', '.join(unknown)}.")
    return [territory for territory in found.values() if territory]


def _territory(code: str) -> Territory | None:
    if KEY.fullmatch(code):
        return Territory.objects.by_key(code)
    return Territory.objects.filter(code=code.upper(), kind__in=_GUESSED).first()


def _give_organisation(syndicat: Territory) -> None:
    """So that deployments can name the syndicat at once."""
    if syndicat.organisations.exists():
        return
    taken = Organisation.objects.filter(siren=syndicat.siren).exists()
    Organisation.objects.create(
        kind=OrganisationKind.GROUPEMENT,
        name=syndicat.name,
        siren=None if taken else syndicat.siren or None,
        territory=syndicat,
    )
