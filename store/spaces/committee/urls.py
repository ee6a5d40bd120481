from django.urls import path

from catalogue.foundation.spreadsheets import CSV, XLSX
from store.spaces.committee import agenda, file_pages, presidency, session_files

urlpatterns = [
    path("comite/", agenda.overview, name="committee"),
    path("comite/seances/<int:pk>/", agenda.session, name="committee-session"),
    path("comite/seances/<int:pk>/agenda.ics", session_files.diary, name="committee-diary"),
    *(
        path(
            f"comite/seances/<int:pk>/presidence/notes.{ending}",
            session_files.figures_file,
            {"ending": ending},
            f"committee-figures-{ending}",
        )
        for ending in (CSV, XLSX)
    ),
    path("comite/seances/<int:pk>/presidence/", presidency.session, name="committee-presidency"),
    path("comite/seances/<int:pk>/presidence/ouvrir/", presidency.opening, name="committee-open"),
    path("comite/seances/<int:pk>/presidence/fermer/", presidency.closing, name="committee-close"),
    path("comite/seances/<int:pk>/presidence/publication/", presidency.publication, name="committee-publish"),
    path("comite/dossiers/<int:pk>/", file_pages.file, name="committee-file"),
    path("comite/dossiers/<int:pk>/declaration/", file_pages.declaration, name="committee-declare"),
    path("comite/dossiers/<int:pk>/retrait/", file_pages.withdrawal, name="committee-withdraw"),
    path("comite/dossiers/<int:pk>/notes/", file_pages.scores, name="committee-score"),
    path("comite/dossiers/<int:pk>/decision/", presidency.decision, name="committee-decide"),
]
