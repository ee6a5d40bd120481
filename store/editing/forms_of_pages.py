"""The form of a page while a version of it is being read, or has been."""

from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page, Revision

from store.editing.review import has_been_read

OVERWRITTEN = "overwrite_revision_id"


class ReviewedEditView(EditView):
    """As Wagtail's, but what somebody reads or has read stays as it is: changes make another version of it."""

    def dispatch(self, request: HttpRequest, page_id: int, **kwargs) -> HttpResponse:
        number = request.POST.get(OVERWRITTEN, "")
        seen = Revision.objects.filter(pk=number).first() if number.isdecimal() else None
        if seen and has_been_read(seen):
            request.POST = request.POST.copy()
            del request.POST[OVERWRITTEN]
        return super().dispatch(request, page_id, **kwargs)

    def get_context_data(self, **kwargs) -> dict:
        """Nothing saves itself while it is read: one letter typed by accident would make its reader an author."""
        context = super().get_context_data(**kwargs)
        return {**context, "autosave_enabled": self.autosave_enabled and not self.is_being_read}

    @cached_property
    def is_being_read(self) -> bool:
        return self.page.workflow_in_progress


class ReviewedPageViewSet(PageViewSet):
    """Of every type of page that has none of its own."""

    model = Page
    edit_view_class = ReviewedEditView


class ReadOnlyPagesAPI(PagesAdminAPIViewSet):
    """What the admin's own choosers and explorer ask. Its actions pass by the locks of the forms: they are closed."""

    actions: dict = {}
