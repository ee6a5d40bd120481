"""The group of maintainers follows the rows that say who maintains what, at once."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from store.accounts.models import Maintenance
from store.accounts.rights import follow_maintenance


@receiver([post_save, post_delete], sender=Maintenance)
def maintenance_changed(sender, instance: Maintenance, **kwargs) -> None:
    follow_maintenance(instance.user)
