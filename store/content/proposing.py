"""« Proposer un service »: shows similar services, then makes a draft for editors. Nothing is published by itself."""

import secrets
import uuid

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.html import linebreaks
from django.utils.text import Truncator, slugify

from catalogue.foundation.text import longest
from catalogue.services.models import CataloguePage, ServicePage
from catalogue.territories.folding import fold
from search.answering.find import find
from search.answering.hits import Hit
from search.answering.query import SearchQuery
from store.content.models import Proposal

_ALIKE = 5
_ACTION, _SUMMARY = (longest(ServicePage, name) for name in ("action", "summary"))


class ProposalForm(forms.ModelForm):
    """`seen`: similar services were shown. `trap`: a hidden field that robots fill."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    website = forms.URLField(
        label="Son adresse sur internet (facultatif)",
        help_text="Exemple : https://www.exemple.fr",
        required=False,
        max_length=200,
        assume_scheme="https",
        # A text input: in `type=url`, browsers refuse « www.exemple.fr ».
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
        error_messages={"invalid": "Cette adresse n'est pas complète ; exemple : https://www.exemple.fr"},
    )
    seen = forms.BooleanField(required=False, widget=forms.HiddenInput)
    trap = forms.CharField(label="Ne remplissez pas ce champ", required=False, max_length=200)

    class Meta:
        model = Proposal
        fields = ("name", "website", "need", "email")
        labels = {
            "name": "Nom du service",
            "need": "À quel besoin répond-il ?",
            "email": "Votre adresse électronique",
        }
        help_texts = {
            "need": "Qui s'en sert, pour faire quoi ; et quelle collectivité, si vous en connaissez une. Ne donnez pas "
            "d'information personnelle sur des habitants.",
            "email": "Pour que l'équipe du Store vous réponde. Elle n'est pas publiée ; elle est effacée après un an.",
        }
        error_messages = {
            "name": {"required": "Donnez le nom du service."},
            "need": {"required": "Dites à quel besoin il répond."},
            "email": {
                "required": "Donnez votre adresse : l'équipe du Store vous répondra.",
                "invalid": "Cette adresse n'est pas complète ; exemple : secretariat@mairie-exemple.fr.",
            },
        }
        widgets = {
            "need": forms.Textarea(attrs={"rows": 4}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trap"].widget.attrs |= {"tabindex": "-1", "autocomplete": "off"}

    def clean_trap(self) -> str:
        if self.cleaned_data["trap"]:
            raise ValidationError("Videz ce champ, puis envoyez de nouveau : il sert à écarter les robots.")
        return ""


def alike(name: str, need: str) -> list[ServicePage]:
    """Public services with this name, then those that match this need; partial matches only if there is no full one.

    If one has exactly this name, partial matches of the name are left out.
    """
    found: dict[int, Hit] = {}
    for words in filter(None, (name.strip(), need.strip())):
        results = find(SearchQuery(q=words), AnonymousUser())
        answers = results.hits[: results.full or None]
        for hit in [one for one in answers if fold(one.sheet.title) == fold(words)] or answers:
            found.setdefault(hit.pk, hit)
            if len(found) >= _ALIKE:
                break
    pages = ServicePage.objects.visible_to(None).in_bulk(found)
    return [pages[pk] for pk in found if pk in pages][:_ALIKE]


def propose(form: ProposalForm) -> Proposal:
    """Create the proposal and its draft, or neither. A form already sent returns its own proposal."""
    said = {name: form.cleaned_data[name] for name in form.Meta.fields}
    token = form.cleaned_data["token"]
    try:
        with transaction.atomic():
            return Proposal.objects.create(form=token, service=_draft(**said), **said)
    except IntegrityError:
        return Proposal.objects.get(form=token)


def _draft(name: str, website: str, need: str, email: str) -> ServicePage:
    """Puts what was typed where an editor will look for it."""
    catalogue = CataloguePage.objects.get()
    page = ServicePage(
        title=name,
        slug=_free_slug(catalogue, slugify(name) or "service-propose"),
        action=Truncator(need).chars(_ACTION),
        summary=Truncator(need).chars(_SUMMARY),
        problem=linebreaks(need, autoescape=True),
        website=website,
        live=False,
    )
    catalogue.add_child(instance=page)
    page.save_revision(log_action=True)
    return page


def _free_slug(catalogue: CataloguePage, wanted: str) -> str:
    taken = catalogue.get_children().filter(slug=wanted).exists()
    return f"{wanted}-{secrets.token_hex(3)}" if taken else wanted
