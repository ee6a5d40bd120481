"""How often a caller may do something costly: ten times an hour, for instance.

Kept in the database so that all workers share the count (Django's `cache.incr` is not atomic on backends that need no
server). The caller is a keyed hash that changes with each window, never an IP address. `store.limits` lists the limits;
`purge_spaces` deletes past windows.
"""

from datetime import datetime, timedelta

from django.db import connections, models
from django.utils import timezone

from catalogue.foundation.callers import key_of, window_of


class AllowanceQuerySet(models.QuerySet["Allowance"]):
    def take(self, action: str, caller: str, *, limit: int, window: timedelta) -> int:
        """Use the allowance once. Returns 0 if granted, otherwise how many seconds to wait."""
        now = timezone.now()
        opened = window_of(now, window)
        key = key_of(action, caller, opened)
        if not self.filter(key=key, used__gte=limit).exists() and self._use(key, opened + window, limit):
            return 0
        return max(1, int((opened + window - now).total_seconds()))

    def _use(self, key: str, ends: datetime, limit: int) -> bool:
        """False if the limit is reached. One statement, so that two workers cannot both take the last one."""
        table = self.model._meta.db_table
        connection = connections[self.db]
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (key, used, ends) VALUES (%s, 1, %s) "  # noqa: S608  a name of ours
                f"ON CONFLICT (key) DO UPDATE SET used = {table}.used + 1 WHERE {table}.used < %s RETURNING used",
                [key, connection.ops.adapt_datetimefield_value(ends), limit],
            )
            return cursor.fetchone() is not None


class Allowance(models.Model):
    key = models.CharField("empreinte", max_length=64, primary_key=True)
    used = models.PositiveIntegerField("utilisations")
    ends = models.DateTimeField("fin de la période", db_index=True)

    objects = AllowanceQuerySet.as_manager()

    class Meta:
        verbose_name = "quota d'utilisation"
        verbose_name_plural = "quotas d'utilisation"

    def __str__(self) -> str:
        return f"{self.used} utilisations jusqu'au {self.ends:%d/%m/%Y %H:%M}"
