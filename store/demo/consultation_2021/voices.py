"""Who contributes and who supports: real collectivités, with what the demonstration makes them say."""

import random
from collections.abc import Iterable
from dataclasses import dataclass

from catalogue.foundation.french import thousands
from catalogue.needs.journal import Voice
from catalogue.needs.models import Profile
from catalogue.territories.models import Kind, Organisation, OrganisationKind
from store.accounts.models import Mandate
from store.demo.deployments.places import chosen_places

ELECTED = 0.35
_PARTNER_EVERY = 12
_PARTNERS = (OrganisationKind.ASSOCIATION, OrganisationKind.OPERATEUR, OrganisationKind.GIP)
_VILLAGE, _SMALL, _TOWN = 1_000, 5_000, 20_000
_TELLS = {Kind.COMMUNE: 5, Kind.EPCI: 4, Kind.DEPARTEMENT: 6, Kind.REGION: 5}
"""How much more often one of this kind contributes than another."""
_ELECTED_FUNCTIONS = {
    Kind.COMMUNE: ("Maire", "Adjointe au maire", "Adjoint au maire", "Conseillère municipale"),
    Kind.EPCI: ("Vice-présidente au numérique", "Conseiller communautaire"),
    Kind.DEPARTEMENT: ("Conseillère départementale", "Vice-président du conseil départemental"),
    Kind.REGION: ("Conseiller régional", "Vice-présidente de région"),
}
_AGENT_FUNCTIONS = {
    Kind.COMMUNE: ("Responsable informatique", "Directrice générale des services", "Cheffe du service à la population"),
    Kind.EPCI: ("Cheffe de projet numérique", "Directeur général adjoint", "Chargé de mission"),
    Kind.DEPARTEMENT: ("Directrice des usages numériques", "Chef de service", "Chargée d'innovation"),
    Kind.REGION: ("Chargé de mission numérique", "Directrice de la transformation"),
}
_IN_A_SMALL_COMMUNE = ("Secrétaire de mairie",)
_PARTNER_FUNCTIONS = ("Déléguée générale", "Chargé de projet", "Directrice", "Conseiller territorial")


@dataclass(frozen=True)
class Context:
    """What a kind and size of organisation adds to a problem: « le cas d'un village », and a sentence."""

    title: str
    sentences: tuple[str, ...]


_CONTEXTS = {
    "village": Context(
        "le cas d'un village",
        (
            "La commune compte {people} habitants : une secrétaire à temps partiel y fait tout.",
            "À {people} habitants, la commune ne peut ni acheter ni entretenir un outil pour elle seule.",
        ),
    ),
    "petite": Context(
        "le cas d'une petite commune",
        (
            "Avec {people} habitants, la mairie a quelques agents et personne pour l'informatique.",
            "Les solutions du marché sont pensées pour plus grand que nous : {people} habitants.",
        ),
    ),
    "ville": Context(
        "le cas d'une petite ville",
        (
            "La ville a {people} habitants et plusieurs services, qui ont chacun leur façon de faire.",
            "Pour {people} habitants, deux agents suivent l'informatique et n'ont pas le temps de chercher mieux.",
        ),
    ),
    "grande": Context(
        "le cas d'une ville",
        (
            "Pour {people} habitants, les outils en place ont dix ans et ne se parlent pas.",
            "La ville ({people} habitants) pourrait partager ce qu'elle mettrait au point avec ses voisines.",
        ),
    ),
    Kind.EPCI: Context(
        "le cas d'une intercommunalité",
        (
            "Les communes membres ont le même problème et chacune cherche de son côté.",
            "L'intercommunalité ({people} habitants) voudrait proposer un outil commun à ses communes.",
        ),
    ),
    Kind.DEPARTEMENT: Context(
        "le cas d'un département",
        (
            "Le département est sollicité par ses communes et n'a rien à leur proposer.",
            "À l'échelle de {people} habitants, la même question se pose dans chaque canton.",
        ),
    ),
    Kind.REGION: Context(
        "le cas d'une région",
        (
            "La région voit la même demande revenir de toutes ses collectivités.",
            "Un outil commun éviterait de financer dix fois la même chose sur le territoire régional.",
        ),
    ),
    "partenaire": Context(
        "le point de vue d'un partenaire",
        (
            "Les collectivités que nous accompagnons nous en parlent toutes.",
            "Nous l'observons dans plusieurs territoires.",
        ),
    ),
}


def contributors(number: int, chance: random.Random) -> list[Voice]:
    """Agents and élus of collectivités of every kind; one in twelve is a partner."""
    places = chosen_places()
    weights = [_TELLS.get(Kind(place.kind), 1) / (1 + (place.kind == Kind.COMMUNE)) for place in places]
    chosen = [place.organisation_id for place in chance.choices(places, weights, k=number)]
    partners = list(Organisation.objects.filter(kind__in=_PARTNERS).order_by("name"))
    rows = Organisation.objects.select_related("territory").in_bulk(set(chosen))
    return [
        voice(chance.choice(partners) if partners and rank % _PARTNER_EVERY == 0 else rows[pk], chance)
        for rank, pk in enumerate(chosen)
    ]


def supporters(number: int, kinds: Iterable[str], chance: random.Random) -> list[Voice]:
    """One per collectivité."""
    places = [place.organisation_id for place in chosen_places() if place.kind in set(kinds)]
    chosen = chance.sample(places, min(number, len(places)))
    rows = Organisation.objects.select_related("territory").in_bulk(chosen)
    return [voice(rows[pk], chance) for pk in chosen]


def voiceless(chance: random.Random) -> list[Voice]:
    """Groupings and partners, who may contribute and not support."""
    groupings = [place.organisation_id for place in chosen_places() if place.kind == Kind.EPCI]
    chosen = chance.sample(groupings, min(6, len(groupings)))
    return [voice(one, chance) for one in Organisation.objects.select_related("territory").filter(pk__in=chosen)]


def of_territory(key: str, chance: random.Random) -> Voice | None:
    kind, _, code = key.partition("-")
    found = Organisation.objects.filter(
        kind=OrganisationKind.COLLECTIVITE, territory__kind=kind, territory__code=code
    ).select_related("territory")
    organisation = found.first()
    return voice(organisation, chance) if organisation else None


def voice(organisation: Organisation, chance: random.Random) -> Voice:
    """Nobody's account: a replay writes to nobody."""
    territory = organisation.territory
    if territory is None or territory.kind not in _AGENT_FUNCTIONS:
        return Voice(None, organisation.name, organisation, Profile.PARTENAIRE, "", chance.choice(_PARTNER_FUNCTIONS))
    elected = chance.random() < ELECTED
    functions = (_ELECTED_FUNCTIONS if elected else _AGENT_FUNCTIONS)[Kind(territory.kind)]
    if not elected and territory.kind == Kind.COMMUNE and (territory.population or 0) < _SMALL:
        functions = _IN_A_SMALL_COMMUNE
    function = chance.choice(functions)
    profile = Profile.ELU if elected else Profile.AGENT
    mandate = Mandate.ELU if elected else Mandate.DGS if "énéral" in function else Mandate.AGENT
    return Voice(None, organisation.name, organisation, profile, mandate, function)


def context_of(organisation: Organisation) -> Context:
    territory = organisation.territory
    if territory is None or territory.kind not in _AGENT_FUNCTIONS:
        return _CONTEXTS["partenaire"]
    if territory.kind != Kind.COMMUNE:
        return _CONTEXTS[territory.kind]
    people = territory.population or 0
    sizes = ((_VILLAGE, "village"), (_SMALL, "petite"), (_TOWN, "ville"))
    return _CONTEXTS[next((name for limit, name in sizes if people < limit), "grande")]


def told_by(organisation: Organisation, chance: random.Random) -> str:
    """A sentence of context."""
    territory = organisation.territory
    people = thousands(territory.population or 0) if territory else ""
    return chance.choice(context_of(organisation).sentences).format(people=people)
