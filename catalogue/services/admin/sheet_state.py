"""The tab of the form that says where the sheet stands: when it was verified, what is filled in, what to do next."""

from django.utils import timezone
from wagtail.admin.panels import Panel

from catalogue.services.completeness.filled import completeness_of
from catalogue.services.freshness import freshness


class SheetStatePanel(Panel):
    """Read from what the form holds: a draft's own completeness, before anybody publishes it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "services/admin/sheet_state.html"

        def get_context_data(self, parent_context=None) -> dict:
            context = super().get_context_data(parent_context)
            state = freshness(self.instance.verified, timezone.localdate())
            return {**context, "completeness": completeness_of(self.instance), "freshness": state}
