"""Two organisations that are one: communes that merge, duplicates."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.needs import supporting
from catalogue.needs.consultation_figures import recount
from catalogue.needs.journal import Voice
from catalogue.needs.models import Candidacy, Need, Project, SupportState
from catalogue.territories.joining import join
from tests import factories

pytestmark = pytest.mark.django_db


def voice(organisation) -> Voice:
    return Voice(None, organisation.name, organisation, profile="agent", mandate="agent", function="DGS")


@pytest.fixture
def two(catalogue):
    """« La mairie de Feurs », made by hand, and the commune."""
    feurs = factories.make_territory("Feurs", population=8_000)
    return factories.make_organisation("Mairie de Feurs", kind="etat"), factories.make_organisation(territory=feurs)


def test_two_voices_become_one_and_the_other_stays_with_the_reason(two):
    gone, kept = two
    consultation = factories.make_consultation(phases=("soutien",))
    first, second = (factories.make_proposition(name, consultation=consultation) for name in ("Un", "Deux"))
    place, kind = kept.territory, kept.kind
    # The duplicate had the territory when it gave its voice.
    type(kept).objects.filter(pk=kept.pk).update(kind="etat")
    gone.kind, gone.territory = kind, place
    gone.save()
    supporting.support(first, voice(gone))
    supporting.support(second, voice(gone))
    type(kept).objects.filter(pk=gone.pk).update(kind="etat", territory=None)
    kept.kind = kind
    kept.save()
    supporting.support(first, voice(kept))
    type(kept).objects.filter(pk=gone.pk).update(territory=place)
    gone.refresh_from_db()
    join(gone, kept)
    counted = {need.title: need.support_count for need in Need.objects.all()}
    assert counted == {"Un": 1, "Deux": 1}
    assert set(first.supports.values_list("organisation", flat=True)) == {kept.pk}
    aside = first.supports.get(state=SupportState.SET_ASIDE)
    assert "sont une seule organisation" in aside.reason
    assert recount(consultation) == 0


def test_of_two_candidacies_the_farthest_stays_with_the_logbook_of_both(two):
    gone, kept = two
    now = timezone.now()
    consultation = factories.make_consultation(phases=("recueil",))
    row = factories.make_contribution(consultation=consultation, organisation=kept)
    project = Project.objects.create(contribution=row, selected=now, changed=now)
    call = project.calls.create(opens=now, closes=now + timedelta(days=1), seats=2, taken=1)
    said = {"call": call, "wish": "piloter", "motivation": "Nous sommes prêts.", "filed": now}
    ours = Candidacy.objects.create(organisation=kept, state="attente", **said)
    theirs = Candidacy.objects.create(organisation=gone, state="retenue", **said)
    ours.sites.create(name="Mairie annexe")
    theirs.logbook.create(on=now.date(), text="Premier essai.", author_label="Feurs", written=now)
    join(gone, kept)
    left = Candidacy.objects.get()
    assert (left.organisation, left.state) == (kept, "retenue")
    assert left.sites.count() == left.logbook.count() == 1
