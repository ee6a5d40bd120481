"""Two people may edit the settings of a site at once: neither erases unknowingly what the other has just saved."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.blocks import StreamValue
from wagtail.log_actions import registry as log_registry

from catalogue.foundation.dates import moment
from catalogue.foundation.digests import digest


class SettingsForm(WagtailAdminModelForm):
    """`seen`: a digest of each field as the page was opened. What changed since is kept where this form leaves it alone
    (the instance then knows those fields), and said where both changed it: saving again then replaces it knowingly.
    """

    seen = forms.JSONField(required=False, widget=forms.HiddenInput)
    data: Any

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        names = [name for name in self.fields if name != "seen"]
        self.saved = {name: _mark(getattr(self.instance, name)) for name in names}
        self.initial["seen"] = self.saved

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        seen = said.get("seen")
        changed = [name for name, mark in self.saved.items() if isinstance(seen, dict) and seen.get(name, mark) != mark]
        kept = []
        for name in changed:
            typed = _mark(said.get(name))
            if name in self.errors or typed == self.saved[name]:
                continue
            if typed == seen[name]:
                said[name] = getattr(self.instance, name)
                kept.append(str(self.fields[name].label))
            else:
                self.add_error(name, self._changed_meanwhile(name))
        self.instance.kept_from_others = tuple(kept)
        if changed:  # now they are told
            self.data = {**self.data.dict(), self.add_prefix("seen"): self.fields["seen"].prepare_value(self.saved)}
        return said

    def _changed_meanwhile(self, name: str) -> str:
        last = log_registry.get_logs_for_instance(self.instance).select_related("user").first()
        who = f"{last.user_display_name} a changé ce champ" if last else "Ce champ a changé"
        when = f" ({moment(last.timestamp)})" if last else ""
        value = getattr(self.instance, name)
        now = f" Il contient maintenant « {value} »." if isinstance(value, str) and value else ""
        return (
            f"{who} pendant que vous le modifiiez{when}.{now} Rien n'est enregistré. Comparez avec les réglages "
            "ouverts dans un autre onglet, puis enregistrez de nouveau : ce que vous avez tapé remplacera ce qui y est."
        )


def _mark(value: Any) -> str:
    """Of what one reads in the field: without the identifiers of blocks, to the minute as the form shows it."""
    if isinstance(value, StreamValue):
        value = _without_ids(value.get_prep_value())
    elif isinstance(value, datetime):
        value = f"{value.astimezone(UTC):%Y-%m-%d %H:%M}"
    return digest(value)[:16]


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_ids(part) for name, part in value.items() if name != "id"}
    return [_without_ids(part) for part in value] if isinstance(value, list) else value
