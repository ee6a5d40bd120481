"""The calls of 2021: their pages, their waves with the rules of the press kits, their jury."""

from datetime import date
from typing import Any

from catalogue.funding.models import Axis, CallKind, Fund, FundingCall, FundingIndex, LastEuro, Part, Ties, Wave
from catalogue.review.models import College as Side
from catalogue.review.models import Committee, CriteriaGrid, ReviewCriterion, Seat, SeatRole
from catalogue.territories.models import Kind
from store.accounts.models import User
from store.content.models import HomePage
from store.demo.consultation_2021.calendar import moment, over
from store.demo.fund_2021.demo_envelopes import envelope

JURY = "Jury du fonds (démonstration)"
REDRESS = "Demandez à l'administration de revoir sa décision, ou saisissez le tribunal administratif de votre ressort."
CONTACT = "Par la page « Contact » du Store."
_NATIONAL = (
    (
        Part.DEMARCHES,
        "Des démarches en ligne de qualité",
        "Rendre ses démarches en ligne simples, accessibles et suivies.",
    ),
    (Part.DONNEES, "Le cycle de vie de la donnée", "Ouvrir ses données, relier ses logiciels, archiver, piloter."),
    (
        Part.COOPERATION,
        "Coopérer avec les acteurs locaux",
        "Construire avec les entreprises et associations du territoire.",
    ),
)
_PAID = "Prestations, développements, équipements liés au projet, accompagnement au changement."
FIRST_WAVE = (date(2021, 3, 1), date(2021, 4, 30))
"""Its dates are invented."""
SECOND_WAVE = (date(2021, 9, 20), date(2021, 11, 22))
LOCAL = (date(2021, 3, 1), date(2022, 12, 31))
_JURY_SEATS = (
    ("DINUM", Side.ETAT, SeatRole.CHAIR, "demo-presidente"),
    ("DITP", Side.ETAT, SeatRole.DEPUTY, "demo-suppleant"),
    ("ADF", Side.ASSOCIATIONS, SeatRole.MEMBER, "demo-comite"),
    ("Régions de France", Side.ASSOCIATIONS, SeatRole.MEMBER, ""),
)
_NATIONAL_GRID = (
    ("Utilité pour les usagers", 3, "Ce qui change pour les habitants et les agents."),
    ("Réutilisation de l'existant", 2, "Services du Store, composants libres, données déjà ouvertes."),
    ("Capacité à faire", 2, "Une équipe, un calendrier, un budget tenus."),
    ("Partage avec d'autres territoires", 2, "Ce qui pourra servir ailleurs."),
)
_LOCAL_GRID = (
    ("Portage politique", 2, "L'engagement des élus et de la direction."),
    ("Valeur de l'équipe", 2, "Qui s'en occupe, avec quel temps."),
    ("Impact", 3, "Les usagers visés, et comment on les a entendus."),
    ("Modèle d'extension", 2, "Comment d'autres territoires pourront en profiter, à quel coût."),
    ("Effets directs et induits", 1, "Ce que le projet change autour de lui."),
)


def make_jury() -> Committee:
    purpose = "Il classe les projets présélectionnés des appels nationaux du fonds. L'État le préside."
    committee, _ = Committee.objects.update_or_create(name=JURY, defaults={"purpose": purpose, "is_demo": True})
    for body, college, role, account in _JURY_SEATS:
        user = User.objects.filter(username=account, is_demo=True).first() if account else None
        said = {"college": college, "role": role, "since": date(2021, 1, 25), "until": None, "user": user}
        Seat.objects.update_or_create(committee=committee, body=body, defaults=said)
    return committee


def make_grid(name: str, criteria: tuple[tuple[str, int, str], ...]) -> CriteriaGrid:
    grid, created = CriteriaGrid.objects.get_or_create(name=name, frozen_at=None)
    if created:
        for place, (criterion, weight, help_text) in enumerate(criteria):
            ReviewCriterion.objects.create(grid=grid, name=criterion, weight=weight, help=help_text, sort_order=place)
    return grid


def national_grid() -> CriteriaGrid:
    return make_grid("Appels nationaux du fonds", _NATIONAL_GRID)


def local_grid() -> CriteriaGrid:
    return make_grid("Enveloppes locales : les cinq critères", _LOCAL_GRID)


def make_calls(fund: Fund) -> dict[Part, FundingCall]:
    """By part of the fund; waves are those of 2021 and 2022."""
    jury = make_jury()
    found: dict[Part, FundingCall] = {}
    for part, title, summary in _NATIONAL:
        fields = {"kind": CallKind.CALL, "axis": Axis.TWO, "part": part, "summary": summary, "committee": jury}
        call = found[part] = _call(fund, title, **fields)
        rules = {
            "covers_departement": True,
            "ties": Ties.FIRST_FILED,
            "last_euro": LastEuro.NEXT,
            "grid": national_grid(),
            "envelope": envelope(fund, part),
        }
        _wave(call, 1, FIRST_WAVE, {"population_min": 500_000, "rate": 50, **rules})
        _wave(call, 2, SECOND_WAVE, {"population_min": 300_000, "rate": 75, **rules})
    summary = "5 000 € pour raccorder une démarche à FranceConnect, 5 000 € pour une API de l'État."
    desk = _call(
        fund, "Guichet FranceConnect et API", kind=CallKind.DESK, axis=Axis.TWO, part=Part.GUICHET, summary=summary
    )
    _wave(desk, 1, LOCAL, {"rate": 100, "envelope": envelope(fund, Part.GUICHET)})
    summary = "La préfecture finance les projets numériques des petites et moyennes collectivités."
    local = _call(fund, "Enveloppes locales", kind=CallKind.LOCAL, axis=Axis.THREE, part=Part.LOCALE, summary=summary)
    kinds = [Kind.COMMUNE, Kind.EPCI, Kind.SYNDICAT]
    rules = {"population_max": 200_000, "allowed_kinds": [str(one) for one in kinds], "grid": local_grid()}
    _wave(local, 1, LOCAL, {"rate": 80, "single_payment": False, **rules})
    return {**found, Part.GUICHET: desk, Part.LOCALE: local}


def index() -> FundingIndex:
    found = FundingIndex.objects.first()
    return found or HomePage.objects.get().add_child(instance=FundingIndex(title="Financements", slug="financements"))


def _call(fund: Fund, title: str, **fields: Any) -> FundingCall:
    page = FundingCall(title=title, fund=fund, what_is_paid=_PAID, contact=CONTACT, is_demo=True, **fields)
    return index().add_child(instance=page)


def _wave(call: FundingCall, number: int, dates: tuple[date, date], rules: dict[str, Any]) -> Wave:
    """Closes at the end of its last day."""
    said = {"opens": moment(dates[0], 9), "closes": over(dates[1]), "redress": REDRESS, "is_demo": True, **rules}
    return Wave.objects.create(call=call, number=number, **said)
