"""Who answers for a page, when it was last read again, and whether it is archived: of sheets and of all other pages."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, get_page_models

from catalogue.foundation.dates import already
from catalogue.services.rules.freshness import Freshness, Verification, freshness, verification


def editors() -> dict:
    """A choice of people who write pages; `pk__in` lists nobody twice."""
    return {"pk__in": get_user_model().objects.filter(groups__page_permissions__isnull=False).values("pk")}


class Reviewed(models.Model):
    """`review_on` asks for a verification earlier than after twelve months."""

    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to=editors,
        verbose_name="responsable",
        help_text="La personne de l'équipe qui répond de cette page.",
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to=editors,
        verbose_name="suppléant",
        help_text="Qui relit la page quand la personne responsable est partie.",
    )
    verified = models.DateField("dernière vérification", null=True, blank=True, editable=False, validators=[already])
    review_on = models.DateField(
        "à relire le", null=True, blank=True, help_text="Vide : douze mois après la dernière vérification."
    )
    archived_on = models.DateField(
        "archivée le",
        null=True,
        blank=True,
        validators=[already],
        help_text="Remplie, la page reste à son adresse, avec un bandeau, et sort des listes.",
    )

    class Meta:
        abstract = True

    review_panels = [
        MultiFieldPanel(
            [FieldPanel("keeper"), FieldPanel("deputy"), FieldPanel("review_on"), FieldPanel("archived_on")],
            heading="Suivi de la page",
        )
    ]

    def with_content_json(self, content):
        """Keeps the verification date, which a draft written earlier must not undo."""
        page = super().with_content_json(content)  # type: ignore[misc]  # of Page
        page.verified = self.verified
        return page

    @property
    def verification(self) -> Verification:
        return verification(self.verified, timezone.localdate(), self.review_on)

    def freshness_on(self, today: date) -> Freshness:
        return freshness(self.verified, today, self.review_on)

    @property
    def is_archived(self) -> bool:
        return self.archived_on is not None


def numbers_of_reviewed(wanted: Q, types: Iterable[type[Page]] = ()) -> QuerySet:
    """Of the pages that are `wanted`, of these types, or of every one."""
    models = [model for model in types or get_page_models() if issubclass(model, Reviewed)]
    first, *others = (model._default_manager.filter(wanted).order_by().values("pk") for model in models)
    return first.union(*others)
