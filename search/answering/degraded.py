"""The lesser answer, when no engine can give one: a plain reading of the database, and a notice that says so."""

from django.db.models import Q

from catalogue.services.models import ServicePage
from search.answering.highlighting import Marker
from search.answering.hits import read_hits
from search.answering.presenting import Presented, present
from search.answering.query import DEEPEST, PER_PAGE, SearchQuery
from search.answering.results import Results
from search.answering.visit import Visit

NOTICE = (
    "La recherche est momentanément simplifiée : les filtres ne sont pas disponibles et seuls le nom, l'action et le "
    "résumé des services sont consultés."
)


def results(query: SearchQuery, user, visit: Visit) -> Results:
    asked = Q()
    for word in query.q.split():
        asked &= Q(title__icontains=word) | Q(action__icontains=word) | Q(summary__icontains=word)
    ids = list(ServicePage.objects.visible_to(user).filter(asked).order_by("title", "pk").values_list("pk", flat=True))
    start = (query.page - 1) * PER_PAGE
    shown = ids[:DEEPEST][start : start + PER_PAGE]
    return present(query, Presented(read_hits(shown, user, visit, Marker()), len(ids), len(ids), notice=NOTICE), visit)
