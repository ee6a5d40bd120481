"""In whose name one instructs: an officer of a desk, and the files of its perimeter. What lies outside is not found."""

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from catalogue.funding.instructing import Desk, files_at
from catalogue.funding.models import Application, FundDesk, FundOfficer
from store.accounts.guards import SignedInRequest
from store.spaces.instruction.asked_files import is_number

INSTRUCTING = (FundDesk.NATIONAL, FundDesk.PREFECTURE)


def officers_of(request: SignedInRequest) -> QuerySet[FundOfficer]:
    """Desks that the person holds today."""
    rows = FundOfficer.objects.held_on().filter(user=request.user)
    return rows.select_related("territory", "user__organisation__territory").order_by("desk", "pk")


def desk_of(request: SignedInRequest, pk: int) -> Desk:
    return Desk(get_object_or_404(officers_of(request).filter(desk__in=INSTRUCTING), pk=pk))


def desk_and_file(request: SignedInRequest, pk: int) -> tuple[Desk, Application]:
    """At the first of one's desks that has this file."""
    for officer in officers_of(request).filter(desk__in=INSTRUCTING):
        rows = files_at(officer).select_related(
            "call", "wave__grid", "lead__territory", "envelope__territory", "assignment__officer__user"
        )
        if row := rows.filter(pk=pk).first():
            return Desk(officer), row
    raise Http404("Ce dossier n'est pas dans votre périmètre.")


def chosen_files(request: SignedInRequest, desk: Desk) -> list[Application]:
    """`dossier`, as many times as there are. One that is not a file of this desk is not found, and stops the rest."""
    asked = set(request.POST.getlist("dossier"))
    if not all(is_number(one) for one in asked):
        raise Http404("Ce dossier n'existe pas.")
    rows = files_at(desk.officer).filter(pk__in=[int(one) for one in asked])
    found = list(rows.select_related("call", "wave", "lead", "envelope").order_by("filed", "pk"))
    if len(found) != len(asked):
        raise Http404("Un de ces dossiers n'est pas dans votre périmètre.")
    return found
