"""One service, key by key; other apps add the keys they own (sections.py)."""

from enum import StrEnum

from django.utils.text import slugify
from pydantic import create_model, model_validator

from catalogue.services.loading.schema.blocks import Body
from catalogue.services.loading.schema.parts import ConditionsPart, ContactPart, GovernancePart, TrustPart
from catalogue.services.loading.schema.values import (
    Date,
    Entry,
    Names,
    PastDate,
    SheetId,
    Terms,
    Text,
    Url,
    line,
    refuse,
)
from catalogue.services.loading.sections import sections
from catalogue.services.models import Family, Outcome, Phase

ACTION_SIZE, SUMMARY_SIZE, ID_SIZE = 120, 150, 80


class Policy(StrEnum):
    AGENDA_RURAL = "agenda-rural"
    QPV = "qpv"
    PETITES_VILLES = "petites-villes-de-demain"
    COEUR_DE_VILLE = "action-coeur-de-ville"


class ServiceSheet(Entry):
    id: SheetId | None = None
    slug: SheetId | None = None
    name: line(ACTION_SIZE)
    action: line(ACTION_SIZE) | None = None
    summary: line(SUMMARY_SIZE) | None = None
    problem: Text | None = None
    solution: Text | None = None
    results: Text | None = None
    body: Body
    url: Url | None = None
    video_url: Url | None = None
    themes: Terms = []
    audiences: Terms = []
    family: Family | None = None
    phase: Phase | None = None
    phase_since: PastDate | None = None
    started: Date | None = None
    outcome: Outcome | None = None
    policies: list[Policy] = []
    technologies: Names = []
    owner: line(200) | None = None
    operator: line(200) | None = None
    partners: Names = []
    contact: ContactPart = ContactPart()
    demo: bool = False
    governance: GovernancePart = GovernancePart()
    conditions: ConditionsPart = ConditionsPart()
    trust: TrustPart = TrustPart()
    deployed_definition: line(255) | None = None

    @model_validator(mode="after")
    def _says_what_it_is_for(self):
        if not (self.action or self.summary):
            raise refuse("il faut au moins « action » ou « summary »")
        if not self.key:
            raise refuse("le nom ne donne pas d'identifiant : ajoutez « id »")
        return self

    @property
    def key(self) -> str:
        """What finds the sheet again: `id`, or the name made into one."""
        return self.id or slugify(self.name)[:ID_SIZE].strip("-")

    @property
    def card_title(self) -> str:
        """`action`; failing that the summary when it is short enough to be a title, and the name otherwise."""
        if self.action:
            return self.action
        title = (self.summary or "").rstrip(".")
        return title if 0 < len(title) <= ACTION_SIZE else self.name

    @property
    def is_complete(self) -> bool:
        """Tells the whole story: problem, solution, results, how to start, and answers to usual questions."""
        kinds = {block.kind for block in self.body}
        return bool(self.problem and self.solution and self.results) and {"steps", "faq"} <= kinds


def sheet_model() -> type[ServiceSheet]:
    """ServiceSheet with the keys of the sections that other apps registered."""
    extra = {section.key: (list[section.entry], []) for section in sections()}
    return create_model("ServiceSheet", __base__=ServiceSheet, **extra)
