"""How to reach the team of the Store: one row per site, edited in the admin (Paramètres, Contact du Store)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Site


def default_address() -> str:
    """From the environment, so that the page always has one."""
    return settings.STORE_CONTACT_EMAIL


@register_setting(icon="mail")
class StoreContact(BaseSiteSetting):
    email = models.EmailField(
        "adresse électronique",
        default=default_address,
        help_text="Celle d'une équipe, lue chaque jour ouvré. Elle est publique, sur la page « Contact ».",
    )
    phone = models.CharField("téléphone", max_length=30, blank=True)
    postal_address = models.TextField("adresse postale", max_length=500, blank=True)
    delay = models.CharField(
        "délai de réponse",
        max_length=120,
        blank=True,
        help_text="Ce que l'équipe peut tenir : « sous trois jours ouvrés ». Rien n'est promis quand c'est vide.",
    )

    panels = [FieldPanel("email"), FieldPanel("phone"), FieldPanel("postal_address"), FieldPanel("delay")]

    class Meta:
        verbose_name = "contact du Store"

    def __str__(self) -> str:
        return self.email

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """Does not create the row if nobody has saved it yet."""
        return cls.objects.filter(site=Site.find_for_request(request)).first() or cls()
