"""Who signs in."""

from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import models, transaction
from django.dispatch import Signal
from django.utils import timezone

from catalogue.foundation.mailboxes import mailbox_of

person_arrived = Signal()
"""`person` acts for another organisation than before, or for a first one."""


class Mandate(models.TextChoices):
    """A person's function in their collectivité. They state it themselves; no right depends on it."""

    AGENT = "agent", "Agent"
    DGS = "dgs", "Direction générale (DGS, DGA)"
    ELU = "elu", "Élu ou élue"


class EmailProof(models.TextChoices):
    """How we know that an address belongs to the person."""

    PROCONNECT = "proconnect", "donnée par ProConnect"
    COURRIEL = "courriel", "confirmée par courriel"
    IN_DOUBT = "a-confirmer", "à confirmer"


class User(AbstractUser):
    """A person. ProConnect identifies one by (`issuer`, `sub`), never by e-mail; `siret` names the employer.

    Whoever is attached to an `organisation` acts for it: roles are read by `store.accounts.people.person_of`.
    Only `store.accounts.address_changes` writes `email`. What was proven is kept apart, as it was proven: `proven_name`
    by ProConnect, `proven_email` in the way `email_proof` says.
    """

    issuer = models.CharField("fournisseur d'identité", max_length=255, blank=True)
    # Null for people who sign in with a password: the constraint below treats nulls as distinct.
    sub = models.CharField("identifiant chez ce fournisseur", max_length=255, null=True, blank=True)  # noqa: DJ001  as said above
    siret = models.CharField("SIRET de l'employeur", max_length=14, blank=True)
    name = models.CharField("nom complet", max_length=200, blank=True)
    mandate = models.CharField("mandat", max_length=5, choices=Mandate, blank=True)
    organisation = models.ForeignKey(
        "territories.Organisation",
        verbose_name="organisation",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="people",
        help_text="La personne agit au nom de cette organisation : elle voit et confirme ce que celle-ci utilise.",
    )
    organisation_since = models.DateTimeField("rattachée le", null=True, editable=False)
    organisation_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="rattachée par"
    )
    mailbox = models.CharField("boîte", max_length=254, blank=True, editable=False, db_index=True)
    email_since = models.DateTimeField("adresse connue le", null=True, editable=False)
    email_proof = models.CharField("preuve de l'adresse", max_length=11, choices=EmailProof, blank=True, editable=False)
    proven_email = models.EmailField("adresse prouvée", blank=True, editable=False)
    proven_name = models.CharField("nom donné par ProConnect", max_length=200, blank=True, editable=False)
    is_demo = models.BooleanField("compte de démonstration", default=False, editable=False)

    class Meta:
        verbose_name = "personne"
        verbose_name_plural = "personnes"
        constraints = [models.UniqueConstraint(fields=["issuer", "sub"], name="one_person_per_identity")]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def save(self, *args, update_fields=None, **kwargs) -> None:
        self.mailbox = mailbox_of(self.email)
        if update_fields is not None and "email" in update_fields:
            update_fields = {*update_fields, "mailbox"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def get_full_name(self) -> str:
        """Wagtail uses it too. Never the first and last names, which people type themselves."""
        return self.name

    @property
    def comes_from_proconnect(self) -> bool:
        return bool(self.sub)

    @property
    def own_address(self) -> str:
        """The address, if it is proven; empty while it may be somebody else's."""
        return "" if self.email_proof == EmailProof.IN_DOUBT else self.email

    @property
    def email_standing(self) -> str:
        """How the address was proven, in words."""
        if self.is_demo:
            return "donnée de démonstration"
        is_proven = self.email_proof and self.email == self.proven_email
        return self.get_email_proof_display() if is_proven else "non vérifiée"

    @property
    def name_standing(self) -> str:
        return "donné par ProConnect" if self.name and self.name == self.proven_name else "saisi dans le Store"

    def mailboxes(self) -> set[str]:
        """All the mailboxes that the person is known to read or to have read."""
        changes = self.address_changes.used().values_list("address", "former")
        found = {self.email, self.proven_email, *(address for pair in changes for address in pair)}
        return {mailbox_of(address) for address in found} - {""}

    def identities(self) -> list[str]:
        """The identifiers that ProConnect gives the person, for comparisons."""
        return [f"{self.issuer} {self.sub}"] if self.sub else []

    def attach(self, organisation, by: "User | None") -> None:
        """Set the organisation that the person acts for, or none. `by` decided it; None stands for ProConnect."""
        former = self.organisation_id
        self.organisation = organisation
        self.note_place(by)
        with transaction.atomic():
            self.save(update_fields=["organisation", "organisation_by", "organisation_since"])
            self.say_arrived(former)

    def say_arrived(self, former: int | None) -> None:
        """Once it is saved, to those who act for the same organisation."""
        if self.organisation_id not in (None, former):
            person_arrived.send(type(self), person=self)

    def note_place(self, by: "User | None") -> None:
        """To save together with the organisation."""
        self.organisation_by, self.organisation_since = by, timezone.now()

    def was_let_in_by(self, other: "User", since: datetime) -> bool:
        """Whether `other` gave the person their organisation, a service to maintain or their address after `since`."""
        return other.pk in self.let_in_by(since)

    def let_in_by(self, since: datetime) -> set[int]:
        """Ids of the people who did."""
        given = self.address_changes.filter(used__gt=since).values_list("asked_by", flat=True)
        named = self.maintenances.filter(named_on__gt=since).values_list("named_by", flat=True)
        place = self.organisation_by_id if self._was_attached_since(since) else None
        return {pk for pk in (*given, *named, place) if pk not in (None, self.pk)}

    def was_let_in_by_who_is_gone(self, since: datetime) -> bool:
        """Whether an account that no longer exists attached or named the person, or gave them their address."""
        if self.address_changes.filter(used__gt=since, asked_by=None).exists():
            return True
        if self.maintenances.filter(named_on__gt=since, named_by=None).exists():
            return True
        if not self._was_attached_since(since) or self.organisation is None or self.organisation_by_id is not None:
            return False
        return not self.siret or self.organisation.siren != self.siret[:9]

    def _was_attached_since(self, since: datetime) -> bool:
        return self.organisation_since is not None and self.organisation_since > since
