"""Signals for the apps above this one, all sent inside the transaction that writes."""

from django.dispatch import Signal

# A file moved, or something was said about it: `event`, an ApplicationEvent just recorded.
application_moved = Signal()

# Something happened to a grant: `event`, a GrantEvent just recorded.
grant_moved = Signal()

# A sum came back to an envelope: `envelope`, its id, and `at`, when.
envelope_freed = Signal()
