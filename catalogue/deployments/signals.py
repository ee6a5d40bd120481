"""Signals for the apps above this one."""

from django.dispatch import Signal

# Deployments were written: sent inside the transaction, since bulk writes send no signal of their own.
# Receivers get `service_ids`, a frozenset of ids of ServicePage, and `events`, the DeploymentEvents just recorded.
deployments_changed = Signal()

# A confirmation has entered its last month; sent every day until it is renewed or over: whoever writes to people
# about it remembers (deployment, confirmed_on). Receivers get `deployments`, a list.
confirmations_ending = Signal()

# A request was sent (`request`), a team answered for its service (`event`, a RequestEvent), who asked took it back
# (`request`, and `withdrawn`, its services that were still open): in the transaction.
adoption_requested = Signal()
adoption_answered = Signal()
adoption_withdrawn = Signal()
