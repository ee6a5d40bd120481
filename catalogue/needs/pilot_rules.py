"""Who may pilot: the rules of a call, judged for a territory, in three answers."""

from dataclasses import dataclass, replace

from django.db.models import TextChoices

from catalogue.deployments.adoption import in_use_by
from catalogue.needs.models import PilotCall
from catalogue.services.rules.eligibility import HIDDEN, Rules, judge
from catalogue.services.sheet.sheet_lines import who_may_use
from catalogue.territories.models import Organisation, Territory


class Fit(TextChoices):
    YES = "oui", "Oui"
    NO = "non", "Non"
    TO_CHECK = "a-verifier", "À vérifier"


@dataclass(frozen=True)
class Fitness:
    """`reasons`: why it is not a plain yes, in French."""

    answer: Fit
    reasons: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return self.answer.label


def rules_of_call(call: PilotCall) -> Rules:
    """One query."""
    requires = tuple((one.pk, one.title if one.is_public else HIDDEN) for one in call.requires.all())
    return Rules(tuple(call.allowed_kinds or ()), call.population_min, call.population_max, requires)


def fitness(rules: Rules, kind: str, population: int | None, in_use: frozenset[int]) -> Fitness:
    """No when the kind or the size says so. An unknown population, or a use that nobody declared, is to check."""
    sure = replace(rules, requires=())
    if population is None:
        sure = replace(sure, population_min=None, population_max=None)
    if against := judge(sure, kind, population, in_use).reasons:
        return Fitness(Fit.NO, against)
    unsure = judge(rules, kind, population, in_use).reasons
    return Fitness(Fit.TO_CHECK, unsure) if unsure else Fitness(Fit.YES)


def fitness_of(rules: Rules, user: Territory | Organisation) -> Fitness:
    """At most one query, for the services in use."""
    territory = user.territory if isinstance(user, Organisation) else user
    if territory is None:
        return Fitness(Fit.NO, ("réservé aux collectivités et à leurs groupements",))
    in_use = in_use_by(user) if rules.requires else frozenset()
    return fitness(rules, territory.kind, territory.population, in_use)


def who_may_apply(call: PilotCall) -> str:
    """« Communes et intercommunalités, de 500 à 3 500 habitants »"""
    return who_may_use(call.allowed_kinds or [], call.population_min, call.population_max)
