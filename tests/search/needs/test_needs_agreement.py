"""Whatever people do with needs, in whatever order, the index then says what the database says, field by field."""

from random import Random

import pytest
from django.core.management import call_command
from django.db import transaction

from catalogue.needs.contributing import submit, write_draft
from catalogue.needs.grouping import correct, dissolve, group, propose, ungroup
from catalogue.needs.journal import Voice, anct
from catalogue.needs.models import Consultation, Contribution, Destination, Need, Proposition, Stage
from catalogue.needs.moderating import accept, redirect, refuse, take_back
from catalogue.needs.supporting import support
from catalogue.territories.models import Containment, PriorityPolicy
from search.collections import NEEDS, SERVICES
from search.engines import kept_engines
from search.indexing import locks, outbox
from search.indexing.reconciling import drift
from search.models import DirtyDocument
from tests import factories
from tests.search.elasticsearch import needs_elasticsearch, with_elasticsearch
from tests.search.needs.asking import ask, make_town, open_consultation

WORDS = ("cantine", "voirie", "bibliothèque", "mobilité", "budget", "forêt")


class LivingConsultation:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.told: list[str] = []
        self.consultations = [open_consultation(f"Consultation {name}", hides_supports=name == "B") for name in "AB"]
        region = factories.make_territory("Bretagne", kind="region")
        self.place = factories.make_territory("Finistère", kind="departement", inside=(region,))
        self.towns = [make_town(name) for name in ("Morlaix", "Brest", "Quimper")]
        self.themes = [factories.make_theme(name) for name in ("Culture", "Social")]
        self.policy = PriorityPolicy.objects.create(slug="essai", name="Politique d'essai")
        self.destination = Destination.objects.create(name="La préfecture", sentence="Écrivez-lui.")

    def live(self, turns: int) -> None:
        for _ in range(turns):
            action = self.random.choice(ACTIONS)
            how = self.random.choices(("", "busy", "regretted"), (9, 1, 2))[0]
            self.told.append(f"{action.__name__} {how}".strip())
            if how == "busy":
                with locks.writing():
                    action(self)
            elif how == "regretted":
                with transaction.atomic():
                    action(self)
                    transaction.set_rollback(True)
            else:
                action(self)

    def text(self) -> str:
        return " ".join(self.random.sample(WORDS, 2))

    def consultation(self) -> Consultation:
        return Consultation.objects.get(pk=self.random.choice(self.consultations).pk)

    def one(self, model, *stages: Stage):
        rows = list(model.objects.filter(stage__in=stages).order_by("pk"))
        return self.random.choice(rows) if rows else None

    def contribute(self) -> Contribution:
        town, policy = self.random.choice(self.towns), self.random.choice((None, self.policy))
        themes = self.random.sample(self.themes, 1)
        values = {
            "title": self.text(),
            "problem": self.text(),
            "concerned": "Tous.",
            "themes": themes,
            "policy": policy,
        }
        by = Voice(label=town.name, organisation=town, profile="agent")
        return submit(write_draft(self.consultation(), values, by), by)


def contribute_and_accept(store: LivingConsultation) -> None:
    accept(store.contribute(), anct())


def contribute(store: LivingConsultation) -> None:
    store.contribute()


def answer_otherwise(store: LivingConsultation) -> None:
    row = store.one(Contribution, Stage.SUBMITTED)
    if row:
        store.random.choice(
            (lambda: redirect(row, store.destination, anct()), lambda: refuse(row, "Hors sujet.", anct()))
        )()


def change_one_s_mind(store: LivingConsultation) -> None:
    row = store.one(Contribution, Stage.REDIRECTED, Stage.REFUSED)
    if row:
        take_back(row, anct(), "Revu.")


def propose_and_group(store: LivingConsultation) -> None:
    row = store.one(Contribution, Stage.ACCEPTED)
    if row:
        values = {"title": store.text(), "text": store.text(), "themes": store.themes[:1]}
        group(propose(row.consultation, values, anct()), [row], "Semblables.", anct())


def ungroup_and_dissolve(store: LivingConsultation) -> None:
    row = store.one(Contribution, Stage.GROUPED)
    if row:
        into = row.grouped_into
        ungroup([row], "Autre chose.", anct())
        if not into.contributions.exists():
            dissolve(into, "Vide.", anct())


def correct_a_text(store: LivingConsultation) -> None:
    row = store.one(Proposition, Stage.PROPOSED)
    if row:
        correct(row, {"text": store.text(), "themes": store.random.sample(store.themes, 1)}, "Mieux dit.", anct())


def give_a_voice(store: LivingConsultation) -> None:
    row, town = store.one(Proposition, Stage.PROPOSED), store.random.choice(store.towns)
    if row and not row.supports.filter(organisation=town, state="compte").exists():
        support(row, Voice(label=town.name, organisation=town, mandate="agent"))


def delete(store: LivingConsultation) -> None:
    row = store.one(Contribution, Stage.REFUSED, Stage.SUBMITTED)
    if row:
        row.delete()


def rename(store: LivingConsultation) -> None:
    named = store.random.choice([*store.themes, *store.towns, store.policy])
    named.name = store.text()
    if isinstance(named, PriorityPolicy):
        named.slug = f"rural-{store.random.getrandbits(20)}"
    named.save()


def move_a_town(store: LivingConsultation) -> None:
    town = store.random.choice(store.towns).territory
    link = Containment.objects.filter(member=town, container=store.place).first()
    if link:
        link.delete()
    else:
        Containment.objects.create(member=town, container=store.place)


def publish_otherwise(store: LivingConsultation) -> None:
    page = store.consultation()
    page.hides_supports, page.slug = not page.hides_supports, f"consultation-{store.random.getrandbits(20)}"
    factories.publish(page)


def unpublish(store: LivingConsultation) -> None:
    store.consultation().unpublish()


def restrict_or_lift(store: LivingConsultation) -> None:
    page = store.consultation()
    if page.view_restrictions.exists():
        page.view_restrictions.first().delete()
    else:
        factories.restrict(page)


def write_in_bulk(store: LivingConsultation) -> None:
    with transaction.atomic():
        Need.objects.update(title=store.text())
        outbox.mark_dirty(Need.objects.values_list("pk", flat=True), NEEDS)


ACTIONS = (
    *(contribute_and_accept, contribute_and_accept, contribute, answer_otherwise, change_one_s_mind),
    *(propose_and_group, propose_and_group, ungroup_and_dissolve, correct_a_text, give_a_voice, delete),
    *(rename, move_a_town, publish_otherwise, unpublish, restrict_or_lift, write_in_bulk),
)


@pytest.mark.parametrize("seed", range(2))
def test_after_any_series_of_changes_the_index_says_what_the_database_says(transactional_db, seed):
    assert_agreement_all_along(seed)


@needs_elasticsearch
def test_elasticsearch_says_it_too(transactional_db):
    with with_elasticsearch():
        assert_agreement_all_along(2)
        assert ask().total == Need.objects.public().count()


def assert_agreement_all_along(seed: int) -> None:
    call_command("rebuild_index", verbosity=0)
    store = LivingConsultation(seed)
    for _ in range(3):
        store.live(8)
        call_command("sync_index", verbosity=0)
        for engine in kept_engines(NEEDS):
            assert not DirtyDocument.objects.of(engine).dirty().exists(), store.told
            assert not (found := drift(engine)), (str(found), store.told)
            assert set(engine.signatures()) == set(Need.objects.public().values_list("pk", flat=True)), store.told
    call_command("check_index", verbosity=0)


def test_one_kind_of_documents_is_written_and_made_again_without_the_other(transactional_db):
    """An outbox row of a need is not taken for that of a service with the same id."""
    consultation = open_consultation()
    need = factories.make_proposition("Signaler", consultation=consultation)
    service = factories.make_service("Tréteaux")
    outbox.mark_dirty([need.pk], NEEDS)
    outbox.mark_dirty([service.pk])
    call_command("rebuild_index", verbosity=0)
    assert held() == [{service.pk}, {need.pk}]
    consultation.unpublish()
    call_command("sync_index", verbosity=0)
    assert held() == [{service.pk}, set()]


def held() -> list[set[int]]:
    return [set(kept_engines(collection)[-1].signatures()) for collection in (SERVICES, NEEDS)]
