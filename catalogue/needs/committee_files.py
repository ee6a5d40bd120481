"""Needs before a committee: what its members read of them, whose file each is, and what published decisions do."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.dispatch import receiver

from catalogue.foundation.french import listed, quantity, thousands
from catalogue.needs.journal import Voice
from catalogue.needs.models import Contribution, Need, Proposition, Stage
from catalogue.needs.phases import showing_supports, shows_supports
from catalogue.needs.selecting import decide
from catalogue.review.models import Decision, Session
from catalogue.review.reviewing import decisions_published
from catalogue.review.subjects import register_subject
from catalogue.services.models import ServicePage
from catalogue.territories.models import Kind, Organisation
from catalogue.territories.strata import Stratum
from catalogue.territories.wording import PLURALS

Fact = tuple[str, str]


def put_before_committees() -> None:
    """Once models are ready."""
    register_subject(
        Need, title=title, facts=facts, concerned=concerned, consortium=consortium, queryset=queryset, public=readable
    )


def queryset() -> QuerySet[Need]:
    inside = Contribution.objects.select_related("organisation__territory").only(
        "title", "grouped_into", "organisation"
    )
    return Need.objects.select_related(
        "consultation", "territory", "organisation__territory", "proposition", "contribution__grouped_into"
    ).prefetch_related("themes", Prefetch("proposition__contributions", inside))


def readable(pks: set[int]) -> set[int]:
    return set(Need.objects.public().filter(pk__in=pks).values_list("pk", flat=True))


def title(need: Need) -> str:
    return f"{need.reference} {need.title}".strip()


def facts(need: Need) -> list[Fact]:
    """What members need to judge. Nothing of the supports as long as the consultation hides them."""
    told = [
        ("Consultation", need.consultation.title),
        ("Thématiques", listed([theme.name for theme in need.themes.all()])),
        *(_of_proposition(need.proposition) if need.is_proposition else _of_contribution(need.contribution)),
    ]
    return [(label, value) for label, value in told if value]


def _of_proposition(row: Proposition) -> Iterator[Fact]:
    yield "Ce qui est proposé", row.text
    yield from _supports(row)
    inside = list(row.contributions.all())
    yield "Contributions regroupées", f"{len(inside)} : {listed([f'« {one.title} »' for one in inside])}"
    yield "Coût estimé de construction", _euros(row.cost_build)
    yield "Coût estimé de déploiement", _euros(row.cost_deploy)
    yield "Note de l'équipe", row.note


def _of_contribution(row: Contribution) -> Iterator[Fact]:
    yield (
        "Déposée par",
        ", ".join(filter(None, [str(row.organisation or ""), row.get_author_profile_display().lower()])),
    )
    yield "Territoire", row.territory.name if row.territory else ""
    yield "Le problème", row.problem
    yield "Qui est concerné", row.concerned
    yield "Ce qui existe déjà", row.existing
    yield "Adresse du service", row.service_url
    yield "Qui l'utilise", row.service_users
    yield "Licence", row.service_licence
    yield "Coût", row.service_cost
    yield "Qui le fait vivre", row.service_operator
    if row.grouped_into:
        yield "Dans la proposition", title(row.grouped_into)
        yield from _supports(row.grouped_into)


def _supports(row: Proposition) -> Iterator[Fact]:
    """Number, population, spread over kinds, sizes and régions."""
    if not shows_supports(row.consultation):
        return
    yield "Collectivités qui soutiennent", f"{thousands(row.support_count)} ({_population(row)})"
    counts: dict[str, int] = row.support_counts
    kinds = [(counts.get(f"nature|{kind}", 0), str(kind.label).lower(), PLURALS[kind]) for kind in Kind]
    yield "Natures", listed([quantity(number, one, many) for number, one, many in kinds if number])
    sizes = [(counts.get(f"strate|{size}", 0), size.label.lower()) for size in Stratum]
    yield "Tailles", " ; ".join(f"{label} : {thousands(number)}" for number, label in sizes if number)
    spread = sum(key.startswith("lieu|region-") for key in counts)
    yield "Étendue", quantity(spread, "région") if spread else ""


def _population(row: Proposition) -> str:
    return f"{quantity(row.supported_population, 'habitant')}, chacun compté une fois"


def _euros(amount: int | None) -> str:
    return "" if amount is None else f"{thousands(amount)} €"


def concerned(need: Need) -> list[Organisation]:
    """Those who wrote it, not those who support it."""
    rows: Iterable[Any] = need.proposition.contributions.all() if need.is_proposition else [need]
    return list(dict.fromkeys(row.organisation for row in rows if row.organisation))


def consortium(need: Need) -> list[Organisation]:
    """Of the service that it is about: the one it became, or the one that its author found to be the answer."""
    about = (
        Q(projects=need.pk) | Q(pk=need.contribution.answered_by_id)
        if not need.is_proposition
        else Q(projects__contribution__grouped_into=need.pk)
    )
    services = ServicePage.objects.filter(about).values("pk")
    members = Organisation.objects.filter(
        Q(consortium_seats__page__in=services) | Q(owned_services__in=services) | Q(operated_services__in=services)
    )
    return list(members.distinct())


@receiver(decisions_published)
def apply_decisions(sender, session: Session, decisions: Iterable[Decision], **kwargs) -> None:
    """Those about needs, in the transaction that publishes them."""
    for decision in decisions:
        if isinstance(need := decision.file.subject, Need):
            by = Voice(label=session.committee.name)
            decide(need, decision.outcome, decision.reason, by, amount=decision.amount, at=decision.published_at)


def propositions_to_examine(consultation: int) -> QuerySet[Proposition]:
    """The most supported first: only where supports may be shown."""
    rows = Proposition.objects.filter(consultation=consultation, stage__in=(Stage.PROPOSED, Stage.NOT_SELECTED))
    shown = showing_supports([consultation])
    return rows.order_by(*(["-support_count"] if shown else []), "number")


def contributions_to_examine(consultation: int) -> QuerySet[Contribution]:
    """Inside selected propositions."""
    stages = (Stage.GROUPED, Stage.NOT_SELECTED)
    rows = Contribution.objects.filter(consultation=consultation, stage__in=stages)
    rows = rows.filter(grouped_into__stage=Stage.SELECTED).select_related("grouped_into", "organisation")
    return rows.order_by("grouped_into__number", "number")
