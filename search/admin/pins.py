"""Pinned results in the admin."""

from dataclasses import replace

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultipleChooserPanel, ObjectList
from wagtail.admin.ui.tables import Column

from search.admin.effect import Change, EffectPanel, PreviewedViewSet
from search.admin.prefilled import PrefilledView
from search.answering.search_vocabulary import MOST_PINNED, SearchVocabulary
from search.language.analysis import question_key
from search.models import PinnedResults


def in_order(results: PinnedResults) -> str:
    return ", ".join(pin.service.title for pin in results.services.all())


class PinForm(WagtailAdminModelForm):
    """Django's own messages about formsets would not tell editors what to do."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        services = self.formsets["services"]
        services.error_messages["too_few_forms"] = "Choisissez au moins un service."
        services.error_messages["too_many_forms"] = f"{MOST_PINNED} services au plus : retirez-en."
        services.get_unique_error_message = lambda fields: "Un service est épinglé deux fois : retirez-en un."
        services.get_form_error = lambda: "Ce service est déjà plus haut."


class AddPinsView(PrefilledView):
    prefilled = "question"


class PinViewSet(PreviewedViewSet):
    model = PinnedResults
    icon = "thumbtack"
    menu_label = "Résultats épinglés"
    add_view_class = AddPinsView
    copy_view_enabled = False
    search_fields = ["question"]
    list_display = ["__str__", Column("services", label="Services, dans l'ordre", accessor=in_order)]
    edit_handler = ObjectList(
        [
            FieldPanel("question"),
            MultipleChooserPanel(
                "services",
                chooser_field_name="service",
                heading="Services qui viennent en premier, dans cet ordre",
                label="service",
                min_num=1,
                max_num=MOST_PINNED,
            ),
            EffectPanel(),
        ],
        base_form_class=PinForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[PinnedResults]:
        return PinnedResults.objects.prefetch_related("services__service")

    def questions(self, saved: PinnedResults | None, proposed: PinnedResults) -> list[str]:
        """Both questions, if it was changed: the former one loses its pinned results."""
        if saved is None or question_key(saved.question) == question_key(proposed.question):
            return [proposed.question]
        return [proposed.question, saved.question]

    def change(self, saved: PinnedResults | None, proposed: PinnedResults) -> Change:
        def changed(now: SearchVocabulary) -> SearchVocabulary:
            others = [row for row in now.pinned if saved is None or row[0] != saved.question]
            rows = [(proposed.question, pin.sort_order, pin.service_id) for pin in proposed.services.all()]
            return replace(now, pinned=(*others, *rows))

        return changed
