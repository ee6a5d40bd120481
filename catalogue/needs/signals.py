"""Signals for the apps above this one."""

from django.dispatch import Signal

# Something happened to needs: sent inside the transaction. Receivers get `needs`, a frozenset of ids of Need, and
# `events`, the NeedEvents just recorded (none when only figures changed).
need_moved = Signal()

# The team set a voice aside: `support`, with its reason, in the transaction.
support_set_aside = Signal()

# A candidacy was filed or answered: sent inside the transaction. Receivers get `candidacies`, in their new state, all
# the same, and `woken`: they left the waiting list because a seat was freed.
candidacies_moved = Signal()

# A request for an investigation was accepted or refused: `request`, in the transaction.
investigation_answered = Signal()
