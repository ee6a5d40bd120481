"""Things a test needs, made as simply as possible: each function takes what the test cares about and fills the rest."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.text import slugify
from wagtail.log_actions import log
from wagtail.models import Locale, Page, PageViewRestriction, Revision, Site
from wagtail.rich_text import RichText
from wagtail.signals import page_published

from catalogue.deployments.models import Deployment, Status, StopReason
from catalogue.needs.contributing import submit, write_draft
from catalogue.needs.grouping import propose
from catalogue.needs.journal import Voice, anct
from catalogue.needs.models import (
    Consultation,
    ConsultationIndex,
    ConsultationPhase,
    Contribution,
    Proposition,
    Stage,
)
from catalogue.needs.moderating import accept
from catalogue.services.models import Audience, CataloguePage, Connection, LegalVehicle, ServicePage, Theme
from catalogue.territories.models import Containment, Organisation, PriorityPolicy, Territory
from search.models import PinnedResults, PinnedService
from store.accounts.models import Maintenance, User
from store.content.models import (
    EditorialPage,
    EventIndex,
    Guide,
    GuideIndex,
    HomePage,
    News,
    NewsIndex,
    StoreEvent,
    Story,
    StoryIndex,
)
from store.content.models.articles import Article, ArticleList
from store.content.site import LISTS

_numbers = count(1)
_LISTS = ("themes", "audiences", "connections", "policies", "partners")


def make_site() -> Site:
    """The site with its home page and its catalogue, as `make demo` arranges them. Calling it again changes nothing."""
    site = Site.objects.filter(is_default_site=True, root_page__in=HomePage.objects.all()).first()
    if site and CataloguePage.objects.exists():
        return site
    Locale.objects.get_or_create(language_code="fr")
    root = Page.get_first_root_node() or Page.add_root(title="Racine", slug="root")
    home = HomePage.objects.first()
    if home is None:
        # Wagtail's welcome page holds the slug "home" of the root; it is not ours.
        root.get_children().not_type(HomePage).delete()
        root.refresh_from_db()
        home = root.add_child(instance=HomePage(title="Territoires Store", slug="accueil"))
    site, _ = Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": 80, "root_page": home, "site_name": "Territoires Store"},
    )
    if not CataloguePage.objects.exists():
        home.add_child(instance=CataloguePage(title="Catalogue des services", slug="services"))
    return site


def make_catalogue() -> CataloguePage:
    """The page under which every sheet lives (at `/services/`)."""
    make_site()
    return CataloguePage.objects.get()


def make_editorial_page(title: str, slug: str | None = None, **fields) -> EditorialPage:
    make_site()
    fields = {"body": [("text", RichText("<p>Texte de la page.</p>"))], "show_in_menus": True, **fields}
    page = EditorialPage(title=title, slug=slug or slugify(title), **fields)
    return HomePage.objects.get().add_child(instance=page)


def make_list(model: type[ArticleList], slug: str = "", **fields) -> ArticleList:
    """The parent of articles of one type. Calling it again gives the same one."""
    make_site()
    kept = model.objects.first()
    title = str(model._meta.verbose_name).capitalize()
    slug = slug or next(known for known, (kind, *_) in LISTS.items() if kind is model)
    fields = {"title": title, "slug": slug, "show_in_menus": True, **fields}
    return kept or HomePage.objects.get().add_child(instance=model(**fields))


def make_news(title: str, **fields) -> News:
    return _article(NewsIndex, News(title=title, **fields))


def make_guide(title: str, **fields) -> Guide:
    return _article(GuideIndex, Guide(title=title, **fields))


def make_event(title: str, *, starts: datetime | None = None, **fields) -> StoreEvent:
    """A webinar of an hour, in a week."""
    starts = starts or timezone.now() + timedelta(days=7)
    fields = {"ends": starts + timedelta(hours=1), "link": "https://visio.exemple.fr/store", **fields}
    return _article(EventIndex, StoreEvent(title=title, starts=starts, **fields))


def make_story(title: str, deployment: Deployment, **fields) -> Story:
    """Told by somebody who has agreed to be quoted."""
    told = {"service": deployment.service, "organisation": deployment.organisation, "teller": "Directrice générale"}
    return _article(StoryIndex, Story(title=title, has_agreed=True, **told, **fields))


def _article(index: type[ArticleList], page: Article) -> Any:
    page.summary = page.summary or f"Un résumé : {page.title}."
    page.live = False
    make_list(index).add_child(instance=page)
    publish(page)
    return page


def make_theme(name: str = "Solidarité", **fields) -> Theme:
    return _term(Theme, name, fields)


def make_audience(name: str = "Communes", **fields) -> Audience:
    return _term(Audience, name, fields)


def make_vehicle(name: str = "Syndicat mixte ouvert", **fields) -> LegalVehicle:
    return _term(LegalVehicle, name, fields)


def make_connection(name: str = "ProConnect", **fields) -> Connection:
    return _term(Connection, name, fields)


def _term(model, name: str, fields: dict):
    return model.objects.get_or_create(slug=fields.pop("slug", slugify(name)), defaults={"name": name, **fields})[0]


def make_service(
    title: str | None = None, *, parent: Page | None = None, published: bool = True, **fields
) -> ServicePage:
    """A sheet that is published (or left a draft). Fields of many values take lists."""
    title = title or f"Service {next(_numbers)}"
    relations = {name: fields.pop(name) for name in _LISTS if name in fields}
    said = {
        "action": f"Faire avancer {title}",
        "summary": f"Un service nommé {title}.",
        "incomplete_reason": "Un essai.",
    }
    fields = said | fields
    page = ServicePage(title=title, live=False, **{"slug": slugify(title), **fields})
    for name, values in relations.items():
        setattr(page, name, values)
    parent = parent or make_catalogue()
    if not published:
        return parent.add_child(instance=page)
    return _publish_at_once(page, parent)


def _publish_at_once(page: Any, parent: Page) -> Any:
    """As `save_revision().publish()` leaves a new page, with its revision, its line in the journal and its signal; in
    one writing instead of three, each of which tells every index.
    """
    page.live = True
    parent.add_child(instance=page)
    content_type = page.get_base_content_type()
    content = page.serializable_data()
    revision = Revision.objects.create(
        content_object=page, base_content_type=content_type, content=content, object_str=str(page)
    )
    now = timezone.now()
    Page.objects.filter(pk=page.pk).update(
        latest_revision=revision, latest_revision_created_at=revision.created_at, live_revision=revision,
        first_published_at=page.first_published_at or now, last_published_at=now,
    )  # fmt: skip
    page.refresh_from_db()
    page_published.send(sender=type(page), instance=page, revision=revision)
    log(instance=page, action="wagtail.publish", revision=revision, content_changed=True)
    page.refresh_from_db()
    return page


def publish(page: Page) -> None:
    """Press « Publier »."""
    page.save_revision().publish()
    page.refresh_from_db()


def make_territory(name: str = "Saint-Étienne", *, kind: str = "commune", inside: tuple = (), **fields) -> Territory:
    """A territory; `inside` lists the territories that contain it."""
    fields = {"code": str(90000 + next(_numbers)), "population": 5_000, **fields}
    territory = Territory.objects.create(kind=kind, name=name, **fields)
    for container in inside:
        Containment.objects.create(container=container, member=territory)
    return territory


def make_policy(name: str = "Petites Villes de Demain", *territories: Territory) -> PriorityPolicy:
    """A priority policy, and the territories on its list."""
    policy, _ = PriorityPolicy.objects.get_or_create(slug=slugify(name), defaults={"name": name})
    policy.territory_set.add(*territories)
    return policy


def make_organisation(name: str | None = None, *, territory: Territory | None = None, **fields) -> Organisation:
    """A collectivité when it has a territory, otherwise a State body."""
    name = name or (territory.name if territory else f"Organisation {next(_numbers)}")
    kind = fields.pop("kind", "collectivite" if territory else "etat")
    return Organisation.objects.create(name=name, territory=territory, kind=kind, **fields)


def make_deployment(
    service: ServicePage, organisation: Organisation | None = None, *, status: str = Status.EN_PRODUCTION, **fields
) -> Deployment:
    organisation = organisation or make_organisation()
    if status == Status.ARRETE:
        fields = {"stop_reason": StopReason.AUTRE, **fields}
    return Deployment.objects.create(service=service, organisation=organisation, status=status, **fields)


def pin(question: str, *services: ServicePage) -> PinnedResults:
    """These services come first when this is asked."""
    pinned = PinnedResults(question=question)
    pinned.services = [PinnedService(service=service, sort_order=place) for place, service in enumerate(services)]
    pinned.save()
    return pinned


def restrict(page: Page, kind: str = PageViewRestriction.LOGIN, groups: tuple = ()) -> PageViewRestriction:
    """Reserve a page and everything under it: to signed-in people, to groups, or behind a password."""
    fields = {"password": "sésame"} if kind == PageViewRestriction.PASSWORD else {}
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind, **fields)
    restriction.groups.set(groups)
    return restriction


def make_consultation(title: str = "Consultation", *, phases: tuple[str, ...] = (), **fields) -> Consultation:
    """`phases`: those that are open now, for a week more; the others are not planned."""
    make_site()
    index = ConsultationIndex.objects.first() or HomePage.objects.get().add_child(
        instance=ConsultationIndex(title="Consultations", slug="consultations")
    )
    fields = {"summary": "Ce que les collectivités demandent.", "slug": slugify(title), **fields}
    consultation = index.add_child(instance=Consultation(title=title, **fields))
    for kind in phases:
        now = timezone.now()
        opens, closes = now - timedelta(days=7), now + timedelta(days=7)
        ConsultationPhase.objects.create(consultation=consultation, kind=kind, opens=opens, closes=closes)
    return consultation


def make_contribution(
    title: str = "Signaler un nid-de-poule", *, consultation: Consultation, organisation: Organisation, **fields
) -> Contribution:
    """Submitted as people do, in the phase of contributions; then accepted, unless `stage` says « deposee » or
    « brouillon ».
    """
    stage, user = fields.pop("stage", Stage.ACCEPTED), fields.pop("user", None)
    by = Voice(user, organisation.name, organisation, profile="agent", function="DGS")
    values = {"kind": "besoin", "problem": "Personne ne répond.", "concerned": "Les habitants.", **fields}
    values = {"themes": [Theme.objects.first() or make_theme()], **values}
    row = write_draft(consultation, {"title": title, **values}, by)
    if stage != Stage.DRAFT:
        row = submit(row, by)
    return accept(row, anct()) if stage == Stage.ACCEPTED else row


def make_proposition(title: str = "Signaler un incident", *, consultation: Consultation, **fields) -> Proposition:
    return propose(consultation, {"title": title, "text": "Un outil commun.", **fields}, anct())


def make_person(
    name: str = "", *, groups: tuple[str, ...] = (), maintains: tuple[ServicePage, ...] = (), **fields
) -> User:
    """Somebody with an account and no password: sign them in with `client.force_login`."""
    number = next(_numbers)
    fields = {"username": f"personne-{number}", "name": name or f"Camille {number}", **fields}
    person = User.objects.create_user(**fields)
    person.groups.set(Group.objects.filter(name__in=groups))
    for service in maintains:
        Maintenance.objects.create(user=person, service=service)
    return person
