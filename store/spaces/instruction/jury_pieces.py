"""A piece of a file of the fund, for a member of its jury: once they declared that nothing stands in the way."""

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from catalogue.funding.models import Application, ApplicationFile
from catalogue.review.models import ConflictDeclaration
from store.accounts.guards import SignedInRequest, only
from store.accounts.policies import Action
from store.spaces.committee.place import file_and_seat
from store.spaces.instruction.filed_page import piece_response


@require_safe
@only(Action.SIT_IN_COMMITTEE)
def piece(request: SignedInRequest, pk: int, number: int) -> HttpResponseBase:
    file, seat = file_and_seat(request, pk)
    row = file.subject
    declared = ConflictDeclaration.objects.filter(file=file, seat=seat, has_conflict=False).exists()
    if not declared or not isinstance(row, Application):
        raise Http404("Déclarez d'abord vos intérêts sur ce dossier.")
    return piece_response(get_object_or_404(ApplicationFile, pk=number, application=row))
