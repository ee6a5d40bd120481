"""Editing a sheet in the admin."""

from wagtail.admin.forms import WagtailAdminPageForm

_HTML_NAMES = {"action": "need-action"}
"""An input named `action` hides the address of its form from scripts: Wagtail would save drafts to nowhere."""


class SheetForm(WagtailAdminPageForm):
    def add_prefix(self, field_name: str) -> str:
        return super().add_prefix(_HTML_NAMES.get(field_name, field_name))
