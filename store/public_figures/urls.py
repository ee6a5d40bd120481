from django.urls import path

from catalogue.foundation.spreadsheets import CSV, XLSX
from store.public_figures import views

urlpatterns = [
    path("statistiques/", views.statistics, name="statistics"),
    path("statistiques.json", views.statistics_as_data, name="statistics-json"),
    *(
        path(f"statistiques.{ending}", views.statistics_file, {"ending": ending}, f"statistics-{ending}")
        for ending in (CSV, XLSX)
    ),
]
