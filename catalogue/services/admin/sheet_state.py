"""Beside the form of a sheet: when it was verified, what it lacks, and why."""

from django.utils import timezone
from wagtail.admin.ui.side_panels import BaseSidePanel

from catalogue.services.rules.asked_facts import not_published
from catalogue.services.rules.completeness import completeness_of


class SheetStateSidePanel(BaseSidePanel):
    """Computed from the draft, and again each time it saves itself."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "Afficher ou masquer l'état de la fiche"
        icon_name = "clipboard-list"
        has_counter = False

    name = "sheet-state"
    title = "État de la fiche"
    template_name = "services/admin/sheet_state.html"
    order = 200

    def get_context_data(self, parent_context) -> dict:
        return {
            **super().get_context_data(parent_context),
            "completeness": completeness_of(self.object),
            "not_published": not_published(self.object),
            "freshness": self.object.freshness_on(timezone.localdate()),
        }
