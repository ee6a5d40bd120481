"""What maintainers may do with pictures and documents: add some, choose theirs and those of the sheets they maintain.

Wagtail's `choose` opens a whole collection: its choosers would tell, by number, the pictures of others' drafts.
"""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from wagtail.models import Page, ReferenceIndex
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

from store.accounts.people import person_of


class FilePermissions(CollectionOwnershipPermissionPolicy):
    """Wagtail's groups, and for whoever may add files the right to choose one's own (`store.accounts.rights`)."""

    def __init__(self, model, auth_model=None) -> None:
        super().__init__(model, auth_model, owner_field_name="uploaded_by_user")

    def user_has_any_permission_for_instance(self, user, actions, instance):
        granted = super().user_has_any_permission_for_instance(user, actions, instance)
        return granted or ("choose" in actions and self._own(user).filter(pk=instance.pk).exists())

    def instances_user_has_any_permission_for(self, user, actions):
        granted = super().instances_user_has_any_permission_for(user, actions)
        return granted | self._own(user) if "choose" in actions else granted

    def _own(self, user) -> QuerySet:
        if not self.user_has_permission(user, "add"):
            return self.model.objects.none()
        shown = ReferenceIndex.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Page),
            object_id__in=[str(pk) for pk in person_of(user).maintained],
            to_content_type=ContentType.objects.get_for_model(self.model),
        ).values_list("to_object_id", flat=True)
        return self.model.objects.filter(Q(uploaded_by_user=user) | Q(pk__in=list(shown)))
