"""A proposed service: what was typed, and the draft that editors may turn into a sheet."""

from django.db import models
from django.utils import timezone

from catalogue.services.models import ServicePage


class ProposalState(models.TextChoices):
    WAITING = "a-lire", "À lire"
    KEPT = "retenue", "Retenue : la fiche se prépare"
    SET_ASIDE = "ecartee", "Écartée"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def waiting(self) -> "ProposalQuerySet":
        return self.filter(state=ProposalState.WAITING)


class Proposal(models.Model):
    """`form` identifies the form, so that submitting twice proposes once. Only editors read `email`."""

    form = models.UUIDField("jeton du formulaire", unique=True, editable=False)
    service = models.ForeignKey(
        ServicePage, models.SET_NULL, null=True, blank=True, related_name="proposals", verbose_name="fiche en brouillon"
    )
    name = models.CharField("nom du service", max_length=100)
    website = models.URLField("adresse du service", blank=True)
    need = models.TextField("besoin auquel il répond", max_length=1_000)
    email = models.EmailField("adresse de la personne qui propose")
    created = models.DateTimeField("proposé le", default=timezone.now)
    state = models.CharField("suite", max_length=8, choices=ProposalState, default=ProposalState.WAITING)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "service proposé"
        verbose_name_plural = "services proposés"
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.name
