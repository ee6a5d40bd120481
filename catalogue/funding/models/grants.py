"""What was awarded, what became of it, and the people who run the fund."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from catalogue.funding.models.application import Application, DeskKind
from catalogue.funding.models.calls import DESK_AMOUNT
from catalogue.funding.models.envelopes import AppendOnlyQuerySet, Envelope, Fund
from catalogue.needs.models import Need
from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation, Territory


class GrantState(models.TextChoices):
    NOTIFIED = "notifiee", "Notifiée"
    TO_SIGN = "a-signer", "Convention à signer"
    SIGNED = "signee", "Convention signée"
    PAID = "versee", "Versée"
    REPORT_DUE = "bilan-du", "Bilan attendu"
    CLOSED = "close", "Close"
    CANCELLED = "annulee", "Annulée"


GRANT_TRANSITIONS: dict[GrantState, frozenset[GrantState]] = {
    GrantState.NOTIFIED: frozenset({GrantState.TO_SIGN, GrantState.SIGNED, GrantState.PAID, GrantState.CANCELLED}),
    GrantState.TO_SIGN: frozenset({GrantState.SIGNED, GrantState.CANCELLED}),
    GrantState.SIGNED: frozenset({GrantState.PAID, GrantState.CANCELLED}),
    GrantState.PAID: frozenset({GrantState.REPORT_DUE, GrantState.CANCELLED}),
    GrantState.REPORT_DUE: frozenset({GrantState.CLOSED, GrantState.CANCELLED}),
    GrantState.CLOSED: frozenset(),
    GrantState.CANCELLED: frozenset(),
}
"""A single payment leads from « signée » to « versée »; payments in parts stay « signée » until the last one."""


class Convention(models.TextChoices):
    CRTE = "crte", "Contrat de relance et de transition écologique (CRTE)"
    AD_HOC = "ad-hoc", "Convention particulière"
    NONE = "sans", "Sans convention"


class GrantQuerySet(models.QuerySet["Grant"]):
    def standing(self) -> Self:
        """Without those that were cancelled."""
        return self.exclude(state=GrantState.CANCELLED)

    def of(self, organisation_id: int | None) -> Self:
        theirs = GrantMember.objects.filter(organisation=organisation_id).values("grant")
        return self.filter(Q(beneficiary=organisation_id) | Q(pk__in=theirs)) if organisation_id else self.none()


class Grant(models.Model):
    """`amount` is what stands today, after reductions. `rate`, `eligible_cost`: of the wave and file, None where none
    applies (axis 1). `source`: of the real ones, which are not demonstration data.
    """

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="grants", verbose_name="fonds")
    envelope = models.ForeignKey(Envelope, models.PROTECT, related_name="grants", verbose_name="enveloppe")
    application = models.OneToOneField(
        Application, models.PROTECT, null=True, blank=True, related_name="grant", verbose_name="dossier"
    )
    need = models.ForeignKey(
        Need, models.PROTECT, null=True, blank=True, related_name="grants", verbose_name="projet co-construit"
    )
    beneficiary = models.ForeignKey(Organisation, models.PROTECT, related_name="grants", verbose_name="bénéficiaire")
    desk_kind = models.CharField("objet au guichet", max_length=13, choices=DeskKind, blank=True)
    purpose = models.CharField("objet", max_length=256)
    amount = models.PositiveBigIntegerField("montant (€)")
    eligible_cost = models.PositiveBigIntegerField("coût éligible (€)", null=True, blank=True)
    rate = models.PositiveSmallIntegerField("taux maximal (%)", null=True, blank=True)
    reference = models.CharField("référence de la décision", max_length=40, unique=True)
    awarded_at = models.DateTimeField("attribuée le", db_index=True)
    state = models.CharField("état", max_length=10, choices=GrantState, default=GrantState.NOTIFIED, db_index=True)
    convention = models.CharField("convention", max_length=6, choices=Convention, blank=True)
    signed_on = models.DateField("signée le", null=True, blank=True)
    single_payment = models.BooleanField("versement unique", default=True)
    paid = models.PositiveBigIntegerField("versé (€)", default=0, editable=False)
    payments = models.PositiveSmallIntegerField("versements", default=0, editable=False)
    given_back = models.PositiveBigIntegerField("reversé (€)", default=0, editable=False)
    report_due = models.DateField("bilan attendu le", null=True, blank=True)
    report = models.TextField("bilan", max_length=6_000, blank=True)
    served = models.PositiveIntegerField("collectivités servies", null=True, blank=True, editable=False)
    services = models.ManyToManyField(ServicePage, related_name="grants", blank=True, verbose_name="services financés")
    source = models.CharField("source", max_length=255, blank=True)
    source_url = models.URLField("adresse de la source", blank=True, max_length=400)
    is_demo = models.BooleanField("donnée de démonstration", default=False)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = "subvention"
        verbose_name_plural = "subventions"
        ordering = ["-awarded_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="grant_of_something"),
            models.CheckConstraint(
                condition=Q(paid__lte=F("amount")),
                name="grant_never_paid_above",
                violation_error_message="Ce versement dépasserait la subvention.",
            ),
            models.CheckConstraint(
                condition=Q(rate=None) | Q(eligible_cost=None) | Q(amount__lte=F("eligible_cost") * F("rate") / 100),
                name="grant_within_its_rate",
                violation_error_message="Ce montant dépasse le taux prévu par l'appel.",
            ),
            models.CheckConstraint(
                condition=Q(single_payment=False) | Q(payments__lte=1), name="single_grant_paid_once"
            ),
            models.CheckConstraint(condition=Q(given_back__lte=F("paid")), name="grant_gives_back_what_was_paid"),
            models.CheckConstraint(condition=Q(desk_kind="") | Q(amount=DESK_AMOUNT), name="desk_grant_is_fixed"),
            models.UniqueConstraint(
                fields=["beneficiary", "desk_kind"],
                condition=~Q(desk_kind="") & ~Q(state="annulee"),
                name="one_desk_grant_per_organisation_and_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.purpose}"

    def get_absolute_url(self) -> str:
        return reverse("grant", args=[self.pk])

    @property
    def awaits_report(self) -> bool:
        """From its beneficiary: it is paid, and nothing says yet what it gave."""
        return self.state in (GrantState.PAID, GrantState.REPORT_DUE) and not self.report


class GrantMember(models.Model):
    """A collectivité that a grant also serves; the beneficiary receives the money."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="members", verbose_name="subvention")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="grant_memberships", verbose_name="collectivité"
    )

    class Meta:
        verbose_name = "collectivité du groupement"
        verbose_name_plural = "collectivités du groupement"
        constraints = [models.UniqueConstraint(fields=["grant", "organisation"], name="one_membership_per_grant")]

    def __str__(self) -> str:
        return str(self.organisation)


class GrantAct(models.TextChoices):
    AWARDED = "attribuee", "Attribuée"
    TO_SIGN = "a-signer", "Convention envoyée"
    SIGNED = "signee", "Convention signée"
    PAID = "versee", "Versement"
    REPORT_ASKED = "bilan-demande", "Bilan demandé"
    REPORTED = "bilan-remis", "Bilan remis"
    CLOSED = "close", "Close"
    REDUCED = "reduite", "Réduite"
    GIVEN_BACK = "reversement", "Reversement"
    CANCELLED = "annulee", "Annulée"


class GrantEvent(models.Model):
    """Append-only. `amount`: of what is awarded, signed, paid, given back or taken off, in euros, never negative."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="events", verbose_name="subvention")
    act = models.CharField("acte", max_length=14, choices=GrantAct)
    amount = models.PositiveBigIntegerField("montant (€)", null=True)
    at = models.DateTimeField("quand", db_index=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="personne"
    )
    author_label = models.CharField("qui", max_length=200, blank=True)
    reason = models.TextField("pourquoi", max_length=2_000, blank=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = "événement d'une subvention"
        verbose_name_plural = "événements des subventions"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.grant_id} : {self.get_act_display()}"


class FundDesk(models.TextChoices):
    """What a person does in the fund."""

    PREFECTURE = "prefecture", "Préfecture : instruction dans son périmètre"
    NATIONAL = "dinum", "DINUM : appels et guichet"
    ENVELOPES = "enveloppes", "ANCT et DITP : enveloppes et suivi"
    PAYMENTS = "paiements", "Paiements"


class FundOfficerQuerySet(models.QuerySet["FundOfficer"]):
    def held_on(self, day: date | None = None) -> Self:
        """By default today."""
        day = day or timezone.localdate()
        return self.filter(since__lte=day).exclude(until__isnull=False, until__lt=day)


class FundOfficer(models.Model):
    """`territory`: a région or a département for a préfecture, else None. Pages say the body, never the name."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="fund_desks", verbose_name="personne"
    )
    desk = models.CharField("guichet", max_length=10, choices=FundDesk)
    territory = models.ForeignKey(
        Territory, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="périmètre"
    )
    body = models.CharField("organisme", max_length=150, help_text="« Préfecture de l'Isère », « DINUM »…")
    since = models.DateField("depuis", default=timezone.localdate)
    until = models.DateField("jusqu'au", null=True, blank=True, help_text="Dernier jour. Vide : sans terme.")

    objects = FundOfficerQuerySet.as_manager()

    class Meta:
        verbose_name = "agent du fonds"
        verbose_name_plural = "agents du fonds"
        ordering = ["desk", "body", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(desk="prefecture", territory__isnull=False) | (~Q(desk="prefecture") & Q(territory=None)),
                name="prefecture_has_a_perimeter",
                violation_error_message="Donnez un périmètre à une préfecture, et à elle seule.",
            ),
            models.UniqueConstraint(
                fields=["user", "desk", "territory"], condition=Q(until=None), name="one_lasting_desk_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} ({self.get_desk_display()})"
