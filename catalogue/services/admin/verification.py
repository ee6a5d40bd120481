"""« Vérifiée aujourd'hui »: an editor, or the service's team, confirms that the sheet is still correct.

Any other page that keeps such a date, in a field `verified`, is verified in the same way.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log
from wagtail.models import Page

from catalogue.services.models import ServicePage

LOG_ACTION = "services.verify"


@transaction.atomic
def verify(page: Page, user) -> None:
    """Sets today's date at once, without a revision: the text does not change, so nobody has to approve it.

    A waiting draft stays as it is (`with_content_json` keeps the date when the draft is published). The
    page's history says who verified it.
    """
    page.verified = timezone.localdate()
    type(page)._default_manager.filter(pk=page.pk).update(verified=page.verified)
    log(instance=page, action=LOG_ACTION, user=user)


def keeps_verification(model: type[Page] | None) -> bool:
    return model is not None and any(field.name == "verified" for field in model._meta.get_fields())


class VerifySheetView(WagtailAdminTemplateMixin, View):
    """GET lists what to check; only POST records the verification."""

    template_name = "services/admin/verify.html"
    header_icon = "check"

    def dispatch(self, request: HttpRequest, pk: int, *args, **kwargs) -> HttpResponseBase:
        self.page = get_object_or_404(Page, pk=pk).specific
        if not keeps_verification(self.page.specific_class):
            raise Http404("Cette page ne garde pas de date de vérification.")
        if not self.page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_to_response(self.get_context_data(page=self.page, is_sheet=self.is_sheet))

    def post(self, request: HttpRequest) -> HttpResponse:
        verify(self.page, request.user)
        messages.success(request, f"« {self.page.title} » est notée comme vérifiée aujourd'hui.")
        return redirect(self.edit_url)

    @property
    def is_sheet(self) -> bool:
        return isinstance(self.page, ServicePage)

    @property
    def page_title(self) -> str:
        return "Vérifier la fiche" if self.is_sheet else "Vérifier la page"

    @property
    def edit_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    def get_page_subtitle(self) -> str:
        return self.page.title

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *super().get_breadcrumbs_items(),
            *([{"url": reverse("sheets:index"), "label": "Fiches de services"}] if self.is_sheet else []),
            {"url": self.edit_url, "label": self.page.title},
            {"url": "", "label": self.page_title},
        ]


class VerifySheetButton(PageMenuItem):
    label = "Vérifier"
    icon_name = "check"
    url_name = "verify-sheet"

    def is_shown(self, user) -> bool:
        return keeps_verification(self.page.specific_class) and self.page.permissions_for_user(user).can_edit()
