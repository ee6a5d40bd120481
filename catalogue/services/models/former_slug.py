"""Former slugs of terms, so that links to them keep working."""

from django.db import models


class FormerSlugQuerySet(models.QuerySet["FormerSlug"]):
    def of(self, vocabulary: type[models.Model]) -> "FormerSlugQuerySet":
        return self.filter(vocabulary=vocabulary._meta.model_name)

    def current(self, vocabulary: type[models.Model], slug: str) -> str | None:
        """The slug that replaces `slug`, if it was renamed or merged."""
        return self.of(vocabulary).filter(slug=slug).values_list("current", flat=True).first()

    def forward(self, vocabulary: type[models.Model], old: str, new: str) -> None:
        """Redirect `old`, and what redirected to it, to `new`, always in one step."""
        self.of(vocabulary).filter(current=old).update(current=new)
        self.of(vocabulary).filter(slug=new).delete()
        self.update_or_create(vocabulary=vocabulary._meta.model_name, slug=old, defaults={"current": new})


class FormerSlug(models.Model):
    vocabulary = models.CharField("vocabulaire", max_length=40)
    slug = models.CharField("ancien identifiant", max_length=60)
    current = models.CharField("identifiant actuel", max_length=60)

    objects = FormerSlugQuerySet.as_manager()

    class Meta:
        verbose_name = "ancien identifiant"
        verbose_name_plural = "anciens identifiants"
        constraints = [models.UniqueConstraint(fields=["vocabulary", "slug"], name="one_destination_per_former_slug")]

    def __str__(self) -> str:
        return f"{self.slug} → {self.current}"
