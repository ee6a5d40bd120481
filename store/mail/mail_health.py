"""Whether mail leaves, and how much of it needs attention."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from store.mail.models import Message, MessageState

LATE = timedelta(minutes=15)


@dataclass(frozen=True)
class Health:
    """`late`: due for more than LATE. `unsure` and `set_aside` wait for a decision in the admin."""

    waiting: int
    late: int
    unsure: int
    set_aside: int

    @property
    def is_well(self) -> bool:
        return not (self.late or self.unsure or self.set_aside)


def late() -> int:
    return Message.objects.filter(state=MessageState.WAITING, due__lt=timezone.now() - LATE).count()


def health() -> Health:
    return Health(
        waiting=Message.objects.filter(state=MessageState.WAITING).count(),
        late=late(),
        unsure=Message.objects.unsure().count(),
        set_aside=Message.objects.set_aside().exclude(text="").count(),
    )


_SLOW = timedelta(minutes=5)


def leaves_late() -> bool:
    """Whether to warn somebody who expects a mail that it will be late.

    True if the mail server is away or nothing leaves; not if the server of one recipient refuses.
    """
    waiting = Message.objects.filter(state=MessageState.WAITING)
    return waiting.filter(Q(tries=0, due__lt=timezone.now() - _SLOW) | Q(tries=0) & ~Q(error="")).exists()
