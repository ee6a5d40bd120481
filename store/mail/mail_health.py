"""Is mail leaving? What a person must look at, in numbers."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from store.mail.models import Message, State

LATE = timedelta(minutes=15)


@dataclass(frozen=True)
class Health:
    """`late`: due for LATE and still there. `unsure` and `set_aside` wait for somebody's decision in the admin."""

    waiting: int
    late: int
    unsure: int
    set_aside: int

    @property
    def is_well(self) -> bool:
        return not (self.late or self.unsure or self.set_aside)


def late() -> int:
    return Message.objects.filter(state=State.WAITING, due__lt=timezone.now() - LATE).count()


def health() -> Health:
    return Health(
        waiting=Message.objects.filter(state=State.WAITING).count(),
        late=late(),
        unsure=Message.objects.unsure().count(),
        set_aside=Message.objects.set_aside().exclude(text="").count(),
    )


_SLOW = timedelta(minutes=5)


def leaves_late() -> bool:
    """Whether somebody who is promised a mail now should be told that it will take a while.

    The server is away for whoever sent last, or nothing leaves. One receiver's server that refuses is no reason.
    """
    waiting = Message.objects.filter(state=State.WAITING)
    return waiting.filter(Q(tries=0, due__lt=timezone.now() - _SLOW) | Q(tries=0) & ~Q(error="")).exists()
