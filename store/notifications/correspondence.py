"""Which event writes which letter to whom.

A new letter takes a row here, a function in the module of its subject, and a template in `templates/notifications/`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.dispatch import Signal

from catalogue.deployments import signals as deployments
from catalogue.funding.signals import application_moved, grant_moved
from catalogue.needs.signals import candidacies_moved, investigation_answered, need_moved, support_set_aside
from catalogue.review.reviewing import decisions_published, session_closed, session_opened
from catalogue.services.news import announcing
from catalogue.territories.signals import address_replaced as organisation_address_replaced
from store.accounts.address_changes import address_asked, address_replaced
from store.accounts.models.attachment import attachment_settled
from store.accounts.models.person import person_arrived
from store.notifications import (
    addresses_and_attachments,
    adoption_requests,
    announcement_letters,
    committee_letters,
    confirmations,
    contribution_letters,
    declared_uses,
    fund_letters,
    near_uses,
    need_letters,
    new_colleagues,
    peer_questions,
    pilot_letters,
    sheet_verifications,
    weekly_need_letters,
)
from store.spaces.peers.feedback_questions import message_written, question_asked, question_ended
from store.spaces.without_account.pending_requests import request_waits, requests_forgotten

ADOPTERS = "the public address of each collectivité that confirmed its use, its people who asked for a copy"
TEAM = "the address of the service, else its maintainers"
AUTHOR = "the author of the request, with an account or without"
CONTRIBUTOR = "the author of the contribution, while they act for its organisation"
FOLLOWERS = "those who follow the need, the contributions it groups or the proposition it is in"
APPLICANTS = "the agents who asked for it"
FUND_APPLICANTS = "those who began, wrote or certified the demand, else the agents of its lead"
MEMBERS = "those who sit in the committee today"
COLLECTIVITE = "the public address of the collectivité, its people who have an account"


@dataclass(frozen=True)
class LetterRow:
    """`writes` receives `event` in the transaction that sends it; None: the worker calls it at night.

    `letters`: templates of `templates/notifications/`, and who receives them.
    """

    event: Signal | None
    writes: Callable
    letters: dict[str, str]


CORRESPONDENCE = (
    LetterRow(address_asked, addresses_and_attachments.ask_to_confirm_address,
        {"address_to_confirm": "the new address", "address_taken": "the new address, which another account has"}),
    LetterRow(address_replaced, addresses_and_attachments.tell_former_address,
        {"address_replaced": "the former address"}),
    LetterRow(organisation_address_replaced, addresses_and_attachments.tell_former_address_of_organisation,
        {"organisation_address_replaced": "the former public address"}),
    LetterRow(attachment_settled, addresses_and_attachments.answer_attachment,
        {"attachment_answered": "the person who asked to be attached"}),

    LetterRow(person_arrived, new_colleagues.welcome,
        {"arrival": "those whom they join", "welcome": "the person who joins them"}),

    LetterRow(request_waits, adoption_requests.ask_visitor_to_confirm,
        {"request_to_confirm": "the address that the visitor typed"}),
    LetterRow(requests_forgotten, adoption_requests.forget_mails_to_confirm, {}),
    LetterRow(deployments.adoption_requested, adoption_requests.tell_teams_and_author,
        {"request_to_team": TEAM, "request_to_anct": "the ANCT, without a team", "request_receipt": AUTHOR}),
    LetterRow(deployments.adoption_answered, adoption_requests.tell_author,
        {"request_answer": AUTHOR}),
    LetterRow(deployments.adoption_withdrawn, adoption_requests.tell_teams_of_the_end,
        {"request_withdrawn": TEAM}),

    LetterRow(deployments.deployments_changed, confirmations.ask_to_confirm,
        {"confirm": COLLECTIVITE}),
    LetterRow(deployments.confirmations_ending, confirmations.ask_to_confirm_again,
        {"confirm_again": COLLECTIVITE}),
    LetterRow(deployments.deployments_changed, declared_uses.tell_teams,
        {"use_to_confirm": TEAM, "use_contested": TEAM, "use_settled": TEAM}),
    LetterRow(deployments.deployments_changed, declared_uses.tell_collectivites,
        {"use_contested": COLLECTIVITE, "use_settled": COLLECTIVITE}),

    LetterRow(question_asked, peer_questions.ask_contact,
        {"question": "the contact, who agreed to be asked"}),
    LetterRow(message_written, peer_questions.tell_other_side,
        {"question_answered": "the person who asked", "question_followed": "the contact"}),
    LetterRow(question_ended, peer_questions.tell_other_side_of_the_end,
        {"question_ended": "the other of the two"}),

    LetterRow(candidacies_moved, pilot_letters.tell_applicants,
        {"candidacy_receipt": APPLICANTS, "candidacy_answer": APPLICANTS}),

    LetterRow(announcing.announced, announcement_letters.tell_adopters,
        {"announcement": ADOPTERS}),
    LetterRow(announcing.announcement_over, announcement_letters.tell_adopters_that_it_is_over,
        {"announcement_over": ADOPTERS}),
    LetterRow(announcing.announcement_cancelled, announcement_letters.tell_those_who_were_told_that_it_is_cancelled,
        {"announcement_cancelled": "those who received the announcement"}),

    LetterRow(need_moved, contribution_letters.tell_author_of_contribution,
        {"contribution_receipt": CONTRIBUTOR, "contribution_answer": CONTRIBUTOR}),
    LetterRow(None, contribution_letters.follow_drafts,
        {"contribution_reminder": CONTRIBUTOR}),
    LetterRow(support_set_aside, contribution_letters.tell_whose_voice_is_set_aside,
        {"voice_set_aside": "the person who gave the voice"}),
    LetterRow(investigation_answered, contribution_letters.answer_investigation_request,
        {"investigation_answer": "the person who asked for an investigation"}),
    LetterRow(need_moved, need_letters.tell_followers,
        {"need_grouped": "the author of the contribution", "need_step": FOLLOWERS}),
    LetterRow(None, weekly_need_letters.write_weekly_letters,
        {"needs_of_the_week": "those who asked for one letter a week"}),
    LetterRow(None, near_uses.tell_near_uses,
        {"need_near": FOLLOWERS}),

    LetterRow(application_moved, fund_letters.tell_applicants_of_a_file,
        {"fund_receipt": FUND_APPLICANTS, "fund_complement": FUND_APPLICANTS, "fund_examined": FUND_APPLICANTS,
         "fund_decision": FUND_APPLICANTS, "fund_not_filed": FUND_APPLICANTS, "fund_partner": FUND_APPLICANTS,
         "fund_invitation": COLLECTIVITE, "fund_to_certify": "those of the lead who may certify"}),
    LetterRow(None, fund_letters.follow_fund_drafts,
        {"fund_reminder": FUND_APPLICANTS}),
    LetterRow(grant_moved, fund_letters.tell_beneficiaries,
        {"fund_grant": FUND_APPLICANTS}),

    LetterRow(session_opened, committee_letters.tell_members_that_it_opens,
        {"session_opened": MEMBERS}),
    LetterRow(session_closed, committee_letters.tell_who_presides_that_it_is_closed,
        {"session_closed": "the chair and its deputies, each for the files that they decide on"}),
    LetterRow(decisions_published, committee_letters.tell_members_what_is_published,
        {"session_published": MEMBERS}),

    LetterRow(None, sheet_verifications.remind_verifications,
        {"verify_sheet": "the maintainers of the sheet, else the address of the service"}),
)  # fmt: skip


def connect() -> None:
    for row in CORRESPONDENCE:
        if row.event:
            row.event.connect(row.writes)
