"""Editors write the waves of a call: freely before they open; then only their end, later, in public."""

from datetime import timedelta

import pytest
from django.db import Error, transaction
from django.test import Client
from django.utils import timezone

from catalogue.funding import drafting
from catalogue.funding.models import Application, Part, Wave
from tests import factories
from tests import fund_factories as fund
from tests.catalogue.review.sitting import make_grid
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db
MOMENT = "%Y-%m-%d %H:%M:%S"


@pytest.fixture
def editor(site):
    client = Client()
    client.force_login(factories.make_person("Édith Mas", groups=("Éditeurs",)))
    return client


@pytest.fixture
def said(site):
    """What the form of a wave that opens tomorrow sends."""
    root = fund.make_fund()
    call = fund.make_call(root.fund, part=Part.DEMARCHES)
    envelope = fund.make_envelope(root, 50_000, part=Part.DEMARCHES)
    now = timezone.localtime()
    return {
        "call": call.pk,
        "opens": (now + timedelta(days=1)).strftime(MOMENT),
        "closes": (now + timedelta(days=30)).strftime(MOMENT),
        "envelope": envelope.pk,
        "covers_departement": "on",
        "population_min": 300_000,
        "rate": 75,
        "single_payment": "on",
        "ties": "premier-depose",
        "last_euro": "arret",
        "grid": make_grid().pk,
        "redress": "Tribunal administratif.",
        "redress_days": 60,
    }


def test_a_wave_is_written_and_changed_before_it_opens(editor, said):
    address = "/admin/vagues/new/"
    assert "Dites quelle enveloppe" in text_of(editor.post(address, {**said, "envelope": ""}))
    assert "La fin précède le début." in text_of(editor.post(address, {**said, "closes": said["opens"]}))
    assert not Wave.objects.exists()
    assert editor.post(address, said).status_code == 302
    wave = Wave.objects.get()
    assert (wave.number, wave.rate, wave.population_min) == (1, 75, 300_000)
    editor.post(f"/admin/vagues/edit/{wave.pk}/", {**said, "number": 1, "rate": 60})
    wave.refresh_from_db()
    assert wave.rate == 60 and not wave.extensions.exists()
    assert editor.post(f"/admin/vagues/delete/{wave.pk}/").status_code == 302 and Wave.objects.exists()


def test_once_open_its_rules_stay_and_its_end_is_put_off_for_a_reason(editor, said):
    editor.post("/admin/vagues/new/", said)
    wave = Wave.objects.get()
    Wave.objects.filter(pk=wave.pk).update(opens=timezone.now() - timedelta(days=1))
    wave.refresh_from_db()
    said |= {"number": 1, "opens": timezone.localtime(wave.opens).strftime(MOMENT)}
    Wave.objects.filter(pk=wave.pk).update(closes=timezone.now().replace(microsecond=0) + timedelta(days=2))
    wave.refresh_from_db()
    draft = drafted(wave)
    address = f"/admin/vagues/edit/{wave.pk}/"
    same = {**said, "closes": timezone.localtime(wave.closes).strftime(MOMENT)}
    later = {**same, "closes": timezone.localtime(wave.closes + timedelta(days=3)).strftime(MOMENT)}
    refused = text_of(editor.post(address, {**same, "rate": 50}))
    assert "cette règle ne change plus" in refused
    sooner = {**same, "closes": timezone.localtime(wave.closes - timedelta(days=1)).strftime(MOMENT), "reason": "Non."}
    assert "une vague ouverte ne ferme pas plus tôt" in text_of(editor.post(address, sooner))
    assert "Dites pourquoi la clôture est reportée" in text_of(editor.post(address, later))
    assert editor.post(address, {**later, "reason": "Panne du 3 mai."}).status_code == 302
    wave.refresh_from_db()
    line = wave.extensions.get()
    assert line.closes == wave.closes and line.was_closing == wave.closes - timedelta(days=3)
    assert "Panne du 3 mai." in text_of(Client().get(wave.call.get_url()))
    assert Application.objects.get(pk=draft.pk).reminded is None
    with pytest.raises(Error), transaction.atomic():
        Wave.objects.filter(pk=wave.pk).update(rate=50)


def drafted(wave: Wave) -> Application:
    """Begun, and reminded of the end already."""
    row = drafting.start(wave, "Portail", fund.voice_of(fund.make_town("Feurs")))
    Application.objects.filter(pk=row.pk).update(reminded=timezone.now())
    return row


def test_two_waves_whose_figures_would_mingle_are_refused(editor, said):
    editor.post("/admin/vagues/new/", said)
    assert "a déjà ce numéro" in text_of(editor.post("/admin/vagues/new/", {**said, "number": 1}))
    assert editor.post("/admin/vagues/new/", said).status_code == 302
    assert sorted(Wave.objects.values_list("number", flat=True)) == [1, 2]
