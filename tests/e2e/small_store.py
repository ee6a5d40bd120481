"""Enough of a Store for every part of a page to show: two pages of services, themes, territories, uses."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from wagtail.models import PageViewRestriction
from wagtail.rich_text import RichText

from catalogue.deployments.models import Status
from catalogue.funding import awarding
from catalogue.funding.models import Axis, Envelope, Grant, Part
from catalogue.needs.journal import anct
from catalogue.needs.models import Consultation, ConsultationStep, Investigation
from catalogue.services.loading.markdown import page_rich_text
from catalogue.services.models import Audience, Family, Phase, Rgaa, ServicePage, Theme
from catalogue.services.models.announcement import AnnouncementKind
from catalogue.services.news.announcing import announce
from catalogue.territories.models import Organisation, Territory
from store.content.models import FaqPage, HomePage
from store.content.models.guides import ComparedService
from store.content.site import CONTENT, TITLES
from store.public_figures.computing import compute
from tests import factories, fund_factories

THEMES = ("Solidarité", "Éducation", "Travail collaboratif", "Démarches", "Données", "Urbanisme", "Mobilité", "Culture")
SERVICES = 25
BEHIND_A_PASSWORD = "service-reserve"
ABOUT_NEEDS = {
    "consultations": "/consultations/",
    "a consultation": "/consultations/consultation/",
    "saying a need": "/besoins/dire/?titre=signaler+un+nid-de-poule",
    "investigations": "/investigations/",
    "an investigation": "/investigations/papier/",
}
WRITTEN = {
    "news list": "/actualites/",
    "news": "/actualites/cent-services/",
    "story": "/retours-dexperience/moins-dattente-au-guichet/",
    "guide": "/guides/choisir-un-agenda/",
    "events": "/evenements/",
    "event": "/evenements/accueil-des-nouveaux/",
    "questions by subject": "/questions/",
}
ABOUT_MONEY = {
    "funding": "/financements/",
    "a call": "/financements/appel-dessai/",
    "results of a call": "/financements/guichet/resultats/",
    "may one apply, with partners": "/financements/puis-je-candidater/?territoire=commune-42218&avec=departement-42",
    "envelopes": "/financements/enveloppes/",
    "envelopes of a département": "/financements/enveloppes/departement-42/",
    "figures of the fund": "/financements/chiffres/",
    "grants": "/financements/subventions/",
}
LICENCES = ("MIT", "AGPL-3.0-or-later", "EUPL-1.2", "")


@dataclass(frozen=True)
class SmallStore:
    address: str
    commune: Territory
    departement: Territory
    appointments: ServicePage

    @property
    def pages(self) -> dict[str, str]:
        """One address of each type of page, by name."""
        here = f"territoire={self.commune.key}"
        return {
            "home": "/",
            "catalogue": "/services/",
            "catalogue, filtered, from a territory": f"/services/?q=rendez-vous&theme=solidarite&{here}",
            "catalogue, nothing found": "/services/?q=zzyzx&theme=culture",
            "needs": "/besoins/?q=rendez-vous",
            "needs, nothing found": "/besoins/?q=zzyzx",
            "theme": "/themes/solidarite/",
            "sheet": f"/services/{self.appointments.slug}/",
            "sheet, from a territory": f"/services/{self.appointments.slug}/?{here}",
            "news of a service": f"/services/{self.appointments.slug}/actualites/",
            "users of a service": f"/services/{self.appointments.slug}/collectivites/",
            "territory": self.departement.get_absolute_url(),
            "territory search": "/territoires/recherche/?q=saint",
            "plan": "/plan-du-site/",
            "words in pages": "/recherche/?q=agenda",
            "statistics": "/statistiques/",
            "first visit": "/premiere-visite/",
            **ABOUT_NEEDS,
            **ABOUT_MONEY,
            "a grant": Grant.objects.earliest("pk").get_absolute_url(),
            "contact": "/contact/",
            "proposing a service": "/proposer-un-service/",
            "thanks for a proposal": "/proposer-un-service/merci/",
            "link that is closed": "/confirmer/demande/lien-perdu/",
            "link that is not followed any more": "/suivre/lien-perdu/",
            **{title: f"/{slug}/" for slug, title in TITLES.items()},
            **WRITTEN,
            "absent": "/cette-page-n-existe-pas/",
            "behind a password": f"/services/{BEHIND_A_PASSWORD}/",
            **{f"error {code}": f"/erreurs/{code}/" for code in (400, 403, 429, 500)},
        }


def fill_every_facet(store: SmallStore) -> None:
    """As many values in each facet as the real catalogue has: 30 themes, 18 régions, every phase, family, structure…"""
    regions = [factories.make_territory(f"Région {n}", kind="region", code=f"R{n}") for n in range(17)]
    users = [factories.make_organisation(territory=region) for region in regions]
    groups = {
        "themes": [factories.make_theme(f"Thématique au nom assez long {n}") for n in range(22)],
        "audiences": [factories.make_audience(f"Public {n}") for n in range(10)],
        "connections": [factories.make_connection(f"API {n}") for n in range(6)],
    }
    vehicles = [factories.make_vehicle(f"Structure {n}") for n in range(9)]
    for number in range(22):
        service = factories.make_service(
            f"Autre service {number}",
            family=Family.values[number % len(Family.values)],
            phase=Phase.values[number % len(Phase.values)],
            rgaa_state=Rgaa.values[number % len(Rgaa.values)],
            vehicle=vehicles[number % len(vehicles)],
            licence=LICENCES[number % len(LICENCES)],
            **{name: [terms[number % len(terms)], terms[(number + 1) % len(terms)]] for name, terms in groups.items()},
        )
        status = Status.values[number % len(Status.values)] if number >= len(users) else Status.EN_PRODUCTION
        factories.make_deployment(service, users[number % len(users)], status=status, is_demo=True)


def fill_the_catalogue(users: list[Organisation], themes: list[Theme], audiences: list[Audience]) -> None:
    for number in range(1, SERVICES):
        kind = "demander une subvention" if number % 2 else "réserver une salle"
        service = factories.make_service(
            f"Service {number}", action=f"Faire {kind} ({number})", themes=[themes[number % 8]], audiences=audiences
        )
        if number % 3 == 0:
            factories.make_deployment(service, users[number % 2])


EVERY_BLOCK: list[tuple[str, Any]] = [
    (
        "text",
        RichText("<h3>Avant de commencer</h3><p>Deux agents.</p><h4>Le premier</h4><p>Il ouvre les créneaux.</p>"),
    ),
    ("steps", [{"title": "Désigner un référent", "detail": ""}, {"title": "Ouvrir", "detail": "Une demi-journée."}]),
    ("faq", [{"question": "Est-ce gratuit ?", "answer": RichText("<p>Oui.</p>")}]),
    ("callout", {"title": "À savoir", "text": RichText("<p>Une convention suffit.</p>")}),
    ("quote", {"text": "Nous avons gagné une heure par jour.", "author": "Une secrétaire", "role": "Feurs"}),
    ("figures", [{"value": "75 %", "label": "des demandes", "source": "Équipe du service", "date": "2025"}]),
    (
        "table",
        {
            "caption": "Ce que demande chaque étape",
            "columns": [{"type": "text", "heading": "Étape"}, {"type": "text", "heading": "Durée"}],
            "rows": [{"values": ["Convention", "Deux semaines"]}],
        },
    ),
    (
        "video",
        {"title": "Visite", "url": "https://exemple.fr", "transcript": RichText("<p>Bonjour.</p>"), "duration": ""},
    ),
    ("link", {"title": "La CNIL", "url": "https://www.cnil.fr", "text": "Données personnelles"}),
    ("contact", {"team": "Équipe du Store", "text": "Un doute ?", "page": None, "url": "https://exemple.fr"}),
]


def write_articles(service: ServicePage, told_by: Organisation) -> None:
    """One page of each type that editors write, one of them with every block."""
    chosen = ("services", {"services": [service], "theme": None, "title": "À essayer", "most": 3})
    news = factories.make_news("Cent services", body=[*EVERY_BLOCK, chosen])
    news.tags.add("catalogue")
    factories.publish(news)
    use = service.deployments.get(organisation=told_by)
    factories.make_story("Moins d'attente au guichet", use, body=EVERY_BLOCK[:1])
    guide = factories.make_guide("Choisir un agenda", body=EVERY_BLOCK[:1])
    guide.compared = [ComparedService(service=service)]
    factories.publish(guide)
    factories.make_event("Accueil des nouveaux", place="Hôtel de ville", body=EVERY_BLOCK[:1])
    subject = {"title": "Coût", "questions": EVERY_BLOCK[2][1]}
    questions = FaqPage(title="Questions par sujet", slug="questions", subjects=[("subject", subject)])
    HomePage.objects.get().add_child(instance=questions)


def open_a_consultation(territory: Territory) -> Consultation:
    made = factories.make_consultation(phases=("recueil", "soutien"))
    minutes = [("text", RichText("<p>Ce qui s'est dit.</p>"))]
    step = {"kind": "atelier", "title": "Atelier", "starts": timezone.now(), "participants": "AMF\nADF"}
    ConsultationStep.objects.create(consultation=made, minutes=minutes, **step)
    found = Investigation.objects.create(slug="papier", title="Moins de papier", problem="Du papier partout.")
    found.territories.add(territory)
    return made


def say_needs(consultation: Consultation, town: Organisation, themes: list[Theme]) -> None:
    """Contributions and a proposition."""
    for number in range(3):
        title = f"Rappeler un rendez-vous pris au guichet numéro {number}"
        factories.make_contribution(title, consultation=consultation, organisation=town, themes=themes[:2])
    factories.make_proposition("Rappeler tous les rendez-vous", consultation=consultation, themes=themes[:1])


def open_the_fund(users: list[Organisation]) -> None:
    """A call that is open, the desk with a grant and a file that waits, the envelope of a département."""
    desk = fund_factories.make_desk_wave(amount=5_000)
    for user in users[:2]:
        awarding.comply(fund_factories.make_filed(desk, user), anct())
    call = fund_factories.make_call(desk.call.fund, body=EVERY_BLOCK[:1], what_is_paid="Des prestations.")
    fund_factories.make_wave(call, covers_departement=True, population_min=500_000)
    root = Envelope.objects.get(parent=None)
    local = {"axis": Axis.THREE, "part": Part.LOCALE, "territory": users[1].territory}
    fund_factories.make_envelope(root, **local)


def fill(address: str) -> SmallStore:
    region = factories.make_territory("Auvergne-Rhône-Alpes", kind="region", code="84", population=8_000_000)
    loire = factories.make_territory("Loire", kind="departement", code="42", population=760_000, inside=(region,))
    commune = factories.make_territory("Saint-Étienne", code="42218", postcodes="42000 42100", inside=(loire, region))
    for slug, title in TITLES.items():
        text = (CONTENT / f"{slug}.md").read_text()
        factories.make_editorial_page(title, slug, body=[("text", RichText(page_rich_text(text)))])
    users = [factories.make_organisation(territory=territory) for territory in (commune, loire, region)]
    themes = [factories.make_theme(name) for name in THEMES]
    audiences = [factories.make_audience(name) for name in ("Communes", "Départements", "Agents publics")]
    appointments = factories.make_service(
        "RDV Service Public",
        action="Gérer les rendez-vous de nos services sociaux",
        summary="Prendre, déplacer et annuler les rendez-vous avec les habitants.",
        themes=themes[:2],
        audiences=audiences,
        allowed_kinds=["departement"],
        deployed_definition="Au moins un agent a ouvert un créneau de rendez-vous dans l'année.",
    )
    for user in users:
        factories.make_deployment(appointments, user)
    announce(
        appointments, AnnouncementKind.INCIDENT, "Certains rappels partent en retard", text="Nous cherchons la cause."
    )
    announce(appointments, AnnouncementKind.VERSION, "Rappels réglables par lieu d'accueil", is_demo=True)
    fill_the_catalogue(users, themes, audiences[:2])
    hidden = factories.make_service("Service réservé", slug=BEHIND_A_PASSWORD)
    factories.restrict(hidden, PageViewRestriction.PASSWORD)
    write_articles(appointments, users[0])
    say_needs(open_a_consultation(loire), users[0], themes)
    open_the_fund(users)
    compute(timezone.now())
    return SmallStore(address, commune, loire, appointments)
