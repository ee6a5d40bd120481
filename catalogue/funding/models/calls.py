"""Calls of the fund: a Wagtail page each, and the waves in which it opens, with the rules that files of a wave keep."""

import uuid
from datetime import datetime, time, timedelta
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageManager

from catalogue.foundation.dates import day, moment
from catalogue.foundation.plain_slugs import PlainAddress
from catalogue.funding.models.envelopes import Axis, Envelope, Fund, Part
from catalogue.review.models import Committee, CriteriaGrid
from catalogue.services.models.blocks import ContentField
from catalogue.services.models.conditions import KindsField
from catalogue.services.models.reviewed import Reviewed
from catalogue.services.rules.visibility import KnownRestrictions, VisibleQuerySet

DESK_AMOUNT = 5_000
"""Of a grant of the FranceConnect and API desk, in euros."""
MOST_LISTED, _PAST_LISTED = 50, 6


class CallKind(models.TextChoices):
    CALL = "appel", "Appel à projets national, avec jury"
    DESK = "guichet", "Guichet permanent"
    LOCAL = "local", "Enveloppe locale, instruite par les préfectures"


class WaveState(models.TextChoices):
    OPEN = "ouvert", "Ouvert"
    TO_COME = "a-venir", "À venir"
    CLOSED = "clos", "Clos"


FUNDING_SLUG = "financements"
RESERVED_SLUGS = (
    "chiffres",
    "dispositifs",
    "enveloppes",
    "laureats",
    "partenaires",
    "puis-je-candidater",
    "resultats",
    "subventions",
)
"""Names of the fixed addresses under `/financements/`, which answer before any page."""
_RESERVED = "« {} » est déjà une adresse de la rubrique : donnez un autre nom à cet appel."
_ELSEWHERE = "Cette page reste à l'adresse « financements » : les enveloppes et les subventions sont rangées dessous."


class FundingIndex(PlainAddress, KnownRestrictions, Page):
    """`/financements/`: what may be funded, in a minute."""

    introduction = models.CharField("introduction", max_length=400, blank=True)
    body = ContentField(verbose_name="présentation", blank=True)

    objects = PageManager.from_queryset(VisibleQuerySet)()

    template = "funding/funding_index.html"
    max_count = 1
    subpage_types = ["funding.FundingCall"]
    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]

    class Meta:
        verbose_name = "page des financements"
        verbose_name_plural = "pages des financements"

    def _write_plainly(self) -> None:
        super()._write_plainly()
        if self.slug != FUNDING_SLUG:
            raise ValidationError({"slug": _ELSEWHERE})

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict[str, Any]:
        """What is open, the first to close first; what comes; what closed last."""
        waves = Wave.objects.visible_to(request.user).with_state()
        own = {
            "open_waves": waves.open().order_by("closes", "pk")[:MOST_LISTED],
            "next_waves": waves.to_come().order_by("opens", "pk")[:MOST_LISTED],
            "past_waves": waves.closed().order_by("-closes", "-pk")[:_PAST_LISTED],
        }
        return {**super().get_context(request, *args, **kwargs), **own}


class FundingCall(Reviewed, PlainAddress, KnownRestrictions, Page):
    """`committee`: its jury. `public_id`: `id_aide` of the exchange format of public aids."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="calls", verbose_name="fonds")
    kind = models.CharField("fonctionnement", max_length=8, choices=CallKind)
    axis = models.CharField("axe", max_length=6, choices=Axis)
    part = models.CharField("volet", max_length=16, choices=Part, blank=True)
    summary = models.CharField("résumé", max_length=180, help_text="Une phrase, pour les listes.")
    body = ContentField(verbose_name="présentation", blank=True)
    what_is_paid = models.TextField("ce qui est financé", max_length=2_000, blank=True)
    contact = models.CharField("à qui poser une question", max_length=255, blank=True)
    committee = models.ForeignKey(
        Committee, models.PROTECT, null=True, blank=True, related_name="calls", verbose_name="jury"
    )
    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, editable=False)
    is_demo = models.BooleanField("donnée de démonstration", default=False)

    objects = PageManager.from_queryset(VisibleQuerySet)()

    template = "funding/call.html"
    parent_page_types = ["funding.FundingIndex"]
    subpage_types: list[str] = []
    exclude_fields_in_copy = ["verified", "public_id"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("what_is_paid"),
        FieldPanel("contact"),
        MultiFieldPanel(
            [
                FieldPanel("fund"),
                FieldPanel("kind"),
                FieldPanel("axis"),
                FieldPanel("part"),
                FieldPanel("committee"),
                FieldPanel("is_demo"),
            ],
            heading="Cadre",
        ),
    ]
    settings_panels = [*Page.settings_panels, *Reviewed.review_panels]

    class Meta:
        verbose_name = "appel à projets"
        verbose_name_plural = "appels à projets"

    def _write_plainly(self) -> None:
        """Wagtail calls it for drafts too."""
        super()._write_plainly()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _RESERVED.format(self.slug)})


class Ties(models.TextChoices):
    """Which of two files with the same median and mean comes first."""

    FIRST_FILED = "premier-depose", "Le dossier déposé le premier passe devant"
    SMALLEST = "plus-petit", "Le dossier qui demande le moins passe devant"
    CHAIR = "presidence", "La présidence du jury départage, et dit pourquoi"


class LastEuro(models.TextChoices):
    """What happens when the envelope no longer holds the next file."""

    STOP = "arret", "Les attributions s'arrêtent là ; les suivants vont en liste d'attente"
    PARTIAL = "partiel", "Le reste est proposé au dossier suivant, s'il accepte un montant partiel"
    NEXT = "suivant", "Le premier dossier suivant que l'enveloppe permet est financé"


class WaveQuerySet(models.QuerySet["Wave"]):
    """By the clock of the database, or at a moment that is given (a replay)."""

    def open(self, at: datetime | None = None) -> Self:
        now = at or Now()
        return self.filter(opens__lte=now, closes__gt=now)

    def closed(self, at: datetime | None = None) -> Self:
        return self.filter(closes__lte=at or Now())

    def to_come(self, at: datetime | None = None) -> Self:
        return self.filter(opens__gt=at or Now())

    def with_state(self, at: datetime | None = None) -> Self:
        """Annotates each with `state`, a WaveState."""
        now = at or Now()
        closed = models.When(closes__lte=now, then=models.Value(WaveState.CLOSED))
        to_come = models.When(opens__gt=now, then=models.Value(WaveState.TO_COME))
        return self.annotate(state=models.Case(closed, to_come, default=models.Value(WaveState.OPEN)))

    def visible_to(self, user: Any) -> Self:
        """Of calls that the person may read."""
        return self.filter(call__in=FundingCall.objects.visible_to(user)).select_related("call", "envelope")

    def next_moment(self, after: datetime) -> datetime | None:
        """When the next one opens or closes: pages then change by themselves."""
        opening = self.filter(opens__gt=after).order_by("opens").values_list("opens", flat=True).first()
        closing = self.filter(closes__gt=after).order_by("closes").values_list("closes", flat=True).first()
        return min(filter(None, (opening, closing)), default=None)


class Wave(models.Model):
    """A call closes at `closes`, which is the first instant when it refuses. Once it opens, its rules no longer change:
    the database holds it (migration `rules_freeze_at_opening`); only its end may be put off, in public.

    `rate`: at most so many percent of the eligible cost. `covers_departement` or `population_min`: one of them is
    enough for the grouping. `population_max`: a local maximum size. `envelope`: None when each file draws on the
    envelope of its own département.
    """

    call = models.ForeignKey(FundingCall, models.PROTECT, related_name="waves", verbose_name="appel")
    number = models.PositiveSmallIntegerField("vague", default=1)
    opens = models.DateTimeField("ouvre le", help_text="Heure de Paris.", db_index=True)
    closes = models.DateTimeField(
        "ferme le",
        help_text="Heure de Paris : 23 h 59 min 59 s du dernier jour passé, plus rien n'entre.",
        db_index=True,
    )
    envelope = models.ForeignKey(
        Envelope, models.PROTECT, null=True, blank=True, related_name="waves", verbose_name="enveloppe"
    )
    allowed_kinds = KindsField("natures admises", blank=True, default=list, help_text="Aucune case cochée : toutes.")
    covers_departement = models.BooleanField("couvrir un département suffit", default=False)
    population_min = models.PositiveIntegerField("population minimale du groupement", null=True, blank=True)
    population_max = models.PositiveIntegerField("population maximale", null=True, blank=True)
    rate = models.PositiveSmallIntegerField(
        "taux maximal (%)", default=100, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    ceiling = models.PositiveBigIntegerField("plafond (€)", null=True, blank=True)
    single_payment = models.BooleanField("versement unique", default=True)
    ties = models.CharField("en cas d'égalité", max_length=14, choices=Ties, default=Ties.FIRST_FILED)
    last_euro = models.CharField("dernier euro", max_length=8, choices=LastEuro, default=LastEuro.STOP)
    grid = models.ForeignKey(
        CriteriaGrid, models.PROTECT, null=True, blank=True, related_name="waves", verbose_name="grille de critères"
    )
    redress = models.TextField(
        "recours", max_length=1_000, help_text="À qui s'adresser pour contester une décision, et comment."
    )
    redress_days = models.PositiveSmallIntegerField("délai de recours (jours)", default=60)
    is_demo = models.BooleanField("donnée de démonstration", default=False)

    state: str
    """A WaveState, where it was read `with_state`."""

    objects = WaveQuerySet.as_manager()

    class Meta:
        verbose_name = "vague"
        verbose_name_plural = "vagues"
        ordering = ["call", "number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="one_wave_of_a_number"),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")),
                name="wave_closes_after_it_opens",
                violation_error_message="La fin précède le début.",
            ),
            models.CheckConstraint(condition=Q(rate__gte=1, rate__lte=100), name="wave_rate_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return f"{self.call.title}, vague {self.number}"

    def clean(self) -> None:
        if self.opens and self.closes and self.closes <= self.opens:
            raise ValidationError({"closes": "La fin précède le début."})
        if self.population_min and self.population_max and self.population_min > self.population_max:
            raise ValidationError({"population_max": "La population maximale est inférieure à la population minimale."})

    @property
    def when(self) -> str:
        return f"du {moment(self.opens)} au {self.last_moment}"

    @property
    def last_moment(self) -> str:
        """Until when one files, in words: an end at midnight is that of the day before."""
        return end_in_words(self.closes)

    def most_for(self, cost: int) -> int:
        """What may be asked at most, in euros, of a project of that cost."""
        most = cost * self.rate // 100
        return min(most, self.ceiling) if self.ceiling else most

    @property
    def line(self) -> str:
        """The line of its figures (`FundCount.line`)."""
        return f"{self.call.axis}|{self.call.part}|{self.number}"


def end_in_words(closes: datetime) -> str:
    """« 22 novembre 2021 à 23 h 59 » for an end on the 23rd at 0 h 00; other ends as they are."""
    local = timezone.localtime(closes)
    if local.time() != time.min:
        return moment(closes)
    return f"{day((local - timedelta(minutes=1)).date())} à 23 h 59"


class WaveExtension(models.Model):
    """A public line: when a wave was to close, when it will, and why."""

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="extensions", verbose_name="vague")
    at = models.DateTimeField("quand")
    was_closing = models.DateTimeField("fermait le")
    closes = models.DateTimeField("ferme le")
    reason = models.TextField("pourquoi", max_length=1_000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="personne"
    )

    class Meta:
        verbose_name = "report de clôture"
        verbose_name_plural = "reports de clôture"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.wave} : {self.reason}"


class PartnerWish(models.Model):
    """A collectivité that says it seeks partners to apply together; read by signed-in collectivités nearby."""

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="wishes", verbose_name="vague")
    organisation = models.ForeignKey(
        "territories.Organisation", models.CASCADE, related_name="partner_wishes", verbose_name="collectivité"
    )
    project = models.CharField("projet envisagé", max_length=300)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="personne"
    )
    at = models.DateTimeField("depuis le")

    class Meta:
        verbose_name = "recherche de partenaires"
        verbose_name_plural = "recherches de partenaires"
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["wave", "organisation"], name="one_partner_wish_per_wave")]

    def __str__(self) -> str:
        return f"{self.organisation} : {self.project}"
