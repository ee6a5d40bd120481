"""The first page of the admin: what needs doing, and where to do it."""

from collections.abc import Iterator

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import TaskState

from catalogue.deployments.models import Deployment
from catalogue.deployments.models.states import Standing
from catalogue.foundation.french import french_order
from catalogue.services.admin.sheet_listing import LEVELS
from catalogue.services.models import LinkCheck, ServicePage
from catalogue.services.rules.freshness import Freshness, is_of
from catalogue.services.rules.visibility import ServiceQuerySet
from search.indexing.syncing import set_aside
from search.statistics.questions_asked import RECENT, questions, since, to_handle
from store.accounts.models.attachment import AttachmentRequest, AttachmentState
from store.admin.needs_to_treat import needs_to_treat
from store.admin.pages_to_review import to_review
from store.admin.services_without_team import declarations_without_team, requests_without_team
from store.admin.what_waits import Duty, duty
from store.content.models import LostAddress, Proposal, ProposalState
from store.content.throwing_away import outside_trash


def duties(user) -> list[Duty]:
    """Those with a count, the most urgent first."""
    return [one for one in _duties(user) if one.count]


def _duties(user) -> Iterator[Duty]:
    yield duty(
        TaskState.objects.reviewable_by(user).count(),
        ("fiche ou page à relire", "fiches ou pages à relire"),
        reverse("wagtailadmin_reports:workflow_tasks") + "?reviewable=true",
        "Quelqu'un attend votre accord pour publier.",
    )
    yield _contested(Deployment.objects.filter(standing=Standing.CONTESTEE))
    yield duty(
        AttachmentRequest.objects.waiting().count(),
        ("demande de rattachement", "demandes de rattachement"),
        reverse("demandes-de-rattachement:list") + f"?state={AttachmentState.WAITING}",
        "Une personne demande à agir au nom de son organisation.",
    )
    yield from needs_to_treat()
    yield from _in_place_of_teams()
    yield duty(
        Proposal.objects.waiting().count(),
        ("service proposé", "services proposés"),
        reverse("services-proposes:index") + f"?state={ProposalState.WAITING}",
        "Une personne dit ce qui manque au catalogue, et attend une réponse.",
    )
    yield from _links_to_mend()
    yield duty(
        to_review(user).count(),
        ("page à relire dont vous répondez", "pages à relire dont vous répondez"),
        reverse("pages-to-review") + "?mine=true",
        "Vous en êtes responsable ou suppléant : relisez-les, puis dites qu'elles sont à jour.",
    )
    yield _sheets_the_search_left_aside()
    yield _searches_without_answer()
    yield from _about_sheets(ServicePage.objects.live())


def _links_to_mend() -> Iterator[Duty]:
    yield duty(
        LinkCheck.objects.broken().count(),
        ("lien à réparer", "liens à réparer"),
        reverse("broken-links"),
        "Des fiches mènent à des pages qui n'existent plus.",
    )
    yield duty(
        LostAddress.objects.count(),
        ("adresse du Store à corriger", "adresses du Store à corriger"),
        reverse("internal-links") + "#adresses-tapees",
        "Quelqu'un les a tapées à la main, et elles ne mènent nulle part.",
    )


def _contested(rows: QuerySet[Deployment]) -> Duty:
    """Leads to the form if there is only one, otherwise to the list."""
    some = list(rows.values_list("pk", flat=True)[:2])
    listing = reverse("deployments:list") + f"?standing={Standing.CONTESTEE}"
    return _about_deployments(
        rows,
        ("déploiement contesté à trancher", "déploiements contestés à trancher"),
        reverse("settle-contest", args=some) if len(some) == 1 else listing,
        "Une collectivité dit ne pas utiliser ce qu'un service déclare : l'ANCT tranche.",
    )


def _in_place_of_teams() -> Iterator[Duty]:
    yield duty(
        requests_without_team().count(),
        ("demande sans équipe", "demandes sans équipe"),
        f"{reverse('without-team')}#demandes",
        "Personne n'a de compte pour le service demandé : l'ANCT répond.",
    )
    yield _about_deployments(
        declarations_without_team(),
        ("déclaration sans équipe", "déclarations sans équipe"),
        f"{reverse('without-team')}#declarations",
        "Une collectivité dit utiliser un service pour lequel personne n'a de compte : l'ANCT confirme.",
    )


def _sheets_the_search_left_aside() -> Duty:
    return duty(
        set_aside().values("collection", "document_id").distinct().count(),
        ("fiche mise de côté par la recherche", "fiches mises de côté par la recherche"),
        reverse("fiches-mises-de-cote:index"),
        "Ce que la recherche n'a pas pu prendre tel quel : à corriger, ou à réessayer.",
    )


def _searches_without_answer() -> Duty:
    return duty(
        to_handle(since(questions(), RECENT)).count(),
        ("recherche sans réponse", "recherches sans réponse"),
        f"{reverse('questions:index')}?periode={RECENT}&reponse=a-traiter",
        "Ces trente derniers jours : un synonyme ou une fiche manque peut-être.",
    )


def _about_sheets(sheets: ServiceQuerySet) -> Iterator[Duty]:
    today, listing = timezone.localdate(), reverse("sheets:index")
    yield duty(
        sheets.filter(is_of(Freshness.STALE, today)).count(),
        ("fiche à revérifier", "fiches à revérifier"),
        f"{listing}?live=true&verified={Freshness.STALE}",
        "Dernière vérification il y a plus de douze mois : un bandeau le dit aux visiteurs.",
    )
    yield duty(
        sheets.filter(is_of(Freshness.NEVER, today)).count(),
        ("fiche jamais vérifiée", "fiches jamais vérifiées"),
        f"{listing}?live=true&verified={Freshness.NEVER}",
        "Personne n'a encore confirmé ce qu'elles disent.",
    )
    yield duty(
        sheets.with_completeness().filter(Q(criteria_met__lte=LEVELS["a-completer"][2])).count(),
        ("fiche à compléter", "fiches à compléter"),
        f"{listing}?live=true&completeness=a-completer",
        "La moitié des critères de complétude, ou moins.",
    )


def _about_deployments(rows: QuerySet[Deployment], words: tuple[str, str], url: str, why: str) -> Duty:
    """Adds how many of them are demo data."""
    counted = rows.aggregate(all=Count("pk"), made_up=Count("pk", filter=Q(is_demo=True)))
    label = f" Données de démonstration : {counted['made_up']}." if counted["made_up"] else ""
    return duty(counted["all"], words, url, why + label)


class DutiesPanel(Component):
    name = "duties"
    template_name = "admin/duties.html"
    order = 50

    def get_context_data(self, parent_context) -> dict:
        return {"duties": duties(parent_context["request"].user)}


class MySheetsPanel(Component):
    """For a maintainer: the sheets of their services."""

    name = "my_sheets"
    template_name = "admin/my_sheets.html"
    order = 50

    def get_context_data(self, parent_context) -> dict:
        user = parent_context["request"].user
        own = outside_trash(ServicePage.objects.filter(maintenances__user=user)).with_completeness()
        return {"sheets": sorted(own, key=lambda sheet: french_order(sheet.title))}
