"""Filters of the list of deployments."""

import django_filters
from django.db.models import QuerySet
from wagtail.admin.filters import WagtailFilterSet

from catalogue.deployments.models import Deployment, Standing, Status
from catalogue.foundation.french import french_order
from catalogue.services.models import ServicePage


def _years() -> list[tuple[str, str]]:
    days = Deployment.objects.dates("since", "year", order="DESC")
    return [(str(day.year), str(day.year)) for day in days]


def _services_used() -> list[tuple[str, str]]:
    used = ServicePage.objects.filter(deployments__isnull=False).distinct()
    return sorted(used.values_list("slug", "title"), key=lambda one: french_order(one[1]))


class DeploymentFilterSet(WagtailFilterSet):
    """`annee`: the year the use began; `service`: by its slug, among those that have users."""

    status = django_filters.ChoiceFilter(label="Statut", choices=Status.choices)
    standing = django_filters.ChoiceFilter(label="Signature", choices=Standing.choices)
    is_demo = django_filters.BooleanFilter(label="Donnée de démonstration")
    annee = django_filters.ChoiceFilter(label="Année de début", choices=_years, method="filter_year")
    service = django_filters.ChoiceFilter(label="Service", choices=_services_used, field_name="service__slug")

    class Meta:
        model = Deployment
        fields: list[str] = []

    def filter_year(self, queryset: QuerySet, name: str, year: str) -> QuerySet:
        return queryset.filter(since__year=int(year))
