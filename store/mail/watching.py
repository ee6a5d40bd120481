"""Is mail leaving? What a person must look at, in numbers."""

from dataclasses import dataclass
from datetime import timedelta

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


def health() -> Health:
    waiting = Message.objects.filter(state=State.WAITING)
    return Health(
        waiting=waiting.count(),
        late=waiting.filter(due__lt=timezone.now() - LATE).count(),
        unsure=Message.objects.unsure().count(),
        set_aside=Message.objects.set_aside().exclude(text="").count(),
    )
