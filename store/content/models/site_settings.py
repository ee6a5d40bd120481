"""« Réglages du site »: menu, footer, announcement and contact of the Store; one row per site, edited in the admin."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import PreviewableMixin, Site

from store.content.models.site_links import FooterColumnsField, SiteLinksField, default_footer_links, default_menu
from store.content.settings_form import SettingsForm

_PARIS = "Heure de Paris."


def default_address() -> str:
    """From the environment, so that the page always has one."""
    return settings.STORE_CONTACT_EMAIL


class BannerKind(models.TextChoices):
    """As the class of the design system says it."""

    INFORMATION = "fr-notice--info", "Information"
    WARNING = "fr-notice--warning", "Attention"
    INCIDENT = "fr-notice--alert", "Incident"


class SiteSettingsQuerySet(models.QuerySet["SiteSettings"]):
    def next_moment(self, after: datetime) -> datetime | None:
        """When an announcement next begins or ends. One row per site."""
        dates = (date for row in self.values_list("banner_from", "banner_until") for date in row)
        return min((date for date in dates if date and date > after), default=None)


@register_setting(icon="sliders", order=1)
class SiteSettings(PreviewableMixin, BaseSiteSetting):
    menu = SiteLinksField(
        verbose_name="menu principal",
        blank=True,
        default=default_menu,
        max_num=8,
        help_text="En haut de chaque page, dans cet ordre. Cinq ou six entrées tiennent sur une ligne.",
    )
    header_link = SiteLinksField(
        verbose_name="lien d'en-tête",
        blank=True,
        max_num=1,
        help_text="Un seul, en haut à droite, à côté de la recherche.",
    )
    footer_columns = FooterColumnsField(verbose_name="colonnes du pied de page", blank=True, max_num=6)
    footer_links = SiteLinksField(
        verbose_name="dernière ligne du pied de page",
        blank=True,
        default=default_footer_links,
        max_num=6,
        help_text="Suivent toujours : plan du site, accessibilité, mentions légales, données personnelles.",
    )
    banner_title = models.CharField(
        "annonce", max_length=120, blank=True, help_text="En une phrase. Vide : pas de bandeau."
    )
    banner_text = models.CharField("précision", max_length=300, blank=True)
    banner_kind = models.CharField("nature", max_length=20, choices=BannerKind, default=BannerKind.INFORMATION)
    banner_link = SiteLinksField(verbose_name="lien de l'annonce", blank=True, max_num=1)
    banner_from = models.DateTimeField(
        "affichée à partir du", null=True, blank=True, help_text=f"{_PARIS} Vide : dès maintenant."
    )
    banner_until = models.DateTimeField("jusqu'au", null=True, blank=True, help_text=_PARIS)
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

    objects = SiteSettingsQuerySet.as_manager()
    kept_from_others: tuple[str, ...] = ()
    """What another person changed while this one was being edited, and which stays."""

    edit_handler = TabbedInterface(
        [
            ObjectList([FieldPanel("menu"), FieldPanel("header_link")], heading="En-tête"),
            ObjectList(
                [
                    FieldPanel("banner_title"),
                    FieldPanel("banner_text"),
                    FieldPanel("banner_kind"),
                    FieldPanel("banner_link"),
                    MultiFieldPanel([FieldPanel("banner_from"), FieldPanel("banner_until")], heading="Quand"),
                ],
                heading="Bandeau d'annonce",
            ),
            ObjectList([FieldPanel("footer_columns"), FieldPanel("footer_links")], heading="Pied de page"),
            ObjectList(
                [FieldPanel("email"), FieldPanel("phone"), FieldPanel("postal_address"), FieldPanel("delay")],
                heading="Contact du Store",
            ),
        ],
        base_form_class=SettingsForm,
    )

    class Meta:
        verbose_name = "réglages du site"
        constraints = [
            models.CheckConstraint(
                condition=Q(banner_from=None) | Q(banner_until=None) | Q(banner_until__gt=models.F("banner_from")),
                name="banner_ends_after_it_begins",
                violation_error_message="La fin du bandeau doit venir après son début.",
            )
        ]

    def __str__(self) -> str:
        return f"Réglages de {self.site}" if self.site_id else "Réglages du site"

    def clean(self) -> None:
        super().clean()
        if self.banner_title and self.banner_until is None:
            raise ValidationError({"banner_until": "Dites jusqu'à quand : un bandeau oublié ne se lit plus."})

    def announces(self, now: datetime, *, is_preview: bool = False) -> bool:
        begun = self.banner_from is None or self.banner_from <= now
        over = self.banner_until is not None and self.banner_until <= now
        return bool(self.banner_title) and (is_preview or (begun and not over))

    def get_preview_template(self, request, mode_name: str) -> str:
        return "content/settings_preview.html"

    def get_preview_context(self, request, mode_name: str) -> dict:
        is_shown = self.announces(timezone.now())
        return {**super().get_preview_context(request, mode_name), "settings_shown": self, "banner_is_shown": is_shown}

    @classmethod
    def of(cls, site: Site | None) -> Self:
        """Does not create the row if nobody has saved it yet."""
        return (cls.objects.filter(site=site).first() if site else None) or cls()
