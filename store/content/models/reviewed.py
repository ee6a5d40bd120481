"""Who answers for a page, when it was last read again, and whether it is archived."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from catalogue.foundation.dates import already
from catalogue.foundation.plain_slugs import PlainAddress
from catalogue.services.rules.freshness import Freshness, Verification, freshness, verification
from catalogue.services.rules.visibility import VisibleQuerySet
from store.accounts.rights import ADMINISTRATORS, EDITORS


def editors() -> dict:
    """A choice of people who write pages; `pk__in` lists nobody twice."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415  models are being loaded

    staff = get_user_model().objects.filter(groups__name__in=[EDITORS, ADMINISTRATORS])
    return {"pk__in": staff.values("pk")}


class Reviewed(models.Model):
    """`verified` and its rules are those of sheets. `review_on` asks for it earlier than after twelve months."""

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
        page = super().with_content_json(content)
        page.verified = self.verified
        return page

    @property
    def verification(self) -> Verification:
        return verification(self.verified, timezone.localdate(), self.review_on)

    def freshness_on(self, today: date) -> Freshness:
        return freshness(self.verified, today, self.review_on)


class HousePageQuerySet(VisibleQuerySet):
    def current(self) -> "HousePageQuerySet":
        """Without those that are archived, which are read at their address only."""
        return self.filter(archived_on=None)


_UNDER_HOME = 3


class HousePage(Reviewed, PlainAddress, Page):
    """What every page of the Store's own has, besides its content."""

    show_in_menus_default = True
    exclude_fields_in_copy = ["verified"]

    class Meta:
        abstract = True

    settings_panels = [*Page.settings_panels, *Reviewed.review_panels]

    @property
    def list_above(self) -> Page | None:
        """The page between the home page and this one, if there is one."""
        return self.get_parent() if self.depth and self.depth > _UNDER_HOME else None

    @property
    def is_archived(self) -> bool:
        return self.archived_on is not None
