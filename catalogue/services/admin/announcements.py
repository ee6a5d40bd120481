"""Announcements in the admin, for editors who write on behalf of a team; maintainers have their own space."""

from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet

from catalogue.services.models import Announcement
from catalogue.services.news.announcing import announce, correct


class AnnounceView(CreateView):
    success_message = "« %(object)s » est annoncée : la fiche la montre, les collectivités qui le veulent la reçoivent."

    def save_instance(self) -> Announcement:
        return announce(author=self.request.user, **self.form.cleaned_data)


class CorrectView(EditView):
    """Corrections are not sent again, except for the end of an incident or maintenance."""

    def save_instance(self) -> Announcement:
        correct(self.form.instance)
        return self.form.instance


class AnnouncementViewSet(ModelViewSet):
    model = Announcement
    name = "annonces"
    menu_label = "Annonces"
    icon = "warning"
    add_view_class = AnnounceView
    edit_view_class = CorrectView
    copy_view_enabled = False
    list_display = ["title", "service", "kind", "starts", "ends", "cancelled"]
    list_filter = ["kind", "is_demo"]
    search_fields = ["title", "text", "service__title"]
    ordering = ["-starts"]
    panels = [
        FieldPanel("service"),
        FieldPanel("kind"),
        FieldPanel("title"),
        FieldPanel("text"),
        FieldRowPanel([FieldPanel("starts"), FieldPanel("ends")]),
        FieldPanel("is_demo"),
    ]
