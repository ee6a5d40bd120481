"""« Vérifiée aujourd'hui »: an editor, or the service's team, confirms that the sheet is still correct."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from catalogue.services.models import ServicePage
from catalogue.services.rules.completeness import completeness_of

LOG_ACTION = "services.verify"


@transaction.atomic
def verify(page: ServicePage, user) -> None:
    """Sets today's date at once, without a revision: the text does not change, so nobody has to approve it.

    A waiting draft stays as it is (`ServicePage.with_content_json` keeps the date when the draft is published). The
    page's history says who verified it.
    """
    page.verified = timezone.localdate()
    ServicePage.objects.filter(pk=page.pk).update(verified=page.verified)
    log(instance=page, action=LOG_ACTION, user=user)


class VerifySheetView(WagtailAdminTemplateMixin, View):
    """GET lists what to check; only POST records the verification."""

    template_name = "services/admin/verify.html"
    page_title = "Vérifier la fiche"
    header_icon = "check"

    def dispatch(self, request: HttpRequest, pk: int, *args, **kwargs) -> HttpResponseBase:
        self.page = get_object_or_404(ServicePage, pk=pk)
        if not self.page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_to_response(self.get_context_data(page=self.page, completeness=completeness_of(self.page)))

    def post(self, request: HttpRequest) -> HttpResponse:
        verify(self.page, request.user)
        messages.success(request, f"La fiche « {self.page.title} » est notée comme vérifiée aujourd'hui.")
        return redirect(self.edit_url)

    @property
    def edit_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    def get_page_subtitle(self) -> str:
        return self.page.title

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("sheets:index"), "label": "Fiches de services"},
            {"url": self.edit_url, "label": self.page.title},
            {"url": "", "label": self.page_title},
        ]


class VerifySheetButton(PageMenuItem):
    label = "Vérifier la fiche"
    icon_name = "check"
    url_name = "verify-sheet"

    def is_shown(self, user) -> bool:
        is_sheet = self.page.specific_class is ServicePage
        return is_sheet and self.page.permissions_for_user(user).can_edit()
