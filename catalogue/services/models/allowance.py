"""How often one caller may do something that costs others: ten times an hour, say.

Kept in the database, so that every worker and every machine sees the same count (Django's `cache.incr` is not atomic on
the backends that need no server). The caller is a keyed hash that changes with each window: never an IP address.
"""

from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac


class AllowanceQuerySet(models.QuerySet["Allowance"]):
    def take(self, action: str, caller: str, *, limit: int, window: timedelta) -> int:
        """Use the allowance once: 0 when it is granted, else the number of seconds to wait."""
        now = timezone.now()
        opened = datetime.fromtimestamp(
            now.timestamp() // window.total_seconds() * window.total_seconds(), tz=now.tzinfo
        )
        key = salted_hmac(f"allowance:{action}:{opened.isoformat()}", caller).hexdigest()
        if self._count(key, ends=opened + window) <= limit:
            return 0
        return max(1, int((opened + window - now).total_seconds()))

    def _count(self, key: str, ends: datetime) -> int:
        """One more use, counted by the database: two workers never read the same number."""
        with transaction.atomic():
            self.filter(ends__lte=timezone.now()).delete()
            row, created = self.get_or_create(key=key, defaults={"used": 1, "ends": ends})
            if not created:
                self.filter(key=key).update(used=models.F("used") + 1)
                row.refresh_from_db(fields=["used"])
            return row.used


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
