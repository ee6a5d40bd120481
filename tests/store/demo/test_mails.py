"""The demonstration shows its mails to its own accounts; nobody else sees any, anywhere."""

import pytest

from store.mail.models import Message
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/demonstration/courriels/"


@pytest.fixture
def mail_of_demo(site, write):
    write(title="Votre demande <12>", text="Suivez-la : https://store.example/suivi/")
    return Message.objects.get()


def test_a_demo_account_reads_them_and_follows_their_links(settings, client, mail_of_demo):
    settings.DEMO_ACCOUNTS = True
    client.force_login(factories.make_person(is_demo=True))
    listed = client.get(LIST).content.decode()
    assert "Votre demande &lt;12&gt;" in listed
    assert "donnée de démonstration" in listed
    shown = client.get(f"{LIST}{mail_of_demo.pk}/").content.decode()
    assert '<a href="https://store.example/suivi/"' in shown


def test_it_says_when_there_is_none(settings, client, site):
    settings.DEMO_ACCOUNTS = True
    client.force_login(factories.make_person(is_demo=True))
    assert "Aucun pour l'instant" in client.get(LIST).content.decode()


def test_nobody_sees_any_outside_the_demonstration(settings, client, mail_of_demo):
    client.force_login(factories.make_person(is_demo=True, is_superuser=True))
    assert not settings.DEMO_ACCOUNTS
    for address in (LIST, f"{LIST}{mail_of_demo.pk}/"):
        assert client.get(address).status_code == 404


def test_in_the_demonstration_other_accounts_and_visitors_see_none(settings, client, mail_of_demo):
    settings.DEMO_ACCOUNTS = True
    for address in (LIST, f"{LIST}{mail_of_demo.pk}/"):
        assert client.get(address).status_code == 302
    client.force_login(factories.make_person())
    for address in (LIST, f"{LIST}{mail_of_demo.pk}/"):
        assert client.get(address).status_code == 403


def test_the_demonstration_writes_files_and_sends_nothing(settings, write, tmp_path):
    from store.settings import dev

    assert dev.EMAIL_FILE_PATH.name == "mail"
    settings.MAIL_TRANSPORT, settings.EMAIL_FILE_PATH = dev.MAIL_TRANSPORT, str(tmp_path / "sent")
    write()
    (file,) = (tmp_path / "sent").iterdir()
    assert "To: mairie@commune.example" in file.read_text()
