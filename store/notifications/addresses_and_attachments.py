"""Accounts and organisations: changes of address, and answers to requests to be attached."""

from catalogue.territories.models import Organisation
from store.accounts.address_changes import link_of
from store.accounts.models import AddressChange, AttachmentRequest
from store.mail.categories import ACCOUNT
from store.mail.posting import post


def ask_to_confirm_address(sender, change: AddressChange, is_taken: bool, **kwargs) -> None:
    template = "notifications/address_taken.html" if is_taken else "notifications/address_to_confirm.html"
    context = {"change": change, "link": link_of(change), "by_another": change.asked_by != change.user}
    post(f"adresse:{change.pk}", change.address, ACCOUNT, template, context)


def tell_former_address(sender, change: AddressChange, **kwargs) -> None:
    template = "notifications/address_replaced.html"
    post(f"adresse-remplacee:{change.pk}", change.former, ACCOUNT, template, {"change": change})


def tell_former_address_of_organisation(sender, organisation: Organisation, former: str, **kwargs) -> None:
    key = f"adresse-remplacee:organisation:{organisation.pk}:{organisation.public_email_since:%Y%m%d%H%M%S%f}"
    template = "notifications/organisation_address_replaced.html"
    post(key, former, ACCOUNT, template, {"organisation": organisation})


def answer_attachment(sender, request: AttachmentRequest, **kwargs) -> None:
    if request.user.email:
        key = f"attachment-answered:{request.pk}"
        post(key, request.user.email, ACCOUNT, "notifications/attachment_answered.html", {"request": request})
