"""Whom to contact: a team and its generic address, which pages do not show unless asked."""

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from catalogue.services.rules.contact_address import validate_shared_address
from catalogue.services.sheet.fields import sheet_field


class ContactFields(models.Model):
    contact_team = sheet_field(
        "contact.team",
        models.CharField(
            "équipe ou fonction à contacter",
            max_length=120,
            blank=True,
            help_text="« Équipe RDV Service Public », « Référent numérique ». Pas le nom d'une personne.",
        ),
    )
    contact_email = sheet_field(
        "contact.email",
        models.EmailField(
            "adresse générique",
            blank=True,
            validators=[validate_shared_address],
            help_text="Jamais l'adresse d'une personne. Elle n'apparaît pas dans la page.",
        ),
    )

    class Meta:
        abstract = True

    contact_panels = [MultiFieldPanel([FieldPanel("contact_team"), FieldPanel("contact_email")], "Contact")]
