"""The picture of an account of the admin, under the rules of every picture."""

from wagtail.admin.forms.account import AvatarPreferencesForm

from catalogue.services.uploads.images import PortraitField


class PortraitForm(AvatarPreferencesForm):
    """In place of Wagtail's, which decodes whatever it is given and keeps what the camera wrote."""

    avatar = PortraitField(label="Votre photo", required=False)

    def clean_avatar(self):
        return self.cleaned_data.get("avatar") or self._original_avatar
