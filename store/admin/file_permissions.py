"""Who may do what with pictures and documents.

Maintainers may add files, and choose their own and those of their sheets. Wagtail's `choose` permission opens a whole
collection, and would reveal the pictures of other drafts.

What visitors or reviewers see changes only with a new version of its page. So the file, title, alternative text and
collection of a file in use are locked, except for people who may publish without a review.
"""

from http import HTTPStatus

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import ResolverMatch, reverse
from wagtail.documents.models import Document
from wagtail.models import Page, ReferenceIndex, Revision, TaskState
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

from catalogue.services.models import StoreImage
from store.accounts.people import person_of
from store.accounts.policies import Action, may

CHANGES = frozenset(("change", "delete"))
PAGES_OF_ONE_FILE = {
    "wagtailimages:edit": ("image_id", StoreImage),
    "wagtailimages:delete": ("image_id", StoreImage),
    "wagtaildocs:edit": ("document_id", Document),
    "wagtaildocs:delete": ("document_id", Document),
}


def is_kept(file: StoreImage | Document, user) -> bool:
    """Whether the file is in use and the person may not change what is shown."""
    return not may(person_of(user), Action.CHANGE_SHOWN_FILE) and is_shown(file)


def is_shown(file: StoreImage | Document) -> bool:
    """On a public page, in a vocabulary or a setting, or in a version under review or scheduled."""
    used = ReferenceIndex.get_references_to(file)
    on_pages = used.filter(base_content_type=ContentType.objects.get_for_model(Page))
    pages = [int(number) for number in on_pages.values_list("object_id", flat=True)]
    if Page.objects.live().filter(pk__in=pages).exists() or used.exclude(pk__in=on_pages).exists():
        return True
    wanted = ContentType.objects.get_for_model(file), str(file.pk)
    return any(wanted in _files_of(version) for version in _versions_kept())


def refusal(request: HttpRequest, match: ResolverMatch) -> HttpResponse | None:
    """Replaces Wagtail's form for a locked file: says why, and what to do instead."""
    if match.view_name not in PAGES_OF_ONE_FILE:
        return None
    argument, model = PAGES_OF_ONE_FILE[match.view_name]
    file = model.objects.filter(pk=match.kwargs[argument]).first()
    if file is None or not is_kept(file, request.user):
        return None
    is_picture = model is StoreImage
    context = {
        "file": file,
        "is_picture": is_picture,
        "add": reverse("wagtailimages:add_multiple" if is_picture else "wagtaildocs:add_multiple"),
        "usage": reverse("wagtailimages:image_usage" if is_picture else "wagtaildocs:document_usage", args=[file.pk]),
    }
    return render(request, "admin/kept_file.html", context, status=HTTPStatus.FORBIDDEN)


def _versions_kept() -> QuerySet[Revision]:
    read = Q(task_states__status=TaskState.STATUS_IN_PROGRESS) | Q(approved_go_live_at__isnull=False)
    return Revision.page_revisions.filter(read).distinct()


def _files_of(version: Revision) -> set[tuple[ContentType, str]]:
    """The reference index covers saved objects, not versions: this extracts the references of a version."""
    found = ReferenceIndex._extract_references_from_object(version.as_object())
    return {(ContentType.objects.get_for_id(kind), number) for kind, number, *_ in found}


class FilePermissions(CollectionOwnershipPermissionPolicy):
    """Wagtail's groups; people who may add files may also choose their own (`store.accounts.rights`)."""

    def __init__(self, model, auth_model=None) -> None:
        super().__init__(model, auth_model, owner_field_name="uploaded_by_user")

    def user_has_any_permission_for_instance(self, user, actions, instance):
        if not CHANGES.isdisjoint(actions) and is_kept(instance, user):
            actions = [action for action in actions if action not in CHANGES]
        granted = bool(actions) and super().user_has_any_permission_for_instance(user, actions, instance)
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
