from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "store.content"
    label = "content"
    verbose_name = "Contenus du site"

    def ready(self) -> None:
        from wagtail.models import ReferenceIndex  # noqa: PLC0415  needs the models

        from store.content.home.home_sections import add_section  # noqa: PLC0415  needs the models
        from store.content.home.need_sections import CallsSection, NeedsSection  # noqa: PLC0415
        from store.content.models import SiteSettings  # noqa: PLC0415  needs the models

        # Wagtail leaves settings out: a page of the menu would be deleted without a word.
        ReferenceIndex.register_model(SiteSettings)
        add_section("needs", NeedsSection())
        add_section("calls", CallsSection())
