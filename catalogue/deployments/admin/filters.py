"""Filters of the list of deployments."""

import re

from django.contrib.admin import SimpleListFilter

from catalogue.deployments.models import Deployment
from catalogue.foundation.french import french_order
from catalogue.services.models import ServicePage

YEAR = re.compile(r"\d{4}", re.ASCII)


class YearFilter(SimpleListFilter):
    """Django's own date filter would be in English here: its French comes with its admin, which is not installed."""

    title = "année de début"
    parameter_name = "annee"

    def lookups(self, request, model_admin) -> list[tuple[str, str]]:
        years = Deployment.objects.dates("since", "year", order="DESC")
        return [(str(day.year), str(day.year)) for day in years]

    def queryset(self, request, queryset):
        year = self.value() or ""
        return queryset.filter(since__year=int(year)) if YEAR.fullmatch(year) else queryset


class ServiceFilter(SimpleListFilter):
    """Services that have users, by name."""

    title = "service"
    parameter_name = "service"

    def lookups(self, request, model_admin) -> list[tuple[str, str]]:
        used = ServicePage.objects.filter(deployments__isnull=False).distinct()
        return sorted(used.values_list("slug", "title"), key=lambda one: french_order(one[1]))

    def queryset(self, request, queryset):
        return queryset.filter(service__slug=self.value()) if self.value() else queryset
