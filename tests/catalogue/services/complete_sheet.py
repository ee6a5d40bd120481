"""A sheet with everything an editor can fill in: its words are recognisable, its facts are invented."""

from datetime import date
from io import BytesIO

from django.core.files.images import ImageFile
from PIL import Image

from catalogue.services.models import (
    ConsortiumMember,
    CostShare,
    OnboardingStep,
    OriginStep,
    Partner,
    RequiredService,
    Screenshot,
    ServicePage,
    StoreImage,
)
from tests.factories import (
    make_audience,
    make_connection,
    make_deployment,
    make_organisation,
    make_service,
    make_territory,
    make_theme,
    make_vehicle,
    publish,
)

BODY = [
    ("text", "<h3>Le planning partagé</h3><p>Chaque agent voit le <b>planning</b> de son équipe.</p>"),
    ("figures", [{"value": "20 %", "label": "de rendez-vous manqués", "source": "Dossier de presse, 2021"}]),
    (
        "steps",
        [{"title": "Choisir un lieu", "detail": "Une maison des solidarités."}, {"title": "Ouvrir"}],
    ),
    ("faq", [{"question": "Faut-il un marché ?", "answer": "<p>Non, une convention suffit.</p>"}]),
    ("callout", {"title": "Bon à savoir", "text": "<p>Un webinaire a lieu chaque mois.</p>"}),
    ("quote", {"text": "Nos agents ont du temps.", "author": "La directrice", "role": "DGS d'une commune"}),
    ("link", {"title": "Le guide", "url": "https://guide.example.fr/", "text": "Vingt pages."}),
]


FACTS = {
    "action": "Gérer les rendez-vous de nos services sociaux",
    "summary": "Les habitants prennent rendez-vous en ligne ou au guichet, et reçoivent un rappel.",
    "problem": "<p>Un rendez-vous sur cinq est <b>manqué</b>.</p>",
    "solution": "<ul><li>Un planning partagé</li><li>Un rappel par SMS</li></ul>",
    "results": "<p>Les créneaux libérés servent à d'autres.</p>",
    "website": "https://agenda.example.fr/",
    "video_url": "https://video.example.fr/agenda",
    "family": "co-construit",
    "phase": "acceleration",
    "phase_since": date(2023, 5, 1),
    "outcome": "existant",
    "technologies": "Django, PostgreSQL",
    "decision_body": "Comité de pilotage des départements",
    "decision_rhythm": "chaque trimestre",
    "financing": "<p>Les membres cotisent, l'État complète.</p>",
    "reversibility": "<p>Export complet au format CSV, sous un mois.</p>",
    "allowed_kinds": ["commune", "departement"],
    "population_min": 500,
    "prerequisites": "<p>Une adresse professionnelle par agent.</p>",
    "cost_model": "participation",
    "cost": "Selon la population de la collectivité.",
    "onboarding_time": "deux semaines",
    "support": "Par téléphone, les jours ouvrés",
    "hosting": "En France, chez un hébergeur qualifié",
    "licence": "AGPL-3.0-only",
    "repository": "https://code.example.fr/agenda",
    "rgaa_state": "partielle",
    "rgaa_rate": "75.50",
    "rgaa_date": date(2025, 3, 1),
    "rgaa_auditor": "Audit Indépendant",
    "rgaa_url": "https://agenda.example.fr/accessibilite",
    "eco_design": "Pages légères, mesurées chaque trimestre",
    "eco_date": date(2025, 6, 2),
    "homologated": True,
    "risk_analysis": False,
    "security": "Test d'intrusion annuel",
    "personal_data": "La collectivité est responsable du traitement.",
    "privacy_url": "https://agenda.example.fr/donnees",
    "statistics_url": "https://agenda.example.fr/stats",
    "impact_url": "https://agenda.example.fr/impact",
    "measures_url": "https://mesures.example.fr/agenda",
    "budget_url": "https://agenda.example.fr/budget",
    "not_published": ["eco_url"],
    "looked_for": date(2026, 8, 20),
    "verified": date.today(),
    "source": "Site du service",
    "contact_team": "Équipe Agenda commun",
    "contact_email": "equipe@agenda.example.fr",
    "deployed_definition": "Un agent a ouvert un créneau dans l'année.",
}


def make_image(title: str, size: tuple[int, int] = (64, 40), **fields) -> StoreImage:
    content = BytesIO()
    Image.new("RGB", size, "#6a6af4").save(content, "PNG")
    fields = {"description": f"Image : {title}", **fields}
    return StoreImage.objects.create(title=title, file=ImageFile(content, name=f"{title}.png"), **fields)


def make_complete_sheet(title: str = "Agenda commun", **fields) -> ServicePage:
    page = make_service(title, published=False, **{**FACTS, **_relations(), **fields})
    page.body = [*BODY, ("image", {"image": make_image("atelier"), "decorative": False, "alt_text": "Un atelier"})]
    page.screenshots = [
        Screenshot(image=make_image("ecran", description="Le planning d'une semaine", is_demo=True), caption="Planning")
    ]
    page.onboarding_steps = [
        OnboardingStep(title="Appeler l'équipe", detail="Une visioconférence.", duration="une heure"),
        OnboardingStep(title="Former les agents", duration="une journée"),
    ]
    page.origin_steps = [
        OriginStep(
            on=date(2018, 1, 18),
            said="janvier 2018",
            title="Un département cherche un agenda",
            detail="Le sien ne suffit plus.",
            source="Dossier de presse",
            url="https://presse.example.fr/dossier",
        )
    ]
    page.contributions = [
        CostShare(stratum="moins-500", rule="Gratuit"),
        CostShare(stratum="200000-plus", rule="Un centime par habitant et par an"),
    ]
    page.required_services = [RequiredService(service=make_service("Annuaire des agents"))]
    page.consortium = [_member()]
    publish(page)
    return page


def adopt(page: ServicePage) -> None:
    """A département in production, a commune of it that pilots, labelled as invented."""
    department = make_territory("Pas-de-Calais", kind="departement", code="62", population=1_465_000)
    village = make_territory("Arras", inside=(department,), population=42_000)
    since = date(2021, 1, 15)
    make_deployment(page, make_organisation("Pas-de-Calais", territory=department), since=since, source="Presse")
    make_deployment(page, make_organisation(territory=village), status="pilote", since=date(2024, 3, 1), is_demo=True)


def _member() -> ConsortiumMember:
    return ConsortiumMember(
        organisation=make_organisation("Département de la Drôme"),
        role=ConsortiumMember.Role.REFERENT,
        since=date(2021, 1, 1),
        pilot_sites="Maison des solidarités de Die\nMaison des solidarités de Crest",
        source="Dossier de presse",
    )


def _relations() -> dict:
    return {
        "themes": [make_theme("Solidarité"), make_theme("Relation usagers")],
        "audiences": [make_audience("Communes", group="collectivite"), make_audience("Habitants")],
        "connections": [make_connection("ProConnect", url="https://proconnect.example.fr/")],
        "partners": [Partner(organisation=make_organisation("Association des départements", kind="association"))],
        "owned_by": make_organisation("Agence des territoires", acronym="AT", url="https://agence.example.fr/"),
        "operator": make_organisation("Opérateur mutualisé", kind="operateur"),
        "vehicle": make_vehicle("Syndicat mixte ouvert", description="Des collectivités le portent ensemble."),
        "logo": make_image("logo", (200, 200), description="Logo d'Agenda commun"),
    }
