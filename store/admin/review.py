"""Nothing is published before another person has read it.

Editors and maintainers have no right to publish: their versions go through a review, whatever button, menu or bulk
action they use. The review ends in `publish_approved`, which checks the rule again.
"""

from django.core.exceptions import PermissionDenied
from wagtail.models import Page, Revision, WorkflowState

from catalogue.deployments.independence import are_one
from catalogue.foundation.french import french_order
from store.accounts.models import User
from store.accounts.people import person_of
from store.accounts.policies import About, Action, may
from store.accounts.rights import ADMINISTRATORS, EDITORS
from store.admin.contributors import contributors, text_of


def may_approve(user, state: WorkflowState) -> bool:
    """Whether the person may publish what is in review: neither they nor another account of theirs wrote any of it or
    submitted it.
    """
    person, written_by = person_of(user), {*authors_of(state.content_object), state.requested_by_id}
    if not all(may(person, Action.APPROVE_SHEET, About(author_id=author)) for author in [None, *written_by]):
        return False
    return not any(are_one(user, author) for author in User.objects.filter(pk__in=written_by - {None}))


def readers(page: Page) -> list[User]:
    """People who may approve the version in progress: members of the groups who neither wrote nor submitted it."""
    excluded = set(authors_of(page))
    if page.workflow_in_progress:
        excluded.add(page.current_workflow_state.requested_by_id)
    people = User.objects.filter(is_active=True, groups__name__in=[EDITORS, ADMINISTRATORS])
    active = people.exclude(pk__in=[pk for pk in excluded if pk]).distinct()
    authors = list(User.objects.filter(pk__in=[pk for pk in excluded if pk]))
    found = [one for one in active if not any(are_one(one, author) for author in authors)]
    return sorted(found, key=lambda one: french_order(one.name or one.username))


def authors_of(page: Page) -> frozenset[int]:
    """Authors of the differences with the public version."""
    public = page.live_revision
    revisions = Revision.objects.for_instance(page).order_by("created_at", "pk")
    if public:
        revisions = revisions.filter(created_at__gte=public.created_at)
    versions = list(revisions.values_list("user_id", "content"))
    # A form left open may autosave over the published version, which then holds more than what is public.
    is_as_published = public and page.last_published_at and public.created_at <= page.last_published_at
    return contributors(versions if is_as_published else [(None, {}), *versions])


def read_version(state: WorkflowState) -> Revision | None:
    """The latest version, which readers see; None if its text is no longer the submitted one."""
    submitted = state.current_task_state.revision
    latest = state.content_object.get_latest_revision()
    same = submitted and (latest == submitted or text_of(latest.content) == text_of(submitted.content))
    return latest if same else None


def submit_again(state: WorkflowState, user) -> None:
    """Start another review of what was changed during the first."""
    state.cancel(user=user)
    state.workflow.start(state.content_object, user)


def has_been_read(version: Revision) -> bool:
    """Submitted, approved or published: its text must not change any more."""
    return (
        version.approved_go_live_at is not None
        or version.task_states.exists()
        or Page.objects.filter(live_revision=version).exists()
    )


def publish_approved(state: WorkflowState, user=None) -> None:
    """The end of a review. Raises PermissionDenied, which undoes the approval."""
    if user is None or not may_approve(user, state):
        raise PermissionDenied("Une autre personne doit approuver cette version.")
    if (version := read_version(state)) is None:
        raise PermissionDenied("Cette page a changé depuis qu'elle a été soumise.")
    version.publish(user=user, skip_permission_checks=True)
