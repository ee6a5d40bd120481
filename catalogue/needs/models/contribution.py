"""A contribution: a need that somebody states for an organisation, or a service that already works."""

from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.text import capfirst

from catalogue.foundation.plain_slugs import plain_slug
from catalogue.foundation.uploads.stored_files import forget_after_commit, kind_and_size_of
from catalogue.needs.models.need import Need, NeedQuerySet


class Profile(models.TextChoices):
    """What is public of the author, with their function."""

    AGENT = "agent", "Agent"
    ELU = "elu", "Élu ou élue"
    PARTENAIRE = "partenaire", "Partenaire"


class Destination(models.Model):
    """Where a contribution that is not for the Store is redirected, with the sentence that its author reads."""

    name = models.CharField("nom", max_length=120, unique=True)
    sentence = models.CharField("phrase", max_length=400, help_text="Ce que l'auteur doit y faire, en une phrase.")
    url = models.URLField("adresse", blank=True)
    order = models.PositiveSmallIntegerField("ordre", default=100)
    retired = models.BooleanField("n'est plus proposée", default=False)

    class Meta:
        verbose_name = "destination"
        verbose_name_plural = "destinations"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Said:
    """One of the texts of a contribution, under its heading."""

    heading: str
    text: str


class Contribution(Need):
    """`grouped_into`: the proposition in which it is grouped. `digest`: of the text that was submitted, on its receipt.

    `answered_by`: a service of the catalogue that answers it, as its author or the team says.
    """

    problem = models.TextField("le problème", max_length=4_000, blank=True)
    concerned = models.TextField("qui est concerné", max_length=2_000, blank=True)
    existing = models.TextField("ce qui existe déjà", max_length=2_000, blank=True)
    service_url = models.URLField("adresse du service", blank=True)
    service_users = models.CharField("qui l'utilise", max_length=255, blank=True)
    service_licence = models.CharField("licence", max_length=120, blank=True)
    service_cost = models.CharField("coût", max_length=255, blank=True)
    service_operator = models.CharField("qui le fait vivre", max_length=200, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="contributions", verbose_name="auteur"
    )
    author_profile = models.CharField("profil", max_length=10, choices=Profile)
    author_function = models.CharField("fonction", max_length=120, blank=True)
    submitted = models.DateTimeField("déposée le", null=True, editable=False)
    digest = models.CharField("empreinte", max_length=64, blank=True, editable=False)
    destination = models.ForeignKey(
        Destination, models.PROTECT, null=True, blank=True, related_name="contributions", verbose_name="destination"
    )
    moderation_reason = models.TextField("motif", max_length=2_000, blank=True)
    moderated = models.DateTimeField("examinée le", null=True, editable=False)
    grouped_into = models.ForeignKey(
        "needs.Proposition",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name="proposition",
    )
    grouped = models.DateTimeField("regroupée le", null=True, editable=False)
    reminded = models.DateTimeField("rappelée le", null=True, editable=False)
    investigation = models.ForeignKey(
        "needs.Investigation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name="investigation",
    )
    answered_by = models.ForeignKey(
        "services.ServicePage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="service qui répond au besoin",
    )

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = "contribution"
        verbose_name_plural = "contributions"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(grouped_into__isnull=True, grouped__isnull=True)
                | models.Q(grouped_into__isnull=False, grouped__isnull=False),
                name="contribution_grouped_at_a_moment",
            )
        ]

    @property
    def texts(self) -> list[Said]:
        """What it says, in the order in which it is read."""
        return self._said("problem", "concerned", "existing")

    @property
    def service_facts(self) -> list[Said]:
        return self._said("service_users", "service_operator", "service_cost", "service_licence")

    def _said(self, *names: str) -> list[Said]:
        fields = [field for name in names for field in self._meta.fields if field.name == name]
        return [Said(capfirst(str(one.verbose_name)), text) for one in fields if (text := getattr(self, one.name))]


def _place_of_file(file: "ContributionFile", name: str) -> str:
    stem, _, ending = name.rpartition(".")
    return f"besoins/{file.contribution_id}/{plain_slug(stem)[:60] or 'fichier'}.{ending.lower()}"


class ContributionFile(models.Model):
    """A document joined to a contribution, read by whoever may read the contribution."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="files", verbose_name="contribution")
    title = models.CharField("titre", max_length=160)
    file = models.FileField("fichier", upload_to=_place_of_file, max_length=200)
    added = models.DateTimeField("joint le")

    class Meta:
        verbose_name = "pièce jointe"
        verbose_name_plural = "pièces jointes"
        ordering = ["added", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_and_size(self) -> str:
        return kind_and_size_of(self.file)


@receiver(post_delete, sender=ContributionFile)
def forget_file(sender, instance: ContributionFile, **kwargs) -> None:
    forget_after_commit(instance.file)


class AlreadyThere(models.Model):
    """« Cela répond à mon besoin »: somebody who was writing a need found a service or a need that answers it."""

    consultation = models.ForeignKey(
        "needs.Consultation", models.CASCADE, related_name="+", verbose_name="consultation"
    )
    service = models.ForeignKey(
        "services.ServicePage", models.CASCADE, null=True, related_name="+", verbose_name="service"
    )
    need = models.ForeignKey(Need, models.CASCADE, null=True, related_name="+", verbose_name="besoin")
    organisation = models.ForeignKey(
        "territories.Organisation", models.SET_NULL, null=True, related_name="+", verbose_name="organisation"
    )
    words = models.CharField("mots tapés", max_length=160, blank=True)
    at = models.DateTimeField("quand")

    class Meta:
        verbose_name = "réponse trouvée"
        verbose_name_plural = "réponses trouvées"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return str(self.service or self.need)


class Investigation(models.Model):
    """Of the national programme: a problem that a team of the ANCT studies with territories, and what it found."""

    class State(models.TextChoices):
        EN_COURS = "en-cours", "En cours"
        TERMINEE = "terminee", "Terminée"
        ARRETEE = "arretee", "Arrêtée"

    slug = models.SlugField("identifiant", max_length=80, unique=True)
    title = models.CharField("titre", max_length=200)
    problem = models.TextField("le problème", blank=True)
    state = models.CharField("état", max_length=10, choices=State, default=State.EN_COURS)
    cohort = models.CharField("promotion", max_length=80, blank=True)
    starts = models.DateField("début", null=True, blank=True)
    ends = models.DateField("fin", null=True, blank=True)
    territories = models.ManyToManyField(
        "territories.Territory", related_name="investigations", blank=True, verbose_name="territoires"
    )
    findings = models.TextField("ce qui a été trouvé", blank=True)
    source = models.CharField("source", max_length=200, blank=True)
    is_demo = models.BooleanField("donnée de démonstration", default=False)

    class Meta:
        verbose_name = "investigation"
        verbose_name_plural = "investigations"
        ordering = ["-starts", "title"]

    def __str__(self) -> str:
        return self.title


class InvestigationRequest(models.Model):
    """A collectivité under a priority policy asks to be accompanied."""

    class State(models.TextChoices):
        DEPOSEE = "deposee", "À l'examen"
        ACCEPTEE = "acceptee", "Acceptée"
        REFUSEE = "refusee", "Refusée"
        RETIREE = "retiree", "Retirée"

    organisation = models.ForeignKey(
        "territories.Organisation", models.CASCADE, related_name="investigation_requests", verbose_name="collectivité"
    )
    policy = models.ForeignKey(
        "territories.PriorityPolicy", models.PROTECT, related_name="+", verbose_name="politique prioritaire"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="auteur"
    )
    problem = models.TextField("le problème", max_length=4_000)
    state = models.CharField("état", max_length=10, choices=State, default=State.DEPOSEE)
    reason = models.TextField("motif", max_length=2_000, blank=True)
    investigation = models.ForeignKey(
        Investigation, models.SET_NULL, null=True, blank=True, related_name="requests", verbose_name="investigation"
    )
    submitted = models.DateTimeField("déposée le")
    answered = models.DateTimeField("répondue le", null=True, blank=True)

    class Meta:
        verbose_name = "demande d'investigation"
        verbose_name_plural = "demandes d'investigation"
        ordering = ["-submitted", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(state="deposee"),
                name="one_waiting_investigation_request",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="refusee") | ~models.Q(reason=""), name="investigation_refused_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} : {self.get_state_display()}"
