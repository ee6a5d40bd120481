"""What this app tells those above it."""

from django.dispatch import Signal

# Sent after bulk writes, which send no signal of their own, inside their transaction.
# Receivers get `service_ids`: a frozenset of ids of ServicePage whose deployments changed.
deployments_changed = Signal()
