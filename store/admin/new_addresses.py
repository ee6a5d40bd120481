"""What becomes of the addresses of pages that move, change their slug, are unpublished or thrown away."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import FormView
from wagtail.admin.messages import button
from wagtail.admin.messages import warning as warning_with_buttons
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminPageChooser
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageQuerySet

from catalogue.foundation.french import agree, quantity
from catalogue.services.rules.visibility import VisibleQuerySet
from store.content.models.trash import ThrownPage

Addresses = list[tuple[int, str]]
"""Number of the site and path, as redirects name them."""


class DestinationForm(forms.Form):
    destination = forms.ModelChoiceField(
        VisibleQuerySet(Page).filter(depth__gt=1),
        label="Envoyer ses visiteurs vers",
        required=False,
        widget=AdminPageChooser,
        help_text="La page qui la remplace. Vide : son adresse répondra « page introuvable ».",
        error_messages={"invalid_choice": "Choisissez une page en ligne."},
    )

    def __init__(self, gone: PageQuerySet, *args, **kwargs) -> None:
        """`gone`: the pages whose addresses no longer answer."""
        super().__init__(*args, **kwargs)
        self.gone = gone

    def clean_destination(self) -> Page | None:
        page = self.cleaned_data["destination"]
        if page and (not page.live or page.url is None):
            raise forms.ValidationError("Choisissez une page en ligne.")
        if page and self.gone.filter(pk=page.pk).exists():
            raise forms.ValidationError("Choisissez une page qui reste en ligne.")
        return page


def addresses_of(pages: PageQuerySet) -> Addresses:
    found = (page.get_url_parts() for page in pages)
    return [(parts[0], Redirect.normalise_path(parts[2])) for parts in found if parts and parts[2]]


def lead(addresses: Addresses, destination: Page) -> None:
    """As those that Wagtail makes by itself, which a page that takes the address replaces."""
    for site, path in addresses:
        values = {"redirect_page": destination, "redirect_link": "", "automatically_created": True}
        Redirect.objects.update_or_create(old_path=path, site_id=site, defaults=values)


def _addresses(number: int, tense: str) -> str:
    """« 3 adresses seront redirigées »."""
    be = {"will": agree(number, "sera", "seront"), "is": agree(number, "est", "sont")}[tense]
    return f"{quantity(number, 'adresse')} {be} {agree(number, 'redirigée')}"


def _live_under(page: Page) -> int:
    """The page in hand may have been moved since it was read."""
    return Page.objects.get(pk=page.pk).get_descendants(inclusive=True).live().count()


def say_before_moving(request: HttpRequest, page: Page, destination: Page) -> None:
    if request.method == "GET" and page.get_parent() != destination and (number := _live_under(page)):
        messages.info(
            request, f"{_addresses(number, 'will')} vers le nouvel emplacement : les liens existants marcheront."
        )


def say_after_moving(request: HttpRequest, page: Page) -> None:
    if number := _live_under(page):
        messages.info(request, f"{_addresses(number, 'is')} vers le nouvel emplacement.")


def note_new_slug(request: HttpRequest, page: Page) -> None:
    """Before it is published: the database still has the former one."""
    if _has_new_slug(page):
        request._readdressed = _live_under(page)  # type: ignore[attr-defined]


def say_new_slug(request: HttpRequest, page: Page) -> None:
    if number := getattr(request, "_readdressed", 0):
        messages.info(request, f"La page a changé d'adresse : {_addresses(number, 'is')} vers la nouvelle.")


def say_slug_to_come(request: HttpRequest, page: Page) -> None:
    """While the draft waits to be published; not at each letter that is saved by itself."""
    if request.accepts("text/html") and _has_new_slug(page):
        messages.info(request, f"La page change d'adresse : à la publication, {_addresses(_live_under(page), 'will')}.")


def _has_new_slug(page: Page) -> bool:
    return Page.objects.filter(pk=page.pk, live=True).exclude(slug=page.slug).exists()


def offer_destination(request: HttpRequest, page: Page) -> None:
    warning_with_buttons(
        request,
        "Son adresse ne répond plus : dites quelle page la remplace, s'il y en a une.",
        buttons=[button(reverse("page-destination", args=[page.pk]), "Rediriger ses visiteurs")],
    )


class DestinationView(WagtailAdminTemplateMixin, FormView):
    """For an unpublished page, whose address Wagtail leaves unanswered."""

    model = Page
    form_class = DestinationForm
    template_name = "admin/destination.html"
    page_title = "Rediriger ses visiteurs"
    header_icon = "redirect"

    def dispatch(self, request: HttpRequest, pk: int, *args, **kwargs) -> HttpResponseBase:
        self.page = get_object_or_404(Page, pk=pk)
        if not self.page.permissions_for_user(request.user).can_publish():
            raise PermissionDenied
        if self.page.live or ThrownPage.objects.holding(self.page):
            messages.info(request, "Cette page n'a pas d'adresse à rediriger.")
            return redirect("wagtailadmin_explore", self.page.get_parent().pk)
        return super().dispatch(request, *args, **kwargs)

    @property
    def gone(self) -> PageQuerySet:
        return self.page.get_descendants(inclusive=True).filter(live=False, first_published_at__isnull=False)

    def get_form_kwargs(self) -> dict:
        return {"gone": self.gone, **super().get_form_kwargs()}

    def form_valid(self, form: DestinationForm) -> HttpResponse:
        if destination := form.cleaned_data["destination"]:
            lead(addresses_of(self.gone), destination)
            messages.success(self.request, f"Ses visiteurs iront vers « {destination.title} ».")
        return redirect("wagtailadmin_explore", self.page.get_parent().pk)

    def get_page_subtitle(self) -> str:
        return self.page.title
