"""The use of a service by an organisation."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat, Left
from django.utils import timezone

from catalogue.deployments.models.states import (
    IN_USE,
    MOST_ADVANCED_FIRST,
    VALID_STANDINGS,
    Party,
    Standing,
    Status,
    StopReason,
)
from catalogue.foundation.dates import in_figures
from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation, Territory

ENDS_BEFORE_IT_STARTS = "La date de fin précède la date de début."
_LONGEST_PLACE = 120
WHY_IT_STOPPED = "Dites pourquoi l'utilisation s'est arrêtée."


def lies_ahead(status: str, since: date | None, until: date | None) -> dict[str, str]:
    """Problems with dates in the future, by field: what is in production has started, what stopped is over."""
    today, wrong = timezone.localdate(), {}
    if since and since > today and status in (Status.EN_PRODUCTION, Status.ARRETE):
        label = Status(status).label
        wrong["since"] = (
            f"Au statut « {label} », l'utilisation a commencé : {in_figures(since)} n'est pas encore passé."
        )
    if until and until > today and status == Status.ARRETE:
        wrong["until"] = f"Au statut « Arrêté », l'utilisation a cessé : {in_figures(until)} n'est pas encore passé."
    return wrong


class DeploymentQuerySet(models.QuerySet["Deployment"]):
    def valid(self) -> "DeploymentQuerySet":
        """What counts: neither contested nor expired."""
        return self.filter(standing__in=VALID_STANDINGS)

    def in_use(self) -> "DeploymentQuerySet":
        """Pilot, being deployed or in production: what « utilise » means on every page."""
        return self.valid().filter(status__in=IN_USE)

    def offered(self) -> "DeploymentQuerySet":
        """In use by those who open it to their members."""
        return self.in_use().filter(open_to_members=True)

    def confirmed(self) -> "DeploymentQuerySet":
        """Both parties have signed, less than twelve months ago."""
        return self.filter(standing=Standing.CONFIRMEE)

    def confirmed_for_a_year(self) -> "DeploymentQuerySet":
        """Confirmations that will expire. Those of a stop never do."""
        return self.confirmed().exclude(status=Status.ARRETE)

    def put_in_order(self) -> None:
        """Stores the rank of each row in the list of users: most advanced first, stopped ones last, then real data
        before demonstration data, then by name. A list of 35 000 can then be read page by page.
        """
        rank = Case(*(When(status=status, then=Value(str(n))) for n, status in enumerate(MOST_ADVANCED_FIRST)))
        demo = Case(When(is_demo=True, then=Value("1")), default=Value("0"))
        territory = Territory.objects.filter(pk=OuterRef("territory")).values("folded_name")
        organisation = Organisation.objects.filter(pk=OuterRef("organisation")).values("name")
        nowhere = Case(When(territory=None, then=Value("1")), default=Value("0"))
        name = Concat(Coalesce(Subquery(territory), Value("")), Value(" "), Subquery(organisation))
        self.update(place_in_list=Left(Concat(rank, demo, nowhere, name), _LONGEST_PLACE))

    def visible_to(self, user) -> "DeploymentQuerySet":
        """A deployment is as visible as its service, which is looked up row by row: services may be 100 000."""
        return self.filter(Exists(ServicePage.objects.visible_to(user).filter(pk=OuterRef("service"))))


class Deployment(models.Model):
    """The use of a service by an organisation. It covers `territory`, by default the organisation's own.

    Only `catalogue.deployments.changing` writes it, with its history.
    """

    service = models.ForeignKey(ServicePage, models.CASCADE, related_name="deployments", verbose_name="service")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="deployments", verbose_name="organisation"
    )
    territory = models.ForeignKey(
        Territory,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deployments",
        verbose_name="territoire couvert",
        help_text="Vide : le territoire de l'organisation.",
    )
    status = models.CharField("statut", max_length=16, choices=Status)
    since = models.DateField("depuis", null=True, blank=True)
    until = models.DateField("jusqu'au", null=True, blank=True)
    stop_reason = models.CharField(
        "motif de l'arrêt",
        max_length=16,
        choices=StopReason,
        blank=True,
        help_text="Obligatoire quand le statut est « Arrêté ». Publié en nombre, jamais avec un nom.",
    )
    stop_note = models.TextField("précision sur l'arrêt", blank=True, max_length=1_000, help_text="N'est pas publiée.")
    pilot_sites = models.TextField("sites pilotes", blank=True, help_text="Un site par ligne.")
    open_to_members = models.BooleanField(
        "ouvert à ses membres",
        default=False,
        help_text="L'organisation propose ce service à ses membres : les communes d'une intercommunalité, les "
        "collectivités que dessert un opérateur. L'utiliser soi-même n'est pas le proposer.",
    )
    source = models.CharField("source", max_length=255, blank=True)
    standing = models.CharField("signature", max_length=16, choices=Standing, default=Standing.DECLAREE, editable=False)
    declared_by = models.CharField("déclarée par", max_length=16, choices=Party, default=Party.ANCT, editable=False)
    confirmed_on = models.DateField("confirmée le", null=True, blank=True, editable=False)
    contest_reason = models.TextField("motif de la contestation", blank=True, max_length=1_000, editable=False)
    is_demo = models.BooleanField("donnée de démonstration", default=False)
    place_in_list = models.CharField("place dans la liste", max_length=_LONGEST_PLACE, default="", editable=False)
    updated = models.DateTimeField("mis à jour", auto_now=True)

    objects = DeploymentQuerySet.as_manager()

    # Written in bulk, they were never in Wagtail's index of references; looking for each there makes deleting slow.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "déploiement"
        verbose_name_plural = "déploiements"
        ordering = ["service", "organisation"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "organisation"],
                name="one_deployment_per_organisation",
                violation_error_message="Cette organisation a déjà un déploiement de ce service.",
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True)
                | models.Q(since__isnull=True)
                | models.Q(until__gte=models.F("since")),
                name="deployment_ends_after_it_starts",
                violation_error_message=ENDS_BEFORE_IT_STARTS,
            ),
            models.CheckConstraint(
                condition=models.Q(status=Status.ARRETE) & ~models.Q(stop_reason="")
                | ~models.Q(status=Status.ARRETE) & models.Q(stop_reason="", stop_note=""),
                name="deployment_stops_for_a_reason",
                violation_error_message=WHY_IT_STOPPED,
            ),
            models.CheckConstraint(
                condition=models.Q(standing=Standing.DECLAREE, confirmed_on__isnull=True)
                | models.Q(standing=Standing.CONTESTEE)
                | models.Q(standing__in=(Standing.CONFIRMEE, Standing.A_RECONFIRMER), confirmed_on__isnull=False),
                name="deployment_confirmed_on_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(standing=Standing.CONTESTEE) & ~models.Q(contest_reason="")
                | ~models.Q(standing=Standing.CONTESTEE) & models.Q(contest_reason=""),
                name="deployment_contested_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["territory", "status"], name="deployment_territory_status"),
            models.Index(
                fields=["territory"], name="deployment_offer_by_place", condition=models.Q(open_to_members=True)
            ),
            models.Index(
                fields=["organisation"], name="deployment_offer_by_user", condition=models.Q(open_to_members=True)
            ),
            models.Index(fields=["service", "place_in_list"], name="deployment_list"),
            models.Index(fields=["service", "standing", "place_in_list"], name="deployment_list_standing"),
        ]

    def __str__(self) -> str:
        return f"{self.service.title} — {self.organisation.name}"

    def save(self, *args, **kwargs) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Sets what follows from the other fields (also called before a bulk insert)."""
        self.pilot_sites = "\n".join(self.site_names)
        if self.territory_id is None:
            self.territory_id = self.organisation.territory_id

    def clean(self) -> None:
        """Rules that need no query; a bulk import calls it row by row."""
        errors = lies_ahead(self.status, self.since, self.until)
        if self.since and self.until and self.until < self.since:
            errors["until"] = ENDS_BEFORE_IT_STARTS
        if self.status == Status.ARRETE and not self.stop_reason:
            errors["stop_reason"] = WHY_IT_STOPPED
        if errors:
            raise ValidationError(errors)

    @property
    def is_in_use(self) -> bool:
        """Like `in_use`: neither interests, nor contested or expired uses."""
        return self.status in IN_USE and self.standing in VALID_STANDINGS

    @property
    def declarer(self) -> str:
        """« l'équipe du service »"""
        return Party(self.declared_by).in_a_sentence

    @property
    def site_names(self) -> list[str]:
        return [line.strip() for line in self.pilot_sites.splitlines() if line.strip()]
