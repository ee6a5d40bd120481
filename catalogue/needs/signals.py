"""Signals for the apps above this one."""

from django.dispatch import Signal

# Something happened to needs: sent inside the transaction. Receivers get `needs`, a frozenset of ids of Need, and
# `events`, the NeedEvents just recorded (none when only figures changed).
need_moved = Signal()
