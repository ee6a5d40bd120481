"""Needs: contributions and propositions, and their documents, from public information only."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page

from catalogue.deployments.territory_places import places_of
from catalogue.needs.models import Consultation, ConsultationPhase, Need, NeedKind, PhaseKind, Stage
from catalogue.needs.phases import showing_supports
from catalogue.services.models import Theme
from catalogue.territories.models import PriorityPolicy
from search.collection import Collection, Document, Facet, Sort, Texts, Words, values_of

_REREAD = timedelta(days=7)
"""For how long after a phase of support is over its needs are looked at; what is missed is found by `check_index`."""


@dataclass
class IndexedNeed:
    """`themes` maps slugs to names; `areas` are keys of départements and régions. `supports`: 0 while it is hidden."""

    need: Need
    themes: dict[str, str] = field(default_factory=dict)
    areas: set[str] = field(default_factory=set)
    supports: int = 0

    @property
    def phase(self) -> list[str]:
        phase = Stage(self.need.stage).phase
        return [phase] if phase else []

    @property
    def policy(self) -> list[str]:
        return [self.need.policy.slug] if self.need.policy else []


def gather(needs: QuerySet[Need]) -> list[IndexedNeed]:
    """A constant number of queries."""
    joined = needs.select_related("consultation", "organisation", "policy", "contribution", "proposition")
    gathered = {need.pk: IndexedNeed(need) for need in joined}
    for pk, slug, name in themes_of(gathered):
        gathered[pk].themes[slug] = name
    places = places_of({one.need.territory_id for one in gathered.values() if one.need.territory_id})
    shown = showing_supports(one.need.consultation_id for one in gathered.values())
    for one in gathered.values():
        place = places.get(one.need.territory_id) if one.need.territory_id else None
        one.areas = place.areas if place else set()
        one.supports = one.need.support_count if one.need.consultation_id in shown else 0
    return list(gathered.values())


def themes_of(needs: Iterable[int]) -> Iterable[tuple[int, str, str]]:
    """(need, slug, name), in the editors' order."""
    links = Need.themes.through.objects.filter(need__in=list(needs))
    return links.order_by("theme__order", "theme__name").values_list("need_id", "theme__slug", "theme__name")


def need_documents(ids: Iterable[int]) -> Iterator[Document]:
    for one in gather(Need.objects.public().filter(pk__in=list(ids))):
        yield _document_of(one)


def _document_of(one: IndexedNeed) -> Document:
    need = one.need
    return Document(
        pk=need.pk,
        texts=_texts(one),
        facets=values_of(FACETS, one),
        name=need.title,
        in_use=one.supports,
        updated=_seconds(need.public_since),
        expires=_seconds(need.consultation.expire_at),
    )


def _texts(one: IndexedNeed) -> dict[str, str]:
    """Nothing of who wrote it but their organisation."""
    need, contribution = one.need, getattr(one.need, "contribution", None)
    said = [contribution.existing, contribution.service_users, contribution.service_operator] if contribution else []
    return {
        "name": need.title,
        "problem": contribution.problem if contribution else need.proposition.text,
        "concerned": contribution.concerned if contribution else "",
        "themes": " · ".join(one.themes.values()),
        "organisation": need.organisation.name if need.organisation else "",
        "body": "\n".join(filter(None, said)),
    }


def _consultations() -> list[tuple[str, str]]:
    """Those that anybody may see, the last one first."""
    return list(Consultation.objects.public().order_by("-first_published_at", "-pk").values_list("slug", "title"))


FACETS = (
    Facet("theme", "Thématique", lambda one: one.themes, model=Theme, columns=4, is_open=True),
    Facet("phase", "Phase", lambda one: one.phase, choices=PhaseKind, is_open=True),
    Facet("nature", "Nature", lambda one: [one.need.kind], choices=NeedKind, is_open=True),
    Facet("departement", "Territoire", lambda one: one.areas, areas=True, columns=4),
    Facet("politique", "Politique prioritaire", lambda one: one.policy, model=PriorityPolicy, rank=""),
    Facet("etat", "État", lambda one: [one.need.stage], choices=Stage),
    Facet("consultation", "Consultation", lambda one: [one.need.consultation.slug], labels=_consultations),
)


def _under(page: Page) -> Iterable[int]:
    return Need.objects.filter(consultation__path__startswith=page.path).values_list("pk", flat=True)


def _turns() -> Iterator[tuple[datetime, QuerySet]]:
    """The count of supports is told from the end of the phase on, where it was hidden."""
    ended = ConsultationPhase.objects.filter(kind=PhaseKind.SOUTIEN, consultation__hides_supports=True)
    recent = ended.filter(closes__gt=timezone.now() - _REREAD).closed()
    for consultation, closed in recent.values_list("consultation", "closes"):
        yield closed, Need.objects.filter(consultation=consultation, support_count__gt=0)


def _seconds(moment: datetime | None) -> int:
    return int(moment.timestamp()) if moment else 0


NEEDS = Collection(
    name="needs",
    address="needs",
    words=Words(
        one="besoin",
        many="besoins",
        title="Besoins des collectivités",
        all="Voir tous les besoins",
        nowhere="Aucun besoin",
        lost="Besoin supprimé",
        simple="le titre et le texte des besoins",
    ),
    texts=Texts(
        weights={"name": 8.0, "problem": 4.0, "concerned": 2.0, "themes": 2.0, "organisation": 2.0, "body": 1.5},
        titles=("name",),
        foremost=("name", "problem", "themes"),
    ),
    facets=FACETS,
    sorts={
        "pertinence": Sort("Pertinence", "pertinence"),
        "recent": Sort("Les plus récents", "recent"),
        "soutiens": Sort("Les plus soutenus", "adoption"),
        "nom": Sort("De A à Z", "nom"),
    },
    usual_sort="recent",
    public=Need.objects.public,
    visible_to=lambda user: Need.objects.public(),
    documents=need_documents,
    under=_under,
    turns=_turns,
    simple_texts=("title", "contribution__problem", "proposition__text"),
)
