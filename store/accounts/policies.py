"""Who may do what: pure functions of a person, an action and the facts about an object.

Views, templates, the admin, the API and exports all ask `may`. `store.accounts.people.person_of` reads a person from
the database at each request, so that removing a role takes effect at once. What RULES does not allow is forbidden.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """A person may hold several roles."""

    AGENT = "agent"
    EDITOR = "editor"
    MAINTAINER = "maintainer"
    COMMITTEE = "committee"
    FUND = "fund"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Person:
    """`id` is None for a visitor who did not sign in; `maintained` holds ids of services; `committees` and `presided`
    hold ids of committees where the person sits today, and where they preside or stand in for the chair. `fund_desks`:
    those of the fund (`catalogue.funding.models.FundDesk`) that they hold today.
    """

    id: int | None = None
    roles: frozenset[Role] = frozenset()
    organisation_id: int | None = None
    maintained: frozenset[int] = frozenset()
    committees: frozenset[int] = frozenset()
    presided: frozenset[int] = frozenset()
    mandate: str = ""
    fund_desks: frozenset[str] = frozenset()

    @property
    def is_authenticated(self) -> bool:
        return self.id is not None


ANONYMOUS = Person()


@dataclass(frozen=True)
class About:
    """Facts about the object: its service, organisation or committee, its author, its addressee.

    `has_team`: somebody has an account to maintain the service.
    """

    service_id: int | None = None
    organisation_id: int | None = None
    author_id: int | None = None
    addressee_id: int | None = None
    committee_id: int | None = None
    has_team: bool = True


NO_OBJECT = About()


class Action(StrEnum):
    ENTER_ADMIN = "enter-admin"
    OPEN_WHOLE_ADMIN = "open-whole-admin"
    MANAGE_PEOPLE = "manage-people"
    OPEN_ACCOUNT = "open-account"
    ASK_ATTACHMENT = "ask-attachment"
    SETTLE_ATTACHMENT = "settle-attachment"

    DRAFT_SHEET = "draft-sheet"
    APPROVE_SHEET = "approve-sheet"
    CHANGE_SHOWN_FILE = "change-shown-file"

    OPEN_MAINTAINER_SPACE = "open-maintainer-space"
    REPORT_DEPLOYMENTS = "report-deployments"
    CONFIRM_DECLARED_USE = "confirm-declared-use"
    SETTLE_CONTEST = "settle-contest"
    ISSUE_TOKEN = "issue-token"  # noqa: S105  an action, not a secret
    ANNOUNCE = "announce"
    ANSWER_REQUEST = "answer-request"

    OPEN_COLLECTIVITE_SPACE = "open-collectivite-space"
    SIGN_DEPLOYMENT = "sign-deployment"
    DECLARE_USE = "declare-use"
    REQUEST_SERVICES = "request-services"
    READ_REQUEST = "read-request"
    WITHDRAW_REQUEST = "withdraw-request"
    ASK_FEEDBACK = "ask-feedback"
    DISCUSS_QUESTION = "discuss-question"

    CONTRIBUTE = "contribute"
    READ_CONTRIBUTION = "read-contribution"
    CHANGE_CONTRIBUTION = "change-contribution"
    REWRITE_CONTRIBUTION = "rewrite-contribution"
    ASK_INVESTIGATION = "ask-investigation"
    APPLY_AS_PILOT = "apply-as-pilot"
    KEEP_CANDIDACY = "keep-candidacy"
    SUPPORT_PROPOSITION = "support-proposition"
    OBJECT_TO_GROUPING = "object-to-grouping"

    ASK_FUNDING = "ask-funding"
    CHANGE_APPLICATION = "change-application"
    OPEN_FUND_DESK = "open-fund-desk"
    INSTRUCT_FILES = "instruct-files"
    RUN_ENVELOPES = "run-envelopes"
    PAY_GRANTS = "pay-grants"

    SIT_IN_COMMITTEE = "sit-in-committee"
    REVIEW_FILES = "review-files"
    PRESIDE = "preside"


Rule = Callable[[Person, About], bool]


def holds(*roles: Role) -> Rule:
    wanted = frozenset(roles)
    return lambda person, about: bool(person.roles & wanted)


def any_of(*rules: Rule) -> Rule:
    return lambda person, about: any(rule(person, about) for rule in rules)


def all_of(*rules: Rule) -> Rule:
    return lambda person, about: all(rule(person, about) for rule in rules)


def unless(rule: Rule) -> Rule:
    return lambda person, about: not rule(person, about)


def signed_in(person: Person, about: About) -> bool:
    return person.is_authenticated


def maintains(person: Person, about: About) -> bool:
    """Nobody maintains an unspecified service."""
    return about.service_id in person.maintained


def belongs(person: Person, about: About) -> bool:
    return about.organisation_id is not None and about.organisation_id == person.organisation_id


def wrote(person: Person, about: About) -> bool:
    return about.author_id is not None and about.author_id == person.id


def is_addressed(person: Person, about: About) -> bool:
    return about.addressee_id is not None and about.addressee_id == person.id


def sits(person: Person, about: About) -> bool:
    return about.committee_id in person.committees


def presides(person: Person, about: About) -> bool:
    return about.committee_id in person.presided


def keeps(*desks: str) -> Rule:
    """One of these desks of the fund."""
    wanted = frozenset(desks)
    return lambda person, about: bool(person.fund_desks & wanted)


def lacks_team(person: Person, about: About) -> bool:
    return about.service_id is not None and not about.has_team


staff = holds(Role.EDITOR, Role.ADMINISTRATOR)
# The ANCT answers for services without a team, but never about one's own organisation.
stands_in = all_of(staff, lacks_team, unless(belongs))

RULES: dict[Action, Rule] = {
    # `store.admin.maintainer_access` says what maintainers may open inside.
    Action.ENTER_ADMIN: any_of(staff, holds(Role.MAINTAINER)),
    Action.OPEN_WHOLE_ADMIN: staff,
    Action.MANAGE_PEOPLE: holds(Role.ADMINISTRATOR),
    Action.OPEN_ACCOUNT: signed_in,
    Action.ASK_ATTACHMENT: signed_in,
    Action.SETTLE_ATTACHMENT: all_of(staff, unless(wrote)),
    Action.DRAFT_SHEET: any_of(staff, maintains),
    # Nobody approves their own submission.
    Action.APPROVE_SHEET: all_of(staff, unless(wrote)),
    # People who publish without a review; others add a new file to a new version.
    Action.CHANGE_SHOWN_FILE: holds(Role.ADMINISTRATOR),
    Action.OPEN_MAINTAINER_SPACE: holds(Role.MAINTAINER),
    # Editors write deployments and announcements in the admin (`store.accounts.rights`), under their own name.
    Action.REPORT_DEPLOYMENTS: maintains,
    Action.CONFIRM_DECLARED_USE: any_of(maintains, stands_in),
    # Nobody is judge of a dispute that their service or their organisation is party to.
    Action.SETTLE_CONTEST: all_of(staff, unless(maintains), unless(belongs)),
    Action.ISSUE_TOKEN: maintains,
    Action.ANNOUNCE: maintains,
    Action.ANSWER_REQUEST: any_of(maintains, stands_in),
    Action.OPEN_COLLECTIVITE_SPACE: belongs,
    Action.SIGN_DEPLOYMENT: belongs,
    Action.DECLARE_USE: belongs,
    Action.REQUEST_SERVICES: belongs,
    Action.READ_REQUEST: any_of(belongs, maintains),
    # For requests of an account; without one, the link in the mails is the right to withdraw.
    Action.WITHDRAW_REQUEST: belongs,
    Action.ASK_FEEDBACK: holds(Role.AGENT),
    # Reading it, writing in it and ending it: its two sides, and nobody else.
    Action.DISCUSS_QUESTION: any_of(belongs, is_addressed),
    Action.CONTRIBUTE: belongs,
    # Before it is public; a draft is read by whoever may change it.
    Action.READ_CONTRIBUTION: any_of(belongs, staff),
    Action.CHANGE_CONTRIBUTION: all_of(wrote, belongs),
    # Once submitted, as long as nobody has examined it: it speaks for the organisation.
    Action.REWRITE_CONTRIBUTION: belongs,
    Action.ASK_INVESTIGATION: belongs,
    # Whether it may pilot is for the rules of the call to say, which gives its reason.
    Action.APPLY_AS_PILOT: belongs,
    Action.KEEP_CANDIDACY: belongs,
    # Whether the organisation has a voice is for the rules of the consultation to say, which gives its reason.
    Action.SUPPORT_PROPOSITION: belongs,
    Action.OBJECT_TO_GROUPING: belongs,
    # Certifying and filing is for élus and the DGS of the lead, as `catalogue.funding.filing` says with its reason.
    Action.ASK_FUNDING: belongs,
    Action.CHANGE_APPLICATION: belongs,
    Action.OPEN_FUND_DESK: holds(Role.FUND),
    # Inside one's perimeter, and never one's own file: `catalogue.funding.instructing`.
    Action.INSTRUCT_FILES: keeps("prefecture", "dinum"),
    # A région delegates to its départements.
    Action.RUN_ENVELOPES: keeps("enveloppes", "prefecture"),
    Action.PAY_GRANTS: keeps("paiements"),
    Action.SIT_IN_COMMITTEE: holds(Role.COMMITTEE),
    # Who is in conflict on a file, and who presides over it then: `catalogue.review.sight`.
    Action.REVIEW_FILES: sits,
    Action.PRESIDE: presides,
}


def may(person: Person, action: Action, about: About = NO_OBJECT) -> bool:
    """Whether the person may do it to what `about` describes. Visitors may do nothing."""
    return person.is_authenticated and RULES[action](person, about)
