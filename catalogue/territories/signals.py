"""Signals for the apps above this one."""

from django.dispatch import Signal

# The containers of some territories changed. Sent inside the transaction, since bulk writes send no signals.
# Receivers get `territory_ids`, a frozenset of ids of Territory, and `former`, ids of those that no longer hold them.
containers_changed = Signal()

# The columns of these territories changed, likewise: their population, their stratum.
territories_changed = Signal()

# The public address of an organisation was replaced in the admin. Receivers get `organisation` and `former`, the
# address it had (never empty).
address_replaced = Signal()

# `gone` is about to be merged into `kept`. Sent inside the transaction, for apps in which both may have rows.
# Receivers also get `user`, who asked for it; None when loading.
organisations_joining = Signal()

# What would merging `gone` into `kept` do? Each receiver returns sentences about rows that both have, and which one is
# kept. Nothing is written.
organisations_compared = Signal()
