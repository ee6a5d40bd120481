"""Pictures and documents, served to people who may see a page that shows them or who edit it.

Their URLs can be guessed or kept, so knowing one is no right. A front server cannot check this, so Django serves them.
"""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.views.static import serve
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.models import Page, ReferenceIndex
from wagtail.users.models import UserProfile

from catalogue.services.models import ServicePage, StoreImage, StoreRendition
from catalogue.services.rules.visibility import VisibleQuerySet
from catalogue.services.sheet.renditions import shown_by
from store.accounts.people import person_of
from store.accounts.policies import About, Action, Person, may

A_WEEK = 7 * 24 * 3_600


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serves pictures, in any size. Documents have their own URL, and nothing else is served.

    Browsers may cache public pictures. Shared caches may not: they would go on showing what is no longer public.
    """
    if "\0" in path:  # refused by PostgreSQL
        raise Http404("Fichier introuvable")
    try:
        image = _image_at(path)
        public = image is not None and _pages_with(image).public().exists()
        if not (public or (image and may_see(request, image)) or _is_portrait(request, path)):
            raise Http404("Fichier introuvable")
        response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    except (OSError, ValueError) as error:  # too long for the file system
        raise Http404("Fichier introuvable") from error
    if public:
        patch_cache_control(response, private=True, max_age=A_WEEK)
    else:
        add_never_cache_headers(response)
    return response


def may_see(request: HttpRequest, file) -> bool:
    """Whether this visitor may read or edit a page that uses the image or the document, or every page links to it."""
    if _of_every_page(file):
        return True
    shown = _pages_with(file).shown_at(timezone.now())
    if any(all(limit.accept_request(request) for limit in page.get_view_restrictions()) for page in shown):
        return True
    return _works_with(person_of(request.user), file)


def _image_at(path: str) -> StoreImage | None:
    rendition = StoreRendition.objects.filter(file=path).select_related("image").first()
    return rendition.image if rendition else StoreImage.objects.filter(file=path).first()


def _pages_with(file) -> VisibleQuerySet:
    """Pages whose published version uses it, and pages never published; not drafts of changes."""
    on_pages = ReferenceIndex.get_references_to(file).filter(base_content_type=ContentType.objects.get_for_model(Page))
    return VisibleQuerySet(Page).filter(pk__in=[int(pk) for pk in on_pages.values_list("object_id", flat=True)])


def _of_every_page(file) -> bool:
    """Whether the settings of a site name it, for its menu or its footer."""
    kinds = ContentType.objects.get_for_models(*settings_registry).values()
    return ReferenceIndex.get_references_to(file).filter(base_content_type__in=kinds).exists()


def _works_with(person: Person, file) -> bool:
    if may(person, Action.OPEN_WHOLE_ADMIN) or (person.id is not None and file.uploaded_by_user_id == person.id):
        return True
    if any(may(person, Action.DRAFT_SHEET, About(service_id=page.pk)) for page in _pages_with(file)):
        return True
    drafts = (page.get_latest_revision_as_object() for page in ServicePage.objects.filter(pk__in=person.maintained))
    return any(image == file for draft in drafts for image, _ in shown_by(draft))


def _is_portrait(request: HttpRequest, path: str) -> bool:
    """Whether it is the picture of an admin account."""
    return may(person_of(request.user), Action.ENTER_ADMIN) and UserProfile.objects.filter(avatar=path).exists()
