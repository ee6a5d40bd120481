"""Mail preferences, from the link in a mail or from one's account. Only POST changes anything."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from catalogue.foundation.form_choices import offer
from store.accounts.guards import SignedInRequest, only
from store.accounts.policies import Action
from store.mail.categories import OPTIONAL, Category
from store.mail.models import Preference
from store.mail.models.preference import fingerprint
from store.mail.preference_links import BadPreferencesLinkError, read_link


class PreferencesForm(forms.Form):
    """For one address, known by its fingerprint. `asked`: show the opt-in categories too."""

    wanted = forms.MultipleChoiceField(label="Je veux recevoir", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, mark: str, data: QueryDict | None = None, *, asked: bool = False) -> None:
        self.mark = mark
        already = Preference.objects.wanted(mark)
        self.offered = [one for one in OPTIONAL if asked or not one.asked_for or one.slug in already]
        super().__init__(data, initial={"wanted": sorted(already)})
        offer(self, "wanted", [(category.slug, category.label) for category in self.offered])

    @transaction.atomic
    def save(self) -> bool:
        for category in self.offered:
            Preference.objects.say(self.mark, category, wanted=category.slug in self.cleaned_data["wanted"])
        return True


ONE_CLICK = "List-Unsubscribe"
_CHOICES = {"choix", "wanted"}
"""Fields of our own form: they tell « nothing ticked » from an empty request of a mail program."""


@csrf_exempt  # mail programs post without seeing any page (RFC 8058); the signed link is the authorisation
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    mark, category = _read(token)
    context = {"category": category, "action": request.path}
    if ONE_CLICK in request.POST and not category.essential:
        Preference.objects.say(mark, category, wanted=False)
        return render(request, "mail/refused.html", context)
    chosen = ONE_CLICK not in request.POST and _CHOICES & request.POST.keys()
    form = PreferencesForm(mark, request.POST if chosen else None)
    saved = form.is_valid() and form.save()
    return render(request, "mail/by_link.html", {**context, "form": form, "saved": saved})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only(Action.OPEN_ACCOUNT)
def by_account(request: SignedInRequest) -> HttpResponse:
    """The preferences of the account's address. Without an address nothing is sent."""
    posted = request.POST if request.method == "POST" else None
    address = request.user.own_address
    form = PreferencesForm(fingerprint(address), posted, asked=True)
    if address and form.is_valid() and form.save():
        messages.success(request, "Vos choix sont enregistrés.")
        return redirect("mail-preferences")
    return render(request, "mail/by_account.html", {"form": form, "action": request.path})


def _read(token: str) -> tuple[str, Category]:
    try:
        return read_link(token)
    except BadPreferencesLinkError as error:
        raise Http404("Ce lien n'est pas complet.") from error
