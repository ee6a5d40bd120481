"""The single step of the review."""

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.urls import reverse
from wagtail.models import AbstractGroupApprovalTask, Page, TaskState, Workflow, WorkflowPage, WorkflowTask

from store.accounts.rights import ADMINISTRATORS, EDITORS
from store.admin.review import may_approve, read_version, submit_again

# Wagtail writes « Soumettre à … » before it.
WORKFLOW = "la relecture d'une autre personne"


class PeerReview(AbstractGroupApprovalTask):
    """Approved by a member of the groups who wrote none of it. Authors can only wait or withdraw."""

    class Meta:
        verbose_name = "relecture par une autre personne"
        verbose_name_plural = "relectures par une autre personne"

    @classmethod
    def get_description(cls) -> str:
        return "Une personne des groupes choisis, qui n'a rien écrit de la version, l'approuve ou la renvoie"

    def _judges(self, obj, user) -> bool:
        state = obj.current_workflow_state
        return state is not None and self.user_can_access_editor(obj, user) and may_approve(user, state)

    def locked_for_user(self, obj, user) -> bool:
        """During a review only its readers may change the page, and whoever already changed it."""
        return not (self._judges(obj, user) or self._has_changed_it(obj, user))

    def _has_changed_it(self, obj, user) -> bool:
        state, latest = obj.current_workflow_state, obj.get_latest_revision()
        begun = latest.user_id == user.pk and latest != state.current_task_state.revision
        return begun and self.user_can_access_editor(obj, user) and state.requested_by_id != user.pk

    def get_actions(self, obj, user) -> list:
        return super().get_actions(obj, user) if self._judges(obj, user) else []

    def on_action(self, task_state: TaskState, user, action_name: str, **kwargs) -> str | None:
        """Returns a redirect if nothing was decided: changes made since the submission need another review."""
        state = task_state.workflow_state
        if action_name == "approve" and state.is_active and read_version(state) is None:
            submit_again(state, state.content_object.get_latest_revision().user or state.requested_by)
            return reverse("wagtailadmin_pages:edit", args=[state.content_object.pk])
        if not self._judges(state.content_object, user):
            raise PermissionDenied
        return super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user, **kwargs) -> QuerySet[TaskState]:
        states = super().get_task_states_user_can_moderate(user, **kwargs).select_related("workflow_state")
        return states.filter(pk__in=[one.pk for one in states if may_approve(user, one.workflow_state)])


def set_up_review() -> None:
    """Create the review and apply it to every page, unless it exists: administrators may have changed it since."""
    root = Page.get_first_root_node()
    if root is None or Workflow.objects.filter(name=WORKFLOW).exists():
        return
    review = Workflow.objects.create(name=WORKFLOW)
    task = PeerReview.objects.create(name="Approbation par une personne qui n'a rien écrit de cette version")
    task.groups.set(Group.objects.filter(name__in=[EDITORS, ADMINISTRATORS]))
    WorkflowTask.objects.create(workflow=review, task=task)
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": review})
