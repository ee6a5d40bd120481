"""Every file that somebody may send goes through `catalogue.foundation.uploads`."""

import re
from collections.abc import Iterator

import pytest
from django import forms
from django.apps import apps
from django.db import models
from django.urls import get_resolver
from wagtail.admin.forms.account import AvatarPreferencesForm
from wagtail.documents import get_document_model
from wagtail.documents.forms import BaseDocumentForm, get_document_form, get_document_multi_form
from wagtail.images.forms import BaseImageForm, get_image_form, get_image_multi_form

from catalogue.foundation.uploads.bounds import BoundedFileField
from catalogue.foundation.uploads.document_checks import DocumentField, DocumentUploadForm
from catalogue.foundation.uploads.image_checks import ImageUploadForm, PictureField
from catalogue.services.models import StoreImage
from store.admin.own_account import PortraitForm
from store.spaces.applying_funds.fund_forms import PieceForm
from store.spaces.contributing.forms import ContributionForm
from tests.repository.test_code import application_files, relative

pytestmark = pytest.mark.django_db  # Wagtail's forms list collections as they are made
CHECKED = (BoundedFileField, DocumentField, PictureField)
CHECK_AS_THEY_ARE_MADE = (ImageUploadForm, DocumentUploadForm)
NOT_SHOWN = {AvatarPreferencesForm, BaseImageForm, BaseDocumentForm}
"""Wagtail's, in whose place ours are."""
STORED = {
    "dsfr.DsfrConfig.operator_logo_file": "which no page and no admin writes",
    "services.StoreImage.file": ImageUploadForm,
    "needs.ContributionFile.file": ContributionForm,
    "funding.ApplicationFile.file": PieceForm,
    "services.StoreRendition.file": "made by the Store from a picture it has",
    "wagtaildocs.Document.file": DocumentUploadForm,
    "wagtailimages.Image.file": "in whose place services.StoreImage is",
    "wagtailimages.Rendition.file": "in whose place services.StoreRendition is",
    "wagtailcore.UploadedFile.file": "a picture or document already checked, that waits for its text alternative",
    "wagtailusers.UserProfile.avatar": PortraitForm,
}
READS_WHAT_IS_SENT = {
    "store/spaces/applying_funds/after_filing.py",
    "store/spaces/applying_funds/file_pieces.py",
    "store/spaces/contributing/rewriting.py",
    "store/spaces/contributing/views.py",
    "store/spaces/maintainer/batches.py",
}
"""Modules that hand request.FILES to a form."""


def every_form(base: type = forms.BaseForm) -> Iterator[type]:
    for form in base.__subclasses__():
        yield form
        yield from every_form(form)


def test_every_file_of_a_form_is_checked():
    get_resolver().url_patterns  # noqa: B018  the views import their forms
    get_image_form(StoreImage), get_image_multi_form(StoreImage)
    get_document_form(get_document_model()), get_document_multi_form(get_document_model())
    unchecked = [
        f"{form.__module__}.{form.__qualname__}.{name}"
        for form in set(every_form())
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.FileField)
        and not isinstance(field, CHECKED)
        and not issubclass(form, CHECK_AS_THEY_ARE_MADE)
        and form not in NOT_SHOWN
        and not form.__module__.startswith("tests.")
    ]
    assert unchecked == []


def test_those_made_by_wagtail_check_too():
    picture, document = get_image_form(StoreImage), get_document_form(get_document_model())
    assert issubclass(picture, ImageUploadForm)
    assert issubclass(document, DocumentUploadForm)
    assert isinstance(picture().fields["file"], PictureField)
    assert isinstance(document().fields["file"], DocumentField)


def test_every_file_that_is_stored_came_through_a_checked_form():
    stored = {
        f"{field.model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, models.FileField)
    }
    assert stored == set(STORED)


def test_nothing_reads_what_is_sent_but_through_a_form():
    raw = re.compile(r"request\.FILES|self\.request\.FILES|UploadedFile = File\(|ninja\.files|\bFile\(\.\.\.\)")
    readers = {relative(path) for path in application_files() if raw.search(path.read_text())}
    assert readers <= READS_WHAT_IS_SENT
