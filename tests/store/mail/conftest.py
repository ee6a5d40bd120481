"""A post office, and words to write."""

import pytest
from django.conf import settings as django_settings

from store.mail.categories import REQUESTS
from store.mail.posting import post
from tests.store.mail.post_office import PostOffice


@pytest.fixture
def post_office(settings):
    """Open, and the one that the Store knows. Mails wait for `send_mail`, as in production."""
    office = PostOffice()
    office.open()
    settings.MAIL_TRANSPORT = "store.mail.delivery.SmtpBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", office.port, 5
    settings.MAIL_SEND_ON_COMMIT = False
    yield office
    office.close()


@pytest.fixture
def letters(settings, tmp_path):
    """A template of the tests' own: `text` and `title` are what somebody typed."""
    folder = tmp_path / "notifications"
    folder.mkdir(parents=True)
    (folder / "typed.html").write_text(
        '{% extends "mail/base.html" %}{% block subject %}{{ title }}{% endblock %}'
        "{% block content %}<h1>{{ title }}</h1><p>{{ text }}</p>"
        '<ul><li>un</li><li>deux</li></ul><p><a href="{{ origin }}/suite/">Lire la suite</a></p>{% endblock %}'
    )
    settings.TEMPLATES = [{**one, "DIRS": [*one["DIRS"], tmp_path]} for one in django_settings.TEMPLATES]


@pytest.fixture
def write(letters):
    """Write to somebody, as any part of the Store does."""

    def write_one(key="essai:1", to="mairie@commune.example", category=REQUESTS, *, reply_to="", **typed):
        words = {"title": "Votre demande", "text": "Elle est partie.", **typed}
        post(key, to, category, "notifications/typed.html", words, reply_to=reply_to)

    return write_one
