"""Nothing is published before another person has read it: the rule, and where Wagtail asks it.

Editors and maintainers have no right to publish: their versions go through a review, whatever the button, the menu or
the bulk action. The review ends in `publish_approved`, which asks the rule again: no way round it.
"""

from django.core.exceptions import PermissionDenied
from wagtail.models import Page, Revision, WorkflowState

from catalogue.deployments.independence import are_one
from catalogue.foundation.french_order import french_order
from store.accounts.models import User
from store.accounts.people import person_of
from store.accounts.policies import About, Action, may
from store.accounts.rights import ADMINISTRATORS, EDITORS
from store.admin.contributors import contributors, text_of


def may_approve(user, state: WorkflowState) -> bool:
    """Whether the person may publish what is in review: they wrote none of it and did not submit it, nor did another
    account of theirs.
    """
    person, written_by = person_of(user), {*authors_of(state.content_object), state.requested_by_id}
    if not all(may(person, Action.APPROVE_SHEET, About(author_id=author)) for author in [None, *written_by]):
        return False
    return not any(are_one(user, author) for author in User.objects.filter(pk__in=written_by - {None}))


def readers(page: Page) -> list[User]:
    """Who may approve the version in progress: people of the review's groups who did not write or submit it."""
    excluded = set(authors_of(page))
    if page.workflow_in_progress:
        excluded.add(page.current_workflow_state.requested_by_id)
    people = User.objects.filter(is_active=True, groups__name__in=[EDITORS, ADMINISTRATORS])
    found = people.exclude(pk__in=[pk for pk in excluded if pk]).distinct()
    authors = list(User.objects.filter(pk__in=[pk for pk in excluded if pk]))
    found = [one for one in found if not any(are_one(one, author) for author in authors)]
    return sorted(found, key=lambda one: french_order(one.name or one.username))


def authors_of(page: Page) -> frozenset[int]:
    """Who wrote what differs from the public version."""
    public = page.live_revision
    revisions = Revision.objects.for_instance(page).order_by("created_at", "pk")
    if public:
        revisions = revisions.filter(created_at__gte=public.created_at)
    versions = list(revisions.values_list("user_id", "content"))
    # A form left open may save itself over the version that was published: it then holds more than what is public.
    is_as_published = public and page.last_published_at and public.created_at <= page.last_published_at
    return contributors(versions if is_as_published else [(None, {}), *versions])


def read_version(state: WorkflowState) -> Revision | None:
    """The latest version, which readers are shown; None when its text is not the one that was submitted."""
    submitted = state.current_task_state.revision
    latest = state.content_object.get_latest_revision()
    same = submitted and (latest == submitted or text_of(latest.content) == text_of(submitted.content))
    return latest if same else None


def submit_again(state: WorkflowState, user) -> None:
    """What was changed during its review is read anew, by somebody who did not change it."""
    state.cancel(user=user)
    state.workflow.start(state.content_object, user)


def has_been_read(version: Revision) -> bool:
    """Submitted, approved or public: its text must stay what it is."""
    return (
        version.approved_go_live_at is not None
        or version.task_states.exists()
        or Page.objects.filter(live_revision=version).exists()
    )


def publish_approved(state: WorkflowState, user=None) -> None:
    """The end of a review. Raises PermissionDenied, and then nothing of the approval is kept."""
    if user is None or not may_approve(user, state):
        raise PermissionDenied("Une autre personne doit approuver cette version.")
    if (version := read_version(state)) is None:
        raise PermissionDenied("Cette page a changé depuis qu'elle a été soumise.")
    version.publish(user=user, skip_permission_checks=True)
