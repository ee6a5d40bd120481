"""Who may do what, without a database: each right by role, on one's own object and on that of others."""

import pytest

from store.accounts.policies import ANONYMOUS, RULES, About, Action, Person, Role, may

OURS, THEIRS = 1, 2
ME, SOMEBODY = 10, 20
AGENT = Person(ME, frozenset({Role.AGENT}), organisation_id=OURS)
MAINTAINER = Person(ME, frozenset({Role.MAINTAINER}), maintained=frozenset({OURS}))
EDITOR = Person(ME, frozenset({Role.EDITOR}))
COMMITTEE = Person(ME, frozenset({Role.COMMITTEE}))
ADMINISTRATOR = Person(ME, frozenset({Role.ADMINISTRATOR}))
NEWCOMER = Person(ME)
EVERYBODY = (NEWCOMER, AGENT, MAINTAINER, EDITOR, COMMITTEE, ADMINISTRATOR)
OWN = About(service_id=OURS, organisation_id=OURS, author_id=SOMEBODY)
OTHER = About(service_id=THEIRS, organisation_id=THEIRS, author_id=SOMEBODY)
NOTHING_KNOWN = About()


def test_every_action_has_a_rule():
    assert set(RULES) == set(Action)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("about", [OWN, OTHER, NOTHING_KNOWN])
def test_a_visitor_who_did_not_sign_in_may_do_none_of_it(action, about):
    assert not may(ANONYMOUS, action, about)


@pytest.mark.parametrize(
    "action",
    [Action.REPORT_DEPLOYMENTS, Action.DRAFT_SHEET, Action.ANNOUNCE, Action.ISSUE_TOKEN, Action.ANSWER_REQUEST],
)
def test_a_maintainer_acts_on_their_service_and_never_on_another(action):
    assert may(MAINTAINER, action, OWN)
    assert not may(MAINTAINER, action, OTHER)
    assert not may(MAINTAINER, action, NOTHING_KNOWN)
    assert not may(AGENT, action, OWN)


@pytest.mark.parametrize("action", [Action.REPORT_DEPLOYMENTS, Action.ANNOUNCE, Action.ISSUE_TOKEN])
def test_what_a_team_says_in_its_space_is_nobody_elses_to_say(action):
    """That space opens to maintainers only: editors have the admin for it."""
    assert not may(EDITOR, action, OWN)
    assert not may(ADMINISTRATOR, action, OWN)


@pytest.mark.parametrize(
    "action",
    [
        Action.OPEN_COLLECTIVITE_SPACE,
        Action.SIGN_DEPLOYMENT,
        Action.DECLARE_USE,
        Action.REQUEST_SERVICES,
        Action.READ_REQUEST,
    ],
)
def test_an_agent_acts_for_their_organisation_and_never_for_another(action):
    assert may(AGENT, action, OWN)
    assert not may(AGENT, action, OTHER)
    assert not may(AGENT, action, NOTHING_KNOWN)
    assert not may(NEWCOMER, action, NOTHING_KNOWN)
    assert not may(ADMINISTRATOR, action, OWN)


def test_a_request_is_read_by_both_sides_only():
    assert may(MAINTAINER, Action.READ_REQUEST, About(service_id=OURS, organisation_id=THEIRS))
    assert not may(MAINTAINER, Action.READ_REQUEST, About(service_id=THEIRS, organisation_id=OURS))
    assert not may(EDITOR, Action.READ_REQUEST, OWN)


def test_a_question_is_read_by_who_asked_and_who_is_asked_and_answered_by_the_latter():
    asked_of_me = About(organisation_id=THEIRS, addressee_id=ME)
    assert may(AGENT, Action.DISCUSS_QUESTION, asked_of_me)
    asked_by_us = About(organisation_id=OURS, addressee_id=SOMEBODY)
    assert may(AGENT, Action.DISCUSS_QUESTION, asked_by_us)
    between_others = About(organisation_id=THEIRS, addressee_id=SOMEBODY)
    for person in EVERYBODY:
        assert not may(person, Action.DISCUSS_QUESTION, between_others)


@pytest.mark.parametrize("action", [Action.APPROVE_SHEET, Action.SETTLE_ATTACHMENT])
@pytest.mark.parametrize("person", [EDITOR, ADMINISTRATOR])
def test_nobody_approves_their_own_submission(action, person):
    assert may(person, action, OWN)
    assert not may(person, action, About(author_id=ME))


def test_one_reads_files_where_one_sits_and_presides_where_one_is_named_to():
    member = Person(ME, frozenset({Role.COMMITTEE}), committees=frozenset({OURS}))
    chair = Person(ME, frozenset({Role.COMMITTEE}), committees=frozenset({OURS}), presided=frozenset({OURS}))
    ours, theirs = About(committee_id=OURS), About(committee_id=THEIRS)
    assert [may(who, Action.REVIEW_FILES, ours) for who in (member, chair, EDITOR, ADMINISTRATOR)] == [1, 1, 0, 0]
    assert [may(who, Action.PRESIDE, ours) for who in (member, chair, EDITOR, ADMINISTRATOR)] == [0, 1, 0, 0]
    assert not any(may(chair, action, theirs) for action in (Action.REVIEW_FILES, Action.PRESIDE))
    assert not may(chair, Action.REVIEW_FILES, About())


def test_nobody_is_judge_of_a_dispute_they_are_party_to():
    editor = {"roles": frozenset({Role.EDITOR, Role.MAINTAINER, Role.AGENT})}
    assert may(EDITOR, Action.SETTLE_CONTEST, OWN)
    assert not may(Person(ME, maintained=frozenset({OURS}), **editor), Action.SETTLE_CONTEST, OWN)
    assert not may(Person(ME, organisation_id=OURS, **editor), Action.SETTLE_CONTEST, OWN)
    assert may(Person(ME, organisation_id=THEIRS, **editor), Action.SETTLE_CONTEST, OWN)


@pytest.mark.parametrize(
    ("action", "who"),
    [
        (Action.ENTER_ADMIN, {EDITOR, ADMINISTRATOR, MAINTAINER}),
        (Action.OPEN_WHOLE_ADMIN, {EDITOR, ADMINISTRATOR}),
        (Action.MANAGE_PEOPLE, {ADMINISTRATOR}),
        (Action.SETTLE_CONTEST, {EDITOR, ADMINISTRATOR}),
        (Action.SIT_IN_COMMITTEE, {COMMITTEE}),
        (Action.OPEN_MAINTAINER_SPACE, {MAINTAINER}),
        (Action.ASK_FEEDBACK, {AGENT}),
        (Action.OPEN_ACCOUNT, set(EVERYBODY)),
        (Action.ASK_ATTACHMENT, set(EVERYBODY)),
    ],
)
def test_what_a_role_alone_opens(action, who):
    assert {person for person in EVERYBODY if may(person, action, OTHER)} == who
