"""One person per role, and objects of theirs and of others."""

from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db.models import Model
from wagtail.documents.models import Document
from wagtail.models import Collection, Page, Site, Task, Workflow

from catalogue.deployments.models import Deployment, ImportOutcome, NameInOpenFile, UsageImport
from catalogue.funding.models import FundOfficer
from catalogue.services.models import ServicePage, StoreImage
from catalogue.territories.models import Organisation
from store.accounts.models import User
from store.accounts.rights import ADMINISTRATORS, COMMITTEE, EDITORS
from store.content.models import Proposal, StoreEvent
from store.content.models.trash import ThrownPage
from store.content.throwing_away import throw_away
from tests import factories
from tests.policies.addresses import Address
from tests.policies.objects import (
    MODELS,
    make_funding,
    make_local_fund,
    make_needs,
    make_pilots,
    make_places,
    make_proposal,
    make_review,
    make_writings,
)

ROLES = ("anonymous", "agent", "editor", "maintainer", "committee", "fund", "administrator")
# Whatever a route calls the number of a page, it is that of a sheet.
PAGE_ARGUMENTS = {"page_id", "parent_page_id", "page_to_move_id", "page_pk"}
WORDS = {
    "wagtailadmin_api:pages:action": {"action_name": "unpublish"},
    "wagtail_bulk_action": {"app_label": "wagtailcore", "model_name": "page", "action": "publish"},
    "editors-guide": {"chapter": "fiche"},
    "pilot-calls-page": {"number": 1},
    "funding-call-dates": {"slug": "appel-dessai"},
    **{f"funding-results{ending}": {"slug": "appel-dessai"} for ending in ("", "-csv")},
    "funding-results-page": {"slug": "appel-dessai", "number": 1},
    "sitemap-section": {"section": "services"},
    "theme": {"slug": "solidarite"},
    "investigation": {"slug": "papier"},
    "needs-agenda": {"stage": "propositions"},
    "investigations-page": {"number": 1},
    **{f"consultation-figures{ending}": {"slug": "besoins"} for ending in ("", "-csv", "-xlsx")},
    "grouping-log": {"slug": "besoins"},
    "grouping-log-page": {"slug": "besoins", "number": 1},
    **{f"need-{part}-page": {"number": 1} for part in ("grouped", "grouping-log", "supports")},
    "users-page": {"number": 1},
    "users-standing": {"standing": "declaree"},
    "users-standing-page": {"standing": "declaree", "number": 1},
    "users-standing-csv": {"standing": "declaree"},
    "users-standing-xlsx": {"standing": "declaree"},
    "maintainer-export": {"ending": "csv"},
    "wagtail_serve": {"1": ""},
}
ON_A_SHEET = {
    "app_label": "services",
    "app_name": "services",
    "content_type_app_name": "services",
    "model_name": "servicepage",
    "content_type_model_name": "servicepage",
}


@dataclass(frozen=True)
class Sample:
    """`people` by role; `objects` by side (own, other), then by model."""

    people: dict[str, User]
    objects: dict[str, dict[type[Model], Model]]

    def values(self, address: Address, side: str) -> dict[str, object]:
        """What to put in the address; a plain 0, the number of nothing, where nothing of ours fits.

        `side` is own, other, or crossed: the object of another under one's own service.
        """
        sides = {name: "other" if side == "crossed" and name != "slug" else side for name in address.arguments}
        return {name: self._value(address, sides[name].replace("crossed", "own"), name) for name in address.arguments}

    def _value(self, address: Address, side: str, argument: str) -> object:
        here = self.objects[side]
        sheet = here[ServicePage]
        known = {
            **ON_A_SHEET,
            **dict.fromkeys(PAGE_ARGUMENTS, sheet.pk),
            "slug": sheet.slug,
            "key": here[Deployment].organisation.territory.key,
            "desk": here[FundOfficer].pk,
            "gesture": "annulation",
            "image_id": here[StoreImage].pk,
            "document_id": here[Document].pk,
            "doc_id": here[Document].pk,
            "revision_id": sheet.latest_revision_id or 0,
            "revision_id_a": "live",
            "revision_id_b": "latest",
            "task_id": here[Task].pk,
            "collection_id": Collection.get_first_root_node().pk,
            "destination_id": Page.get_first_root_node().pk,
            **WORDS.get(address.name, {}),
        }
        model = MODELS.get(address.name) or address.model or (ServicePage if "pages" in address.name else None)
        if model and argument in ("pk", "instance_pk", "number") and argument not in WORDS.get(address.name, {}):
            found = here.get(model) or model.objects.first()
            return found.pk if found else 0
        return known.get(argument, 0)


def make_sample() -> Sample:
    factories.make_site()
    for make in (factories.make_theme, factories.make_audience, factories.make_vehicle, factories.make_connection):
        make()
    own, other = (make_places(name) for name in ("Aidants", "Tchap"))
    factories.pin("aidants", own[ServicePage])
    NameInOpenFile.objects.create(name="Aidants", service=own[ServicePage])
    UsageImport.objects.create(outcome=ImportOutcome.DONE)
    people = {
        "agent": factories.make_person(organisation=own[Organisation]),
        "editor": factories.make_person(groups=(EDITORS,)),
        "maintainer": factories.make_person(maintains=(own[ServicePage],)),
        "committee": factories.make_person(groups=(COMMITTEE,)),
        "administrator": factories.make_person(groups=(ADMINISTRATORS,)),
    }
    stranger = factories.make_person()
    own |= make_writings(own, people["agent"], people["maintainer"], stranger) | make_review(
        "Feurs", people["committee"]
    )
    own |= make_needs(own, people["agent"])
    own |= make_pilots("Feurs", own, people["agent"])
    own |= make_funding(own, people["agent"])
    own |= make_local_fund(own)
    people["fund"] = own[FundOfficer].user
    others = (
        factories.make_person(organisation=other[Organisation]),
        factories.make_person(maintains=(other[ServicePage],)),
    )
    other |= make_writings(other, *others, stranger) | make_review("Roanne", factories.make_person())
    other |= make_needs(other, others[0])
    other |= make_pilots("Roanne", other, others[0])
    other |= make_funding(other, others[0])
    other |= make_local_fund(other)
    shared = {model: model.objects.first() for model in (Collection, Group, Site, Task, Workflow)}
    shared[User] = stranger
    shared[Proposal] = make_proposal()
    shared[StoreEvent] = factories.make_event("Accueil")
    shared[ThrownPage] = throw_away(factories.make_editorial_page("Périmée"), None)
    return Sample(people, {"own": {**shared, **own}, "other": {**shared, **other}})
