"""Compares the figures of needs with a fresh count of the rows: `manage.py check_need_figures`."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q

from catalogue.needs.consultation_figures import recount
from catalogue.needs.models import Consultation, Need, Proposition
from catalogue.needs.supporting import figures_of_supports


def differences() -> Iterator[str]:
    """A sentence for each. Nothing is written."""
    return _compared(mend=False)


def recount_needs() -> Iterator[str]:
    """What was wrong, which is mended."""
    return _compared(mend=True)


def _compared(*, mend: bool) -> Iterator[str]:
    for consultation in Consultation.objects.order_by("pk"):
        with transaction.atomic():
            wrong = recount(consultation)
            transaction.set_rollback(not mend)
        if wrong:
            yield f"{consultation} : {wrong} chiffre(s) faux"
    with_figures = Need.objects.filter(Q(supports__isnull=False) | Q(support_count__gt=0)).order_by("pk").distinct()
    for pk in with_figures.values_list("pk", flat=True):
        yield from _of_supports(pk, mend=mend)
    for proposition in Proposition.objects.order_by("pk"):
        number = proposition.contributions.count()
        if proposition.contribution_count != number:
            if mend:
                Proposition.objects.filter(pk=proposition.pk).update(contribution_count=number)
            yield f"{proposition.reference} : {proposition.contribution_count} contribution(s) au lieu de {number}"


@transaction.atomic
def _of_supports(pk: int, *, mend: bool) -> Iterator[str]:
    need = Need.objects.select_for_update().get(pk=pk)
    right = figures_of_supports(need)
    wrong = {name: value for name, value in right.items() if getattr(need, name) != value}
    if wrong and mend:
        Need.objects.filter(pk=pk).update(**wrong)
    return iter(
        [f"{need.reference} : {name} {getattr(need, name)} au lieu de {value}" for name, value in wrong.items()]
    )
