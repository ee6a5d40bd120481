"""Documents joined to a file that asks for money."""

from django.db import models
from django.db.models.signals import post_delete
from django.dispatch import receiver

from catalogue.foundation.plain_slugs import plain_slug
from catalogue.foundation.uploads.stored_files import forget_after_commit, kind_and_size_of
from catalogue.funding.models.application import Application


def _place(instance: "ApplicationFile", name: str) -> str:
    stem, _, ending = name.rpartition(".")
    return f"financements/{instance.application_id}/{plain_slug(stem)[:60] or 'fichier'}.{ending.lower()}"


class ApplicationFile(models.Model):
    """Read by its applicants and by who instructs or judges it."""

    class Kind(models.TextChoices):
        DELIBERATION = "deliberation", "Délibération"
        PLAN = "plan", "Plan de financement ou devis"
        REPORT = "bilan", "Bilan"
        OTHER = "autre", "Autre pièce"

    application = models.ForeignKey(Application, models.CASCADE, related_name="files", verbose_name="dossier")
    kind = models.CharField("nature", max_length=12, choices=Kind)
    title = models.CharField("titre", max_length=160)
    file = models.FileField("fichier", upload_to=_place, max_length=200)
    added = models.DateTimeField("joint le")

    class Meta:
        verbose_name = "pièce du dossier"
        verbose_name_plural = "pièces du dossier"
        ordering = ["kind", "added", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_and_size(self) -> str:
        return kind_and_size_of(self.file)


@receiver(post_delete, sender=ApplicationFile)
def forget_piece(sender, instance: ApplicationFile, **kwargs) -> None:
    forget_after_commit(instance.file)
