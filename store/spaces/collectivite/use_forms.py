"""A collectivité declares that it uses a service, or a change; the team of the service confirms."""

from django import forms

from catalogue.deployments.models import Deployment
from catalogue.foundation.french import french_order
from catalogue.services.models import ServicePage
from catalogue.territories.folding import fold
from catalogue.territories.models import Organisation
from search.answering.find import find
from search.answering.query import SearchQuery
from store.spaces.maintainer import deployment_forms


def _reason() -> forms.CharField:
    return forms.CharField(
        label="Pourquoi ce changement ? (facultatif)",
        help_text="Reste dans l'historique, que l'équipe du service peut lire.",
        max_length=500,
        required=False,
    )


def to_declare(organisation: Organisation, user, words: str = "") -> tuple[list[ServicePage], bool]:
    """The services without a deployment there, whose name or action holds each of the words (accents do not matter).

    If there is none, those that the catalogue search finds, and True: « agenda partagé » names no service.
    """
    known = Deployment.objects.filter(organisation=organisation).values("service")
    silent = ServicePage.objects.visible_to(user).exclude(pk__in=known).only("title", "slug", "action")
    asked = fold(words).split()
    named = [one for one in silent if all(word in fold(f"{one.title} {one.action}") for word in asked)]
    if asked and not named:
        found = [hit.pk for hit in find(SearchQuery(q=words), user).hits]
        together = silent.in_bulk(found)
        return [together[pk] for pk in found if pk in together], True
    return sorted(named, key=lambda one: french_order(one.title)), False


class UseForm(deployment_forms.FullDeploymentForm):
    """A use that the collectivité describes itself; it is its own source."""

    source = None  # type: ignore[assignment]  # how Django drops a field
    reason = _reason()


class OwnDeclarationForm(deployment_forms.DeclarationForm):
    source = None  # type: ignore[assignment]  # how Django drops a field
    reason = _reason()
