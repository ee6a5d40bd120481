"""« Mon compte » in the admin, without the name and the address, which people cannot change there."""

from typing import Any

from django import forms
from wagtail.admin.auth import require_admin_access
from wagtail.admin.forms.account import AvatarPreferencesForm
from wagtail.admin.views.account import AccountView, BaseSettingsPanel, NameEmailSettingsPanel

from catalogue.foundation.uploads.image_checks import PortraitField


class NothingToType(forms.Form):
    """The form that a settings panel requires."""

    def __init__(self, *args, instance: Any = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)

    def save(self) -> None:
        """Nothing."""


class IdentityPanel(BaseSettingsPanel):
    name = "identity"
    title = "Nom et adresse"
    order = 100
    form_class = NothingToType
    template_name = "admin/identity.html"

    def get_context_data(self) -> dict[str, Any]:
        return {**super().get_context_data(), "person": self.user}


class PortraitForm(AvatarPreferencesForm):
    """Wagtail's own accepts any file and keeps the camera's metadata."""

    avatar = PortraitField(label="Votre photo", required=False)

    def clean_avatar(self):
        return self.cleaned_data.get("avatar") or self._original_avatar


class OwnAccountView(AccountView):
    def get_panels(self) -> list[BaseSettingsPanel]:
        panels = [one for one in super().get_panels() if not isinstance(one, NameEmailSettingsPanel)]
        return [IdentityPanel(self.request, self.request.user, panels[0].profile), *panels]


own_account = require_admin_access(OwnAccountView.as_view())
