"""Which organisation each row of the open file is about, in a few queries however long the file."""

from collections.abc import Iterable

from catalogue.deployments.open_data.usage_rows import UsageRow
from catalogue.foundation.chunks import chunks
from catalogue.territories.models import Kind, Organisation, OrganisationKind, OtherName, Territory

_AT_ONCE = 500


def organisations_of(rows: Iterable[UsageRow]) -> dict[tuple[str, str], int]:
    """(SIREN, INSEE code) -> id of the organisation: that of the SIREN, or else of the commune of today."""
    asked = {(row.siren, row.insee) for row in rows}
    by_siren = _by_siren({siren for siren, _ in asked if siren})
    by_insee = _by_insee({insee for siren, insee in asked if insee and siren not in by_siren})
    found = {pair: by_siren.get(pair[0]) or by_insee.get(pair[1]) for pair in asked}
    return {pair: pk for pair, pk in found.items() if pk}


def _by_siren(sirens: set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in chunks(sorted(sirens), _AT_ONCE):
        rows = Organisation.objects.filter(siren__in=some).values_list("siren", "pk")
        found |= {siren: pk for siren, pk in rows if siren}
        # One collectivité may govern several territories, whose SIREN is then that of the territory alone.
        theirs = Territory.objects.filter(siren__in=some, organisations__kind=OrganisationKind.COLLECTIVITE)
        found = dict(theirs.values_list("siren", "organisations")) | found
    return found


def _by_insee(codes: set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in chunks(sorted(codes), _AT_ONCE):
        former = OtherName.objects.filter(
            kind=Kind.COMMUNE, code__in=some, territory__organisations__kind=OrganisationKind.COLLECTIVITE
        )
        found |= dict(former.values_list("code", "territory__organisations"))
        today = Territory.objects.filter(
            kind=Kind.COMMUNE, code__in=some, organisations__kind=OrganisationKind.COLLECTIVITE
        )
        found |= dict(today.values_list("code", "organisations"))
    return found
