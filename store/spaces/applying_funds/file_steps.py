"""Where a file is, in the words of its applicants: its state, what comes next and until when."""

from dataclasses import dataclass
from datetime import datetime

from catalogue.funding.models import Application, ApplicationState, Wave

State = ApplicationState
_NEXT = {
    State.DRAFT: "À finir, puis à certifier et à déposer. Tant qu'elle n'est pas déposée, personne ne l'examine.",
    State.NOT_FILED: "L'appel a fermé avant son dépôt : personne ne l'a examinée. Votre texte est gardé.",
    State.FILED: "L'administration vérifie qu'elle est recevable. La réponse vous parviendra par courriel.",
    State.COMPLEMENT: "À vous : répondez à ce qui est demandé.",
    State.ADMISSIBLE: "Elle est à l'examen. La décision vous parviendra par courriel.",
    State.INADMISSIBLE: "Elle n'est pas examinée : le motif, les recours et la suite possible sont sur sa page.",
    State.DISMISSED: "Le motif, les recours et la suite possible sont sur sa page.",
    State.GRANTED: "La subvention suit son cours : convention, versement, bilan.",
    State.WAITING: "Si une somme se libère, elle sera financée à son tour : vous serez prévenus.",
    State.REFUSED: "Le motif, les recours et la suite possible sont sur sa page.",
    State.REDIRECTED: "Le motif et la suite possible sont sur sa page.",
    State.WITHDRAWN: "Vous l'avez retirée.",
}
_SAME_AS = {State.PRESELECTED: State.ADMISSIBLE, State.AT_JURY: State.ADMISSIBLE, State.COMPLIANT: State.FILED}
"""What a desk or a jury prepares is not said."""
DECLINED = (State.INADMISSIBLE, State.DISMISSED, State.REFUSED, State.REDIRECTED)
MAY_BE_WITHDRAWN = (
    State.FILED,
    State.COMPLEMENT,
    State.ADMISSIBLE,
    State.PRESELECTED,
    State.AT_JURY,
    State.WAITING,
)


@dataclass(frozen=True)
class FileStep:
    """`waits`: for the applicants. `until`: when the wave closes, for what may still be filed."""

    application: Application
    label: str
    next: str
    waits: bool = False
    until: datetime | None = None


def step_of(row: Application, *, invited: bool = False) -> FileStep:
    """`invited`: the reader's collectivité has not answered the invitation yet."""
    state = row.shown_state
    said = _SAME_AS.get(state, state)
    if state == State.DRAFT and invited:
        told = "À vous : votre collectivité est invitée dans ce groupement. Donnez son accord, ou déclinez."
        return FileStep(row, "Invitation", told, True, row.wave.closes)
    until = row.wave.closes if state == State.DRAFT else None
    return FileStep(row, state.told_name, _NEXT[said], state in (State.DRAFT, State.COMPLEMENT), until)


def is_open(wave: Wave) -> bool:
    """By the clock of the database, as the writers see it."""
    return Wave.objects.open().filter(pk=wave.pk).exists()
