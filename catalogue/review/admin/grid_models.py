"""Grids of criteria: the models that editors own. Copies that sessions froze are not offered."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.admin.views.generic.models import EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from catalogue.review.models import CriteriaGrid
from catalogue.review.models.criteria import FROZEN


class ModelsOnly(IndexView):
    def get_base_queryset(self) -> QuerySet[CriteriaGrid]:
        return super().get_base_queryset().filter(frozen_at=None)


class EditModelView(EditView):
    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if self.get_object().frozen_at:
            messages.error(request, FROZEN)
            return redirect(self.index_url_name)
        return super().dispatch(request, *args, **kwargs)


class GridViewSet(ModelViewSet):
    model = CriteriaGrid
    name = "grilles"
    menu_label = "Grilles de critères"
    icon = "list-ol"
    copy_view_enabled = False
    index_view_class = ModelsOnly
    edit_view_class = EditModelView
    list_display = ["name"]
    panels = [
        FieldPanel("name"),
        FieldPanel("introduction"),
        InlinePanel(
            "criteria",
            [FieldRowPanel([FieldPanel("name"), FieldPanel("weight")]), FieldPanel("help")],
            label="critère",
            heading="Critères",
            min_num=1,
        ),
    ]
