"""A consultation that is open now, so that the accounts of the demonstration contribute, support and apply."""

import random
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.rich_text import RichText

from catalogue.needs import contributing, grouping, moderating, piloting, supporting
from catalogue.needs.committee_files import propositions_to_examine
from catalogue.needs.journal import Voice, anct
from catalogue.needs.models import (
    Candidacy,
    Consultation,
    ConsultationPhase,
    Contribution,
    Destination,
    NeedKind,
    PhaseKind,
    Profile,
    Project,
    Proposition,
)
from catalogue.needs.phases import change_dates
from catalogue.review.models import DecisionOutcome
from catalogue.services.loading.markdown import page_rich_text
from catalogue.services.models import Theme
from store.accounts.models import Mandate, User
from store.demo.committee import PastDecision, hold_session, open_demo_session
from store.demo.consultation_2021.page import index, publish
from store.demo.consultation_2021.replay import SLUG
from store.demo.consultation_2021.voices import of_territory

_SUMMARY = "Une consultation ouverte, pour essayer : dites un besoin, soutenez une proposition, candidatez."
_TEXT = (
    "Cette consultation est inventée pour la démonstration. Ses phases se chevauchent, pour que tout s'essaie : "
    "déposer une contribution, soutenir une proposition, se porter candidat comme territoire pilote.\n\n"
    "Contributions, propositions et soutiens y sont des données de démonstration.\n\n"
    "## Questions fréquentes\n\n"
    "- **Faut-il un compte ?** Pour lire et suivre les chiffres, non. Pour contribuer, soutenir ou candidater, il faut "
    "un compte rattaché à une organisation.\n"
    "- **Qui donne la voix ?** Un agent ou un élu, au nom de sa collectivité : une voix par proposition, quelle que "
    "soit sa taille. Un collègue qui ouvre la page voit que la voix est déjà donnée, et par quelle fonction.\n"
    "- **Mon besoin existe déjà au catalogue ?** En écrivant, les services et les besoins proches apparaissent. Dites "
    "« cela répond à mon besoin », puis demandez le service.\n"
    "- **Où est ma contribution ?** Dans « Mon espace », « Nos besoins », avec son numéro ; une fois acceptée, à son "
    "adresse publique. Vous pouvez la corriger tant que l'équipe ne l'a pas examinée.\n"
    "- **Regrouper, est-ce fondre ?** Non : votre texte reste lisible. Vous êtes prévenu, et pouvez vous opposer.\n"
    "- **Que dois-je faire maintenant ?** Ce que les phases ouvertes permettent, plus haut sur cette page. Chaque "
    "étape vous est annoncée par courriel ; un réglage de votre compte les groupe en une lettre par semaine."
)
_PROLONGED = "Prolongée pour que la démonstration reste ouverte."
_TAKEN_UP = 5
# Days from now.
_PHASES = {
    PhaseKind.RECUEIL: (-75, 60),
    PhaseKind.REGROUPEMENT: (-60, 75),
    PhaseKind.SOUTIEN: (-45, 75),
    PhaseKind.SELECTION: (-10, 90),
    PhaseKind.INTERET: (-5, 90),
    PhaseKind.DEPLOIEMENT: (90, 500),
}
# What each proposition groups: title, problem, who says it (the key of a territory, or a demo account).
_PROPOSITIONS: tuple[dict[str, Any], ...] = (
    {
        "title": "Savoir ce que devient une demande faite en mairie",
        "text": "Un suivi commun des demandes, que l'habitant consulte et que tous les services partagent.",
        "themes": ("relation-usagers",),
        "concerned": "Les habitants, et les agents qui leur répondent.",
        "contributions": (
            (
                "Dire aux habitants où en est leur demande",
                "L'accueil rappelle trois services pour répondre.",
                "demo-agente",
            ),
            (
                "Partager le suivi entre mairie et intercommunalité",
                "Une demande sur trois change de main.",
                "commune-29019",
            ),
            ("Ne plus perdre de demandes l'été", "Les remplaçants ne savent pas ce qui attend.", "commune-63113"),
        ),
        "supporters": ("commune-29019", "commune-63113", "commune-38185", "departement-62", "region-53"),
        "is_project": True,
    },
    {
        "title": "Réserver une salle ou un équipement en ligne",
        "text": "Un planning que chacun voit et une demande que le service valide, du gymnase à la salle des fêtes.",
        "themes": ("reservation",),
        "concerned": "Les associations et les services qui gèrent les salles.",
        "contributions": (
            ("Voir les salles libres sans appeler", "Le planning est à l'accueil, qui ferme à midi.", "commune-38185"),
            (
                "Prêter du matériel entre communes",
                "Chaque commune achète ce que sa voisine n'utilise pas.",
                "epci-243800604",
            ),
        ),
        "supporters": ("commune-38185", "commune-29019", "departement-38"),
    },
    {
        "title": "Préparer les conseils sans imprimer",
        "text": "Convocations, pièces et votes sur un même support, pour les petites assemblées aussi.",
        "themes": ("instances",),
        "concerned": "Les élus et les secrétaires de séance.",
        "contributions": (
            ("Remettre les pièces du conseil aux élus", "Trois cents pages par élu, huit fois par an.", "demo-elu"),
            (
                "Voter à distance quand la neige coupe la route",
                "Deux conseils ont été annulés cet hiver.",
                "commune-73011",
            ),
        ),
        "supporters": ("commune-73011", "region-84"),
    },
)
_ALONE = (
    ("Prévenir les parents d'une absence à la cantine", "Le repas est facturé, et jeté.", "commune-86194", "accept"),
    ("Suivre les fuites du réseau d'eau", "Une fuite se découvre à la facture.", "commune-15014", "accept"),
    ("Recevoir les signalements par photo", "L'adresse manque une fois sur deux.", "commune-87085", ""),
    ("Tenir le registre des personnes fragiles", "Le registre est sur papier.", "commune-58194", ""),
    ("Installer le Wi-Fi sur la place", "Les visiteurs n'ont pas de réseau.", "commune-23096", "redirect"),
)
_CALL = {
    "seats": 4,
    "our_commitments": "Une équipe de l'Incubateur, un point toutes les deux semaines, rien à payer pendant l'essai.",
    "their_commitments": "Deux agents qui essaient vraiment, et un retour écrit chaque mois.",
}


@transaction.atomic
def make_consultation_of_today() -> bool:
    """Whether it was made now; one that is there stays open."""
    now = timezone.now().replace(second=0, microsecond=0)
    there = Consultation.objects.filter(is_demo=True).exclude(slug=SLUG).first()
    if there:
        _keep_open(there, now)
        return False
    consultation = _page(now)
    for rank, said in enumerate(_PROPOSITIONS):
        _propose(consultation, said, now - timedelta(days=50 - rank))
    for rank, (title, problem, who, answer) in enumerate(_ALONE):
        _contribute_alone(consultation, (title, problem, who), answer, now - timedelta(days=6 - rank, hours=rank))
    return True


def take_up_again() -> None:
    """A session that is open now: what was not selected in 2021 may come back before the committee."""
    for replayed in Consultation.objects.filter(slug=SLUG, is_demo=True):
        if subjects := list(propositions_to_examine(replayed.pk)[:_TAKEN_UP]):
            open_demo_session("Séance d'essai : propositions de 2021 reprises", subjects)


def _page(now: datetime) -> Consultation:
    year = timezone.localtime(now).year
    page: Any = Consultation(title=f"Consultation {year}", slug=str(year), summary=_SUMMARY, is_demo=True, live=False)
    page.body = [("text", RichText(page_rich_text(_TEXT)))]
    consultation: Consultation = publish(index(), page)
    for kind, (opens, closes) in _PHASES.items():
        begins, ends = (now + timedelta(days=days) for days in (opens, closes))
        ConsultationPhase.objects.create(consultation=consultation, kind=kind, opens=begins, closes=ends)
    return consultation


def _keep_open(consultation: Consultation, now: datetime) -> None:
    """A demonstration that is started again months later has something to try."""
    for phase in consultation.phases.closed().exclude(kind=PhaseKind.DEPLOIEMENT):
        closes = now + timedelta(days=_PHASES[PhaseKind(phase.kind)][1])
        change_dates(phase, phase.opens, closes, reason=_PROLONGED, by=anct())


def _propose(consultation: Consultation, said: dict[str, Any], at: datetime) -> None:
    themes = list(Theme.objects.filter(slug__in=said["themes"]))
    values = {"title": said["title"], "text": said["text"], "themes": themes}
    contributions = [
        _contribute(consultation, one, {"themes": themes, "concerned": said["concerned"]}, at + timedelta(hours=rank))
        for rank, one in enumerate(said["contributions"])
    ]
    proposition = grouping.propose(consultation, values, anct(), at + timedelta(days=3))
    rows = [moderating.accept(one, anct(), at + timedelta(days=2)) for one in contributions if one]
    grouping.group(proposition, rows, "Même besoin, dit autrement.", anct(), at + timedelta(days=3))
    for rank, by in enumerate(_voices(said["supporters"])):
        supporting.support(proposition, by, at + timedelta(days=10 + rank))
    if said.get("is_project") and rows:
        _find_pilots(proposition, rows[0], consultation)


def _contribute(
    consultation: Consultation, told: tuple[str, str, str], values: dict[str, Any], at: datetime
) -> Contribution | None:
    title, problem, who = told
    by = _voice(who)
    if by is None:
        return None
    said = {"kind": NeedKind.BESOIN, "title": title, "problem": problem, "existing": "Un tableur.", **values}
    return contributing.submit(contributing.write_draft(consultation, said, by, at=at), by, at)


def _contribute_alone(consultation: Consultation, told: tuple[str, str, str], answer: str, at: datetime) -> None:
    values = {"themes": list(Theme.objects.order_by("order")[:1]), "concerned": "Les habitants."}
    row = _contribute(consultation, told, values, at)
    later = at + timedelta(hours=20)
    if row and answer == "accept":
        moderating.accept(row, anct(), later)
    elif row and answer == "redirect":
        to = Destination.objects.filter(retired=False).order_by("order")[1:2].first() or Destination.objects.first()
        if to:
            moderating.redirect(row, to, anct(), at=later)


def _find_pilots(proposition: Proposition, contribution: Contribution, consultation: Consultation) -> None:
    """The committee took this one up early; its project looks for pilots."""
    opened = consultation.phases.get(kind=PhaseKind.SELECTION).opens
    outcome, at = DecisionOutcome.SELECTED, opened + timedelta(days=2)
    first = PastDecision(proposition, outcome, "Retenue à une séance anticipée : le besoin est très partagé.")
    hold_session(f"Séance anticipée, {consultation.title}", [first], at)
    second = PastDecision(contribution, outcome, "Sélectionné : l'équipe peut commencer.", Decimal(180_000))
    hold_session(f"Séance anticipée, {consultation.title} : le projet", [second], at + timedelta(hours=2))
    start = opened + timedelta(days=5)
    dates = {"opens": start, "closes": start + timedelta(days=70)}
    project = Project.objects.get(contribution=contribution.pk)
    call = piloting.open_call(project, {**_CALL, **dates}, anct(), start)
    wish, why = Candidacy.Wish.TEST, "Notre accueil reçoit deux cents demandes par mois et les agents sont prêts."
    for rank, pilot in enumerate(_voices(("commune-63113", "departement-38"))):
        piloting.apply(call, wish, why, pilot, start + timedelta(days=1 + rank))


def _voices(keys: Iterable[str]) -> Iterator[Voice]:
    return (by for key in keys if (by := _voice(key)))


def _voice(who: str) -> Voice | None:
    """Of a demo account, or of the collectivité of a territory; None if it is not loaded."""
    if who.startswith("demo-"):
        user = User.objects.select_related("organisation__territory").filter(username=who).first()
        organisation = user.organisation if user else None
        if user is None or organisation is None:
            return None
        profile = Profile.ELU if user.mandate == Mandate.ELU else Profile.AGENT
        return Voice(user, organisation.name, organisation, profile, user.mandate, user.get_mandate_display())
    return of_territory(who, random.Random(who))
