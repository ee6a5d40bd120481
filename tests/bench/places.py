"""The territories of the synthetic catalogue, and the organisations that use its services."""

from random import Random

from catalogue.territories.models import Containment, Kind, Organisation, Territory

_REGIONS, _DEPARTEMENTS, _ORGANISATIONS = 18, 101, 600


def users(rng: Random) -> list[Organisation]:
    """Organisations of communes: of real ones, where they are loaded, so that a page shows one France; of made-up ones,
    spread over départements and régions of which the first have most of the users.
    """
    real = Organisation.objects.filter(siren__isnull=False, territory__kind=Kind.COMMUNE).order_by("pk")
    if known := list(real.select_related("territory")):
        return rng.sample(known, _ORGANISATIONS)
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
