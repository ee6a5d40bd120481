"""What the desk of grouping is asked: filters, what is chosen, near what; the address says it all, and keeps it."""

from dataclasses import dataclass

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from catalogue.foundation.text import row_number
from catalogue.needs.models import Consultation, Contribution, Stage
from catalogue.services.models import Theme
from catalogue.territories.lineage import contained
from catalogue.territories.models import Kind, Territory

MOST_CHOSEN = 200
CHOSEN = "choix"


class GroupingFilterForm(forms.Form):
    """What is no choice is dropped."""

    consultation: forms.ModelChoiceField = forms.ModelChoiceField(
        Consultation.objects.order_by("-path"), label="Consultation", required=False, empty_label="Toutes"
    )
    theme = forms.ModelChoiceField(Theme.objects.all(), label="Thématique", required=False, empty_label="Toutes")
    lieu = forms.ModelChoiceField(
        Territory.objects.filter(kind__in=(Kind.REGION, Kind.DEPARTEMENT)).order_by("-kind", "folded_name"),
        label="Région ou département",
        required=False,
        empty_label="Tous",
    )
    q = forms.CharField(label="Mots du titre, du problème ou de l'organisation", required=False, max_length=100)


@dataclass(frozen=True)
class GroupingQuery:
    form: GroupingFilterForm
    chosen: tuple[int, ...]
    near: int | None
    page: int

    def rows(self) -> QuerySet[Contribution]:
        """Accepted contributions that no proposition groups, the oldest first."""
        rows = Contribution.objects.filter(stage=Stage.ACCEPTED, grouped_into=None)
        said = self.form.cleaned_data if self.form.is_valid() else {}
        if said.get("consultation"):
            rows = rows.filter(consultation=said["consultation"])
        if said.get("theme"):
            rows = rows.filter(themes=said["theme"])
        if place := said.get("lieu"):
            rows = rows.filter(territory__in=[place.pk, *contained(place).values_list("pk", flat=True)])
        for word in said.get("q", "").split():
            rows = rows.filter(pk__in=_holding(word))
        return rows.select_related("organisation", "territory", "consultation").order_by("consultation", "number", "pk")


def _holding(word: str) -> QuerySet:
    rows = Contribution.objects.filter(stage=Stage.ACCEPTED)
    found = rows.filter(title__icontains=word) | rows.filter(problem__icontains=word)
    return (found | rows.filter(organisation__name__icontains=word)).values("pk")


def grouping_query(request: HttpRequest) -> GroupingQuery:
    asked = request.GET
    return GroupingQuery(
        form=GroupingFilterForm(asked),
        chosen=_chosen(asked),
        near=row_number(asked.get("pres", "")),
        page=row_number(asked.get("page", "")) or 1,
    )


def chosen_in(request: HttpRequest) -> tuple[int, ...]:
    """What the step before chose: in the address, or in the form."""
    return _chosen(request.POST if request.method == "POST" else request.GET)


def proposition_in(request: HttpRequest) -> int | None:
    return row_number(request.GET.get("proposition", ""))


def page_in(request: HttpRequest) -> int:
    return row_number(request.GET.get("page", "")) or 1


def _chosen(asked: QueryDict) -> tuple[int, ...]:
    numbers = (number for text in asked.getlist(CHOSEN) if (number := row_number(text)))
    return tuple(dict.fromkeys(numbers))[:MOST_CHOSEN]
