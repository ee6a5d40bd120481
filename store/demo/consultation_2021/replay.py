"""From the first contribution to the last support, through the writers that people use, on the true dates."""

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from catalogue.needs import contributing, grouping, moderating, supporting
from catalogue.needs.journal import Voice, anct
from catalogue.needs.models import (
    Consultation,
    Contribution,
    Destination,
    Investigation,
    NeedKind,
    Proposition,
)
from catalogue.services.models import Theme
from store.demo.consultation_2021 import voices
from store.demo.consultation_2021.calendar import CLOSING, FIRST_SUPPORT, LAST_SUPPORT, OPENING, later, moment, moments
from store.demo.consultation_2021.page import load_investigations, make_page
from store.demo.consultation_2021.told_subjects import Subject, propositions, subjects

SLUG = "2021"
_DOMAIN = "demonstration.example"
_SUPPORTERS = 240
_LAST_GROUPING = date(2021, 3, 30)
_EXISTING = (
    "Un tableur partagé, tenu à la main.",
    "Rien à ce jour : on fait avec le téléphone et le papier.",
    "Un logiciel ancien, que son éditeur ne fait plus évoluer.",
    "Un essai dans une commune voisine, resté sans suite.",
    "Des outils différents d'un service à l'autre.",
)
_LICENCES = ("Licence libre (AGPL)", "Licence libre (MIT)", "Code fermé, ouverture à l'étude")
_ANSWERED = "Regroupement annulé : votre contribution rejoint la proposition que vous indiquez."
_SET_ASIDE = "Les groupements peuvent contribuer, mais ne donnent pas de voix."
_TWICE = "Cette collectivité avait déjà donné sa voix à cette proposition : une seule compte."


@dataclass(frozen=True)
class Submitted:
    subject: Subject
    contribution: Contribution
    moderated: datetime


@transaction.atomic
def replay() -> tuple[Consultation, bool]:
    """The consultation, and whether it was played again now: it is only once."""
    if there := Consultation.objects.filter(slug=SLUG).first():
        return there, False
    consultation = make_page()
    told = _contribute(consultation)
    _moderate(told)
    grouped = _group(consultation, told)
    _support(consultation, grouped)
    return consultation, True


def _contribute(consultation: Consultation) -> list[Submitted]:
    chance = random.Random("contributions 2021")
    said = subjects()
    voice = voices.contributors(len(said), chance)
    when = moments(OPENING, CLOSING, len(said), chance, rush=3)
    themes = Theme.objects.in_bulk(field_name="slug")
    found = load_investigations()
    told = []
    for subject, at, by in zip(said, when, voice, strict=True):
        teller = (voices.of_territory(subject.territory, chance) if subject.territory else None) or by
        values = _values(subject, teller, chance)
        values["themes"] = [themes[slug] for slug in subject.themes if slug in themes]
        draft = contributing.write_draft(consultation, values, teller, at=at - timedelta(hours=1))
        if subject.investigation:
            _about(draft, found[subject.investigation])
        told.append(Submitted(subject, contributing.submit(draft, teller, at), later(at, range(1, 6), chance)))
    return told


def _values(subject: Subject, by: Voice, chance: random.Random) -> dict:
    assert by.organisation  # noqa: S101  every voice of the replay has one
    place = voices.context_of(by.organisation).title
    title = f"{subject.title} : {place}" if subject.again else subject.title
    values = {
        "kind": NeedKind.SERVICE if subject.is_service else NeedKind.BESOIN,
        "title": title,
        "problem": f"{subject.problem} {voices.told_by(by.organisation, chance)}",
        "concerned": subject.concerned,
        "existing": chance.choice(_EXISTING),
    }
    return values | _service(by, chance) if subject.is_service else values


def _service(by: Voice, chance: random.Random) -> dict:
    """A service that works there; its address leads nowhere."""
    return {
        "existing": "Le service ci-dessous tourne chez nous ; nous proposons de le partager.",
        "service_url": f"https://service-{chance.randrange(1_000, 10_000)}.{_DOMAIN}/",
        "service_users": f"Nous et {chance.randrange(2, 9)} collectivités voisines.",
        "service_licence": chance.choice(_LICENCES),
        "service_cost": f"{chance.randrange(3, 40)} 000 € par an, hébergement compris.",
        "service_operator": by.label,
    }


def _about(draft: Contribution, investigation: Investigation) -> None:
    draft.investigation = investigation
    draft.save(update_fields=["investigation"])


def _moderate(told: list[Submitted]) -> None:
    destinations = Destination.objects.in_bulk(field_name="name")
    team = anct()
    for one in sorted(told, key=lambda each: (each.moderated, each.contribution.pk)):
        if one.subject.destination:
            to = destinations[one.subject.destination]
            moderating.redirect(one.contribution, to, team, at=one.moderated)
        elif one.subject.refusal:
            moderating.refuse(one.contribution, one.subject.refusal, team, one.moderated)
        else:
            moderating.accept(one.contribution, team, one.moderated)


def _group(consultation: Consultation, told: list[Submitted]) -> dict[str, Proposition]:
    """Step by step: what is there when a proposition is written, the rest at the end."""
    chance = random.Random("regroupement 2021")
    themes = Theme.objects.in_bulk(field_name="slug")
    by_key = defaultdict(list)
    for one in told:
        by_key[one.subject.into].append(one)
    made: dict[str, Proposition] = {}
    when = moments(date(2021, 2, 15), date(2021, 3, 26), len(propositions()), chance)
    for said, at in zip(propositions(), when, strict=True):
        made[said["key"]] = grouping.propose(consultation, _proposition(said, themes), anct(), at)
        first = [one.contribution for one in by_key[said["key"]] if one.moderated < at]
        grouping.group(made[said["key"]], first, "Même problème, vu de plusieurs territoires.", anct(), at)
    _change_one_s_mind(made, by_key)
    for rank, (key, proposition) in enumerate(made.items()):
        at = moment(_LAST_GROUPING, 10 + rank // 12, rank * 5 % 60)
        rest = [one.contribution for one in by_key[key]]
        grouping.group(proposition, rest, "Déposées ensuite, sur le même sujet.", anct(), at)
    return made


def _change_one_s_mind(made: dict[str, Proposition], by_key: dict[str, list[Submitted]]) -> None:
    """Three authors were grouped elsewhere at first, objected and were heard."""
    grouped, objected, answered = (moment(date(2021, 3, day), 14) for day in (27, 28, 29))
    for key, wrong in (("signalement", "voirie"), ("documents", "archives"), ("communiquer", "nouveaux-habitants")):
        waiting = Contribution.objects.filter(grouped_into=None).in_bulk([each.contribution.pk for each in by_key[key]])
        one = next((each for each in by_key[key] if each.contribution.pk in waiting), None)
        if one is None:
            continue
        organisation = one.contribution.organisation
        author = Voice(None, organisation.name if organisation else "", organisation)
        grouping.group(made[wrong], [one.contribution], "Sujet voisin.", anct(), grouped)
        reason = f"Notre besoin est plutôt celui de « {made[key].title} »."
        objection = grouping.object_to(one.contribution, reason, author, objected)
        grouping.answer_objection(objection, True, _ANSWERED, anct(), answered)


def _proposition(said: dict, themes: dict[str, Theme]) -> dict:
    build, deploy = said["cost"]
    return {
        "title": said["title"],
        "text": said["text"],
        "themes": [themes[slug] for slug in said["themes"] if slug in themes],
        "cost_build": build * 1_000,
        "cost_deploy": deploy * 1_000,
    }


def _support(consultation: Consultation, grouped: dict[str, Proposition]) -> None:
    chance = random.Random("soutiens 2021")
    everybody = voices.supporters(_SUPPORTERS, consultation.supporting_kinds, chance)
    said = [(grouped[one["key"]], chance.sample(everybody, one["supports"])) for one in propositions()]
    pairs = [(proposition, by) for proposition, some in said for by in some]
    chance.shuffle(pairs)
    for rank, ((proposition, by), at) in enumerate(
        zip(pairs, moments(FIRST_SUPPORT, LAST_SUPPORT, len(pairs), chance, rush=2), strict=True)
    ):
        supporting.support(proposition, by, at)
        if rank % 150 == 0:  # some think again
            supporting.withdraw_support(proposition, by, at + timedelta(minutes=40))
            supporting.support(proposition, by, at + timedelta(minutes=90))
    _set_aside(pairs, chance)


def _set_aside(pairs: list[tuple[Proposition, Voice]], chance: random.Random) -> None:
    """What the team did not count afterwards."""
    after = moment(date(2021, 5, 2), 10)
    for by in voices.voiceless(chance):
        supporting.record_set_aside(chance.choice(pairs)[0], by, _SET_ASIDE, after)
    for proposition, by in chance.sample(pairs, 8):
        supporting.record_set_aside(proposition, by, _TWICE, after)
