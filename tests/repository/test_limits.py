"""Whatever anybody may send without signing in has a limit of its own."""

from store.limits import LIMITS, READING, SENDING
from tests.policies import table
from tests.policies.addresses import addresses

REFUSED = {"sign-in", "method"}
# Counted with any other form (`ANY_FORM`), for the reason given.
WITHOUT_ITS_OWN = {
    "sign-out": "closes one's own session",
    "admin-sign-out": "the same",
    "wagtailadmin_logout": "the same",
    "wagtailadmin_sprite": "pictures of buttons, whatever the method",
    "wagtail_serve": "a page, read whatever the method",
    "wagtaildocs_serve": "a file, read whatever the method",
    "media": "a picture, read whatever the method",
    "proconnect-callback": "answers to GET only",
    "wagtailadmin_password_reset": "does not exist: WAGTAIL_PASSWORD_RESET_ENABLED",
    "wagtailadmin_password_reset_done": "the same",
    "wagtailadmin_password_reset_confirm": "the same",
    "wagtailadmin_password_reset_complete": "the same",
    "api-v1:api-root": "a 404",
    "api-v1:write_many": "counted by token in store.api.access",
}


def test_every_form_that_anybody_may_send_has_a_limit():
    sent = {key[1] for key, words in table.read().items() if key[2] == "POST" and words["anonymous"] not in REFUSED}
    limited = {name for limit in LIMITS.values() if limit.methods & SENDING for name in limit.addresses}
    assert sent - limited - set(WITHOUT_ITS_OWN) == set()
    assert set(WITHOUT_ITS_OWN) - sent == set(), "an exemption of an address that is gone or closed"


def test_limits_are_of_addresses_that_exist():
    limited = {name for limit in LIMITS.values() for name in limit.addresses}
    assert limited - {address.name for address in addresses()} == set()


def test_nothing_that_is_read_waits_for_the_database():
    assert [name for name, limit in LIMITS.items() if limit.methods & READING and not limit.in_files] == []
