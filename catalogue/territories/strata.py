"""Population strata, to compare collectivités of a similar size."""

from django.db import models


class Stratum(models.TextChoices):
    """Bounds follow the thresholds of local law (500, 2 000, 3 500, 10 000, 50 000, 200 000 inhabitants)."""

    UNDER_500 = "moins-500", "Moins de 500 habitants"
    FROM_500 = "500-1999", "500 à 1 999 habitants"
    FROM_2000 = "2000-3499", "2 000 à 3 499 habitants"
    FROM_3500 = "3500-9999", "3 500 à 9 999 habitants"
    FROM_10000 = "10000-49999", "10 000 à 49 999 habitants"
    FROM_50000 = "50000-199999", "50 000 à 199 999 habitants"
    FROM_200000 = "200000-plus", "200 000 habitants et plus"


_UPPER_BOUNDS = (
    (500, Stratum.UNDER_500),
    (2_000, Stratum.FROM_500),
    (3_500, Stratum.FROM_2000),
    (10_000, Stratum.FROM_3500),
    (50_000, Stratum.FROM_10000),
    (200_000, Stratum.FROM_50000),
)


def stratum_of(population: int | None) -> str:
    """The stratum of a number of inhabitants; the empty string when the population is unknown."""
    if population is None:
        return ""
    return next((stratum for bound, stratum in _UPPER_BOUNDS if population < bound), Stratum.FROM_200000)
