"""Which categories of mail an address wants."""

from django.db import models
from django.utils import timezone

from catalogue.foundation.digests import text_digest
from store.mail.categories import OPTIONAL, Category


def fingerprint(address: str) -> str:
    """SHA-256 of the lower-cased address: refusals are kept without keeping addresses."""
    return text_digest(address.strip().lower())


class PreferenceQuerySet(models.QuerySet["Preference"]):
    def wanted(self, mark: str) -> set[str]:
        """Slugs of the optional categories that the address with this fingerprint receives."""
        said = dict(self.filter(address=mark).values_list("category", "wanted"))
        return {category.slug for category in OPTIONAL if said.get(category.slug, not category.asked_for)}

    def of_those_who_want(self, category: Category, addresses: set[str]) -> set[str]:
        """Those of `addresses` that accept this category."""
        if category.essential:
            return set(addresses)
        said = dict(self.filter(category=category.slug).values_list("address", "wanted"))
        return {address for address in addresses if said.get(fingerprint(address), not category.asked_for)}

    def say(self, mark: str, category: Category, *, wanted: bool) -> None:
        self.update_or_create(
            address=mark, category=category.slug, defaults={"wanted": wanted, "changed": timezone.now()}
        )


class Preference(models.Model):
    """`address` is a fingerprint. Without a row, the default of the category applies."""

    address = models.CharField("empreinte de l'adresse", max_length=64)
    category = models.CharField("sujet", max_length=20)
    wanted = models.BooleanField("accepté")
    changed = models.DateTimeField("changé le", default=timezone.now)

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        verbose_name = "préférence de courriel"
        verbose_name_plural = "préférences de courriel"
        constraints = [models.UniqueConstraint(fields=["address", "category"], name="one_preference_per_subject")]

    def __str__(self) -> str:
        return f"{self.category} : {'oui' if self.wanted else 'non'}"
