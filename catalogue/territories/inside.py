"""How many territories each one holds, counted when links change rather than each time its page is read."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from catalogue.foundation.chunks import chunks
from catalogue.territories.lineage import contained
from catalogue.territories.models import Containment, Territory
from catalogue.territories.signals import containers_changed

_AT_ONCE = 500
_ABOVE = """
WITH RECURSIVE up(far) AS (
    SELECT container_id FROM territories_containment WHERE member_id IN ({ids})
    UNION
    SELECT link.container_id FROM territories_containment link JOIN up ON link.member_id = up.far
) SELECT far FROM up
"""


@receiver([post_save, post_delete], sender=Containment)
def link_changed(sender, instance: Containment, origin: Any = None, **kwargs) -> None:
    """Whoever deletes many says so by `containers_changed`."""
    if not isinstance(origin, QuerySet):
        count_inside({instance.container_id} | _above([instance.container_id]))


@receiver(containers_changed)
def links_changed(sender, territory_ids: Iterable[int], former: Iterable[int] = (), **kwargs) -> None:
    count_inside(_above(territory_ids) | set(former) | _above(former))


def count_inside(territories: Iterable[int]) -> None:
    """Write `Territory.inside` of these."""
    for territory in Territory.objects.filter(pk__in=list(territories)):
        counts = dict(contained(territory).order_by().values_list("kind").annotate(Count("pk")))
        if counts != territory.inside:
            Territory.objects.filter(pk=territory.pk).update(inside=counts)


def _above(territories: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for some in chunks(sorted(set(territories)), _AT_ONCE):
        with connection.cursor() as cursor:
            cursor.execute(_ABOVE.format(ids=", ".join(["%s"] * len(some))), list(some))
            found.update(pk for (pk,) in cursor.fetchall())
    return found
