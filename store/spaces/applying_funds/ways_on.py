"""What a file that is not funded may become: another one in an open wave, a need, a local file, another call."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from catalogue.funding import drafting
from catalogue.funding.models import DEAD, Application, FundingCall, Wave
from catalogue.territories.models import Organisation
from store.accounts.guards import SignedInRequest
from store.spaces.applying_funds.reading_files import file_of
from store.spaces.own_space import members_only
from store.spaces.speaking import voice_of

_SHOWN = 5


def refiled_into(row: Application) -> Wave | None:
    """The wave of the same call that is open now, else the next one."""
    waves = Wave.objects.filter(call=row.call, call__in=FundingCall.objects.public()).select_related("call")
    return waves.open().order_by("closes").first() or waves.to_come().order_by("opens").first()


def next_waves(row: Application) -> list[Wave]:
    """Of other calls, open now or to come; the first that closes first."""
    waves = Wave.objects.filter(call__in=FundingCall.objects.public()).exclude(call=row.call).select_related("call")
    return [*waves.open().order_by("closes")[:_SHOWN], *waves.to_come().order_by("opens")[:_SHOWN]]


@require_POST
@members_only
def refile(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """In one click: a draft that says the same, in the wave that is open."""
    row = file_of(request, organisation, pk)
    wave = refiled_into(row)
    try:
        if row.lead_id != organisation.pk:
            raise ValidationError("La collectivité porteuse reprend son dossier.")
        if row.state not in DEAD:
            raise ValidationError("Cette demande est encore en cours.")
        if wave is None:
            raise ValidationError("Aucune vague de cet appel n'est ouverte ni annoncée.")
        fresh = drafting.start(wave, row.title, voice_of(request.user), desk_kind=row.desk_kind, refiled_from=row)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(row)
    messages.success(request, "C'est repris : textes, dépenses et services. Joignez vos pièces, puis déposez.")
    return redirect("funding-file" if fresh.desk_kind else "funding-write", fresh.pk)
