from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "catalogue.needs"
    label = "needs"
    verbose_name = "Besoins"

    def ready(self) -> None:
        from catalogue.needs import in_production, joining_voices, moved_voices, projects  # noqa: F401, PLC0415  connects
        from catalogue.needs.committee_files import put_before_committees  # noqa: PLC0415  once models are ready

        put_before_committees()
