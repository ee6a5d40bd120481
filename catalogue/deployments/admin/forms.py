"""The form of a deployment in the admin. It writes through `changing`, like every other form."""

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList, Panel

from catalogue.deployments.changing import Author, change, declare
from catalogue.deployments.models import Channel, Deployment, Party

_WHO = ("service", "organisation")


class DeploymentForm(WagtailAdminModelForm):
    """Writes only what the person changed, over the current row."""

    why = forms.CharField(
        label="Pourquoi ce changement", required=False, max_length=500, help_text="Reste dans l'historique."
    )

    def save(self, commit: bool = True) -> Deployment:
        by = Author(Party.ANCT, Channel.ADMIN, self.for_user)
        said, why = self.cleaned_data, self.cleaned_data["why"]
        values = {name: said[name] for name in self.changed_data if name not in (*_WHO, "why")}
        if self.instance.pk:
            return change(self.instance, values, by, why)
        return declare(said["service"], said["organisation"], values, by, why)


def edit_handler(existing: bool) -> ObjectList:
    """The service and the organisation can only be set on creation."""
    who: list[Panel] = [FieldPanel(name, read_only=existing) for name in _WHO]
    advance = [
        FieldPanel("status"),
        FieldRowPanel([FieldPanel("since"), FieldPanel("until")]),
        FieldPanel("stop_reason"),
        FieldPanel("stop_note"),
    ]
    panels: list[Panel] = [
        MultiFieldPanel([*who, FieldPanel("territory")], heading="Qui utilise quoi"),
        MultiFieldPanel(advance, heading="Avancement"),
        FieldPanel("pilot_sites"),
        FieldPanel("open_to_members"),
        MultiFieldPanel([FieldPanel("source"), FieldPanel("is_demo")], heading="D'où vient l'information"),
        FieldPanel("why"),
    ]
    if existing:
        panels.insert(0, HelpPanel(template="deployments/admin/signature.html", heading="Signature"))
    return ObjectList(panels, base_form_class=DeploymentForm)
