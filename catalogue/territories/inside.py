"""How many territories each one holds, counted when links change rather than each time its page is read."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from catalogue.foundation.chunks import chunks
from catalogue.territories.governing import LYON, RHONE
from catalogue.territories.models import Containment, Territory
from catalogue.territories.signals import containers_changed

_AT_ONCE = 500
_FEW = 100
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
    changed = set(territory_ids)
    if len(changed) > _FEW:
        count_inside(Containment.objects.order_by().values_list("container_id", flat=True).distinct())
    else:
        count_inside(_above(changed) | set(former) | _above(former))


def count_inside(territories: Iterable[int]) -> None:
    """Write `Territory.inside` of these, as `lineage.contained` finds them.

    Walked here rather than by the database, which has no statistics of what a first load has just written, and would
    take minutes for the Rhône.
    """
    keys = {pk: f"{kind}-{code}" for pk, kind, code in Territory.objects.values_list("pk", "kind", "code")}
    members: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for container, member, partial in Containment.objects.values_list("container_id", "member_id", "partial"):
        members[container].append((member, partial))
    of_lyon = {pk for pk, key in keys.items() if key == LYON}
    of_lyon |= {member for pk in of_lyon for member, _ in members[pk]}
    known = dict(Territory.objects.values_list("pk", "inside"))
    for pk in set(territories) & keys.keys():
        found = _inside(pk, members) - {pk} - (of_lyon if keys[pk] == RHONE else set())
        counts = dict(Counter(keys[one].partition("-")[0] for one in found))
        if counts != known[pk]:
            Territory.objects.filter(pk=pk).update(inside=counts)


def _inside(pk: int, members: Mapping[int, list[tuple[int, bool]]]) -> set[int]:
    """A partial link is the last of its way."""
    found: set[int] = set()
    whole, walked = [pk], {pk}
    while whole:
        for member, partial in members.get(whole.pop(), ()):
            found.add(member)
            if not partial and member not in walked:
                walked.add(member)
                whole.append(member)
    return found


def _above(territories: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for some in chunks(sorted(set(territories)), _AT_ONCE):
        with connection.cursor() as cursor:
            cursor.execute(_ABOVE.format(ids=", ".join(["%s"] * len(some))), list(some))
            found.update(pk for (pk,) in cursor.fetchall())
    return found
