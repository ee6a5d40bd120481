"""Before the addresses of sheets and of their users: `resultats.csv` is no service."""

from django.urls import path

from catalogue.foundation.spreadsheets import CSV, XLSX
from store.open_data import views

_USERS = "services/<str:slug>/collectivites"

urlpatterns = [
    path("services/resultats.atom", views.search_feed, name="results-feed"),
    *(
        route
        for ending in (CSV, XLSX)
        for route in (
            path(f"services/resultats.{ending}", views.results, {"ending": ending}, f"results-{ending}"),
            path(f"{_USERS}.{ending}", views.users, {"ending": ending}, f"users-{ending}"),
            path(f"{_USERS}/<slug:standing>.{ending}", views.users, {"ending": ending}, f"users-standing-{ending}"),
        )
    ),
]
