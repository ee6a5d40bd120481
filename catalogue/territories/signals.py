"""What this app tells those above it."""

from django.dispatch import Signal

# What contains these territories changed: sent inside the transaction, since bulk writes send no signal of their own.
# Receivers get `territory_ids`, a frozenset of ids of Territory.
containers_changed = Signal()

# The public address of an organisation was replaced in the admin. Receivers get `organisation` and `former`, the
# address it had (never empty).
address_replaced = Signal()

# Two organisations become one: sent inside the transaction, before whatever refers to `gone` refers to `kept`, to those
# whose rows the two may both have. Receivers also get `user`, who asked for it; None for the loading.
organisations_joining = Signal()

# Somebody asks what joining `gone` to `kept` would do: each receiver answers sentences on what the two both have, and
# which is kept. Nothing is written.
organisations_compared = Signal()
