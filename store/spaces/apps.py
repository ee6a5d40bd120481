from django.apps import AppConfig


class SpacesConfig(AppConfig):
    name = "store.spaces"
    label = "spaces"
    verbose_name = "Espaces"

    def ready(self) -> None:
        from store.spaces import agent_letters, team_letters  # noqa: F401, PLC0415  connects the receivers
        from store.spaces.links import listening  # noqa: F401, PLC0415  connects the receivers
        from store.spaces.requests import letters  # noqa: F401, PLC0415  connects the receivers
