"""Which files a person reads: those of their collectivité and of its groupings; others do not exist for them."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from catalogue.funding.models import Application, ApplicationMember
from catalogue.territories.models import Organisation
from store.accounts.guards import demand
from store.accounts.policies import About, Action


def files_read_by(organisation: Organisation) -> QuerySet[Any]:
    """With `invited`: their collectivité has not answered the invitation yet."""
    waiting = ApplicationMember.objects.filter(application=OuterRef("pk"), organisation=organisation, agreed=None)
    rows = Application.objects.of(organisation.pk).annotate(invited=Exists(waiting))
    return rows.select_related("call", "wave__call", "wave__envelope", "lead__territory", "refiled_from")


def file_of(request: HttpRequest, organisation: Organisation, pk: int) -> Any:
    demand(request, Action.CHANGE_APPLICATION, About(organisation_id=organisation.pk))
    return get_object_or_404(files_read_by(organisation), pk=pk)
