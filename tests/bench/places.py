"""The territories of the synthetic catalogue, and the organisations that use its services."""

from random import Random

from catalogue.territories.models import Containment, Organisation, Territory

_REGIONS, _DEPARTEMENTS, _ORGANISATIONS = 18, 101, 600


def users(rng: Random) -> list[Organisation]:
    """Organisations of communes spread over départements and régions, the first of which have most of the users."""
    regions = _territories("region", _REGIONS)
    departements = _territories("departement", _DEPARTEMENTS)
    communes = _territories("commune", _ORGANISATIONS)
    links = [Containment(container=regions[n % _REGIONS], member=place) for n, place in enumerate(departements)]
    links += [
        Containment(container=departements[int(_DEPARTEMENTS * rng.random() ** 2)], member=place) for place in communes
    ]
    Containment.objects.bulk_create(links)
    return Organisation.objects.bulk_create(
        Organisation(name=place.name, kind="collectivite", territory=place) for place in communes
    )


def _territories(kind: str, count: int) -> list[Territory]:
    places = [Territory(kind=kind, code=f"{n:05}", name=f"{kind} {n}", population=1_000 + n) for n in range(count)]
    for place in places:
        place.derive()
    return Territory.objects.bulk_create(places)
