"""A jury of the fund: its ranking as ruled, its decisions in batch, published at one instant or not at all."""

import pytest
from bs4 import BeautifulSoup

from catalogue.funding import awarding, instructing
from catalogue.funding.awarding import Ranked
from catalogue.funding.instructing import Desk
from catalogue.funding.models import Application, ApplicationState, Grant, LastEuro, Ties
from catalogue.review.models import Committee, Decision, SeatRole
from catalogue.review.reviewing import close_session, declare, open_session
from store.mail.models import Message
from tests import fund_factories
from tests.catalogue.review.sitting import file_of, make_seat, make_session, score
from tests.store.spaces.committee.desk import Member
from tests.store.spaces.instruction.officers import Officer, ruling
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db
State = ApplicationState


class Jury:
    """Three files of 5 000 € each before a jury that gave its scores; 12 000 € in the envelope."""

    def __init__(self, **rules) -> None:
        root = fund_factories.make_fund()
        self.envelope = fund_factories.make_envelope(root, 12_000)
        self.committee = Committee.objects.create(name="Jury de l'axe 2")
        self.call = fund_factories.make_call(root.fund, committee=self.committee)
        self.wave = fund_factories.make_wave(self.call, self.envelope, **rules)
        towns = [fund_factories.make_town(name) for name in ("Ambert", "Thiers", "Issoire")]
        self.files = [fund_factories.make_filed(self.wave, town) for town in towns]
        self.chair = make_seat(self.committee, "ANCT", SeatRole.CHAIR)
        self.deputy = make_seat(self.committee, "DINUM", SeatRole.DEPUTY)
        self.member = make_seat(self.committee, "AMRF")
        self.session = make_session(committee=self.committee)
        desk = Desk(Officer().row)
        instructing.admit(self.files, desk)
        instructing.preselect(self.files, desk)
        instructing.send_to_jury(self.session, self.files, desk)
        self.session = open_session(self.session, self.chair)

    def file(self, number: int):
        return file_of(self.session, self.files[number])

    def close(self) -> "Jury":
        self.session = close_session(self.session, self.chair)
        return self

    @property
    def page(self) -> str:
        return f"/comite/seances/{self.session.pk}/presidence/classement/"

    def states(self) -> list[str]:
        return [Application.objects.get(pk=one.pk).state for one in self.files]


@pytest.fixture
def jury(catalogue) -> Jury:
    made = Jury()
    for number, marks in enumerate(((2, 2), (5, 5), (3, 4))):
        for seat in (made.chair, made.member):
            score(made.file(number), seat, *marks)
    return made


def titles(html: bytes) -> list[str]:
    page = BeautifulSoup(html, "html.parser")
    return [" ".join(one.find(string=True).split()) for one in page.select("legend") if one.find(string=True)]


def test_the_chair_reads_the_ranking_and_publishes_all_or_none(jury):
    chair = Member(jury.chair)
    assert "Les notes sont encore ouvertes" in text_of(chair.client.get(jury.page, follow=True))
    jury.close()
    assert "Classer et décider en une fois" in chair.read(f"/comite/seances/{jury.session.pk}/presidence/")
    assert [one.split(" : ")[0] for one in titles(chair.get(jury.page).content)] == [
        "1. Thiers",
        "2. Issoire",
        "3. Ambert",
    ]
    read = chair.read(jury.page).replace("\u202f", " ")
    assert "Médiane 5,00, moyenne 5,00 (2 membres)" in read and read.count("retenue, 5 000 €") == 2
    ambert, thiers, issoire = jury.files
    both = ruling(thiers, "retenue", 5_000) | ruling(issoire, "retenue", 4_000)
    too_much = both | ruling(ambert, "retenue", 5_000)
    for gesture in ("relire", "publier"):
        told = text_of(chair.post(jury.page, **too_much, **{gesture: "oui"})).replace("\u202f", " ")
        assert "Rien n'est publié" in told and "€ n'y tiennent pas" in told
    assert not Decision.objects.exists() and jury.states() == [State.AT_JURY] * 3
    fits = both | ruling(ambert, "reorientee", reason="Une préfecture y répond.", way_on="axe-3")
    told = text_of(chair.post(jury.page, **fits, relire="oui"))
    assert "Demander à la préfecture" in told and "Tribunal administratif." in told
    assert not Decision.objects.exists() and not Grant.objects.exists()
    chair.post(jury.page, **fits, publier="oui")
    assert jury.states() == [State.REDIRECTED, State.GRANTED, State.GRANTED]
    assert set(Grant.objects.values_list("amount", flat=True)) == {5_000, 4_000}
    assert Application.objects.get(pk=ambert.pk).way_on == "axe-3"
    assert len(set(Decision.objects.values_list("published_at", flat=True))) == 1


def test_drafts_of_a_jury_are_read_nowhere_until_published_and_a_correction_cancels_a_grant(jury, client):
    chair = Member(jury.close().chair)
    ambert, thiers, issoire = jury.files
    sent = ruling(thiers, "retenue", 5_000, "Loriot.") | ruling(ambert, "non-retenue", "", "Chevêche.", "redeposer")
    assert "sans les publier" in text_of(chair.post(jury.page, **sent, enregistrer="oui"))
    results = f"/financements/{jury.call.slug}/resultats"
    session = f"/comites/seances/{jury.session.pk}/decisions.csv"

    def public() -> str:
        return "".join(client.get(one).getvalue().decode() for one in (f"{results}/", f"{results}.csv", session))

    told = (
        public()
        + "".join(Message.objects.values_list("text", flat=True))
        + Member(jury.member).read(f"/comite/seances/{jury.session.pk}/")
    )
    assert not [word for word in ("Loriot", "Chevêche", "Thiers : ", "non retenu", "4,5") if word in told]
    assert "a changé depuis" in text_of(chair.post(jury.page, **sent, publier="oui"))
    seen = {f"d{one.file.object_id}-seen": one.decided_at.isoformat() for one in Decision.objects.all()}
    rest = ruling(issoire, "liste-d-attente", "", "Faute de crédits.")
    chair.post(jury.page, **(sent | rest | seen), publier="oui")
    assert jury.states() == [State.REFUSED, State.GRANTED, State.WAITING]
    told = public()
    assert "Loriot" in told and "1 non retenus" in told.replace("\n", " ") and "Issoire" in told
    assert "Chevêche" not in told and "Ambert" not in told
    thiers_file = jury.file(1)
    fixed = ruling(thiers, "non-retenue", "", "Le projet n'a plus de porteur.", "redeposer")
    told = text_of(chair.post(f"{jury.page}?corriger={thiers_file.pk}", **fixed, publier="oui"))
    assert jury.states() == [State.REFUSED, State.REFUSED, State.GRANTED]  # what comes back wakes who waits
    assert Decision.objects.in_force().get(file=thiers_file).corrects is not None


def test_a_member_in_conflict_reads_no_number_that_holds_the_file_and_the_deputy_decides(jury):
    ambert, thiers, _ = jury.files
    declare(jury.file(1), jury.chair, True, "J'y ai travaillé.")
    declare(jury.file(1), jury.deputy, False)
    jury.close()
    chair, deputy, member = Member(jury.chair), Member(jury.deputy), Member(jury.member)
    read = chair.get(jury.page)
    assert [one.split(" : ")[0] for one in titles(read.content)] == ["1. Issoire", "2. Ambert"]
    assert "Thiers" not in text_of(read) and "5,0" not in text_of(read)
    sent = ruling(thiers, "retenue", 5_000)
    chair.post(jury.page, **sent, **ruling(ambert, "retenue", 1_000), publier="oui")
    assert jury.states()[1] == State.AT_JURY
    assert [one.split(" : ")[0] for one in titles(deputy.get(jury.page).content)] == ["1. Thiers"]
    deputy.post(jury.page, **sent, publier="oui")
    assert jury.states()[1] == State.GRANTED
    assert member.get(jury.page).status_code == 403


def test_whatever_was_declared_nobody_decides_on_a_file_of_their_own_siren(jury):
    jury.chair.organisation = jury.files[1].lead
    jury.chair.save()
    chair = Member(jury.close().chair)
    told = text_of(chair.post(jury.page, **ruling(jury.files[1], "retenue", 5_000), publier="oui"))
    assert "porté par votre organisation" in told and not Decision.objects.exists()
    chair.post(f"/comite/dossiers/{jury.file(1).pk}/decision/", outcome="retenu", reason="Bien.", amount="5000")
    draft = Decision.objects.get()
    address = f"/comite/seances/{jury.session.pk}/presidence/publication/"
    told = text_of(chair.post(address, decision=f"{draft.pk}@{draft.decided_at.isoformat()}", publier="oui"))
    assert "porté par votre organisation" in told and jury.states()[1] == State.AT_JURY


def test_ties_go_as_the_wave_rules_them(catalogue):
    jury = Jury(ties=Ties.CHAIR)
    for number in range(3):
        score(jury.file(number), jury.chair, 4, 4)
    chair = Member(jury.close().chair)
    assert "à égalité, la présidence départage" in chair.read(jury.page)
    ranks = {f"d{row.pk}-place": place for row, place in zip(jury.files, (3, 2, 1), strict=True)}
    read = chair.client.post(jury.page, ranks | {"recalculer": "oui"})
    assert [one.split(" : ")[0] for one in titles(read.content)] == ["1. Issoire", "2. Thiers", "3. Ambert"]


def test_the_first_filed_or_the_smallest_comes_first_and_the_last_euro_goes_as_ruled():
    root = fund_factories.make_fund()
    call = fund_factories.make_call(root.fund)

    def proposed(ties: str, last: str, *sums: int, left: int) -> list[tuple[int, int | None]]:
        wave = fund_factories.make_wave(call, None, ties=ties, last_euro=last)
        rows = [Application(pk=n, wave=wave, requested=asked, accepts_partial=True) for n, asked in enumerate(sums)]
        ruled = awarding.propose([Ranked(row, 4, 4) for row in rows], left)
        return [(one.application.pk, one.amount) for one in ruled]

    assert proposed(Ties.FIRST_FILED, LastEuro.STOP, 60, 50, 10, left=100) == [(0, 60), (1, None), (2, None)]
    assert proposed(Ties.FIRST_FILED, LastEuro.PARTIAL, 60, 50, 10, left=100) == [(0, 60), (1, 40), (2, None)]
    assert proposed(Ties.FIRST_FILED, LastEuro.NEXT, 60, 50, 10, left=100) == [(0, 60), (1, None), (2, 10)]
    assert proposed(Ties.SMALLEST, LastEuro.STOP, 60, 50, 10, left=100) == [(2, 10), (1, 50), (0, None)]
