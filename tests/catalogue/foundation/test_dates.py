"""Days that nothing can have are refused on every way in, and those that are stored already are written in full."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from wagtail.models import Page

from catalogue.deployments.bulk.columns import COLUMNS
from catalogue.deployments.models import Deployment, Status, StopReason
from catalogue.foundation.dates import bounded, in_figures, latest
from catalogue.services.models import ServicePage
from tests.factories import make_deployment, make_service

IMPOSSIBLE = [date(1, 1, 1), date(24, 3, 1), date(204, 3, 1), date(1989, 12, 31), date(2204, 3, 1), date(9999, 12, 31)]


@pytest.mark.parametrize("day", IMPOSSIBLE)
def test_an_impossible_day_is_refused_with_the_bounds(day):
    with pytest.raises(ValidationError, match=f"« {in_figures(day)} » : une date entre le 01/01/1990"):
        bounded(day)


def test_the_bounds_themselves_are_accepted():
    bounded(date(1990, 1, 1))
    bounded(latest())
    with pytest.raises(ValidationError):
        bounded(latest() + timedelta(days=1))


@pytest.mark.parametrize("moment", [datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)])
def test_a_moment_at_an_end_of_the_calendar_is_refused_without_an_overflow(moment):
    with pytest.raises(ValidationError):
        bounded(moment)


def test_every_date_of_every_model_is_bounded_wherever_a_form_fills_it():
    dates = [
        field
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.DateField) and field.editable
    ]
    assert Page._meta.get_field("go_live_at") in dates
    assert Deployment._meta.get_field("since") in dates
    for field in dates:
        if field.choices is None:
            with pytest.raises(ValidationError, match="01/03/0024"):
                field.clean(datetime(24, 3, 1, tzinfo=UTC), None)


def test_what_the_store_notes_by_itself_keeps_nobody_from_saving():
    noted = Page._meta.get_field("last_published_at")
    assert noted.clean(datetime(1900, 1, 1, tzinfo=UTC), None)


@pytest.mark.parametrize("field", [forms.DateField(), forms.DateTimeField()])
def test_every_date_of_every_form_is_bounded(field):
    with pytest.raises(ValidationError, match="01/03/0024"):
        field.clean("01/03/0024")
    assert field.clean("01/03/2024")


@pytest.mark.parametrize("name", ["rgaa_date", "eco_date", "verified", "phase_since"])
def test_a_sheet_tells_of_no_audit_to_come(name):
    with pytest.raises(ValidationError):
        ServicePage._meta.get_field(name).run_validators(timezone.localdate() + timedelta(days=2))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "wrong"),
    [
        (Status.INTERET, set()),
        (Status.PILOTE, set()),
        (Status.EN_DEPLOIEMENT, set()),
        (Status.EN_PRODUCTION, {"since"}),
        (Status.ARRETE, {"since", "until"}),
    ],
)
def test_a_planned_use_may_lie_ahead_and_one_that_has_begun_may_not(status, wrong):
    row = make_deployment(make_service("Aides-territoires"))
    row.status, row.stop_reason = status, StopReason.AUTRE if status == Status.ARRETE else ""
    row.since = row.until = timezone.localdate() + timedelta(days=300)
    if wrong:
        with pytest.raises(ValidationError) as refused:
            row.full_clean()
        assert set(refused.value.message_dict) == wrong
    else:
        row.full_clean()


def test_a_year_stored_before_there_were_bounds_is_exported_with_four_digits():
    assert in_figures(date(24, 3, 1)) == "01/03/0024"
    depuis = next(column for column in COLUMNS if column.name == "depuis")
    assert depuis.write(Deployment(since=date(204, 3, 1))) == "01/03/0204"
