from django.urls import path

from store.spaces.instruction import (
    desk_acts,
    filed_list,
    filed_page,
    jury_pieces,
    jury_ranking,
    local_decisions,
    programming,
    waiting_desks,
)

DESK = "instruction/guichets/<int:desk>/"
FILE = "instruction/dossiers/<int:pk>/"
ENVELOPE = f"{DESK}enveloppes/<int:pk>/"

urlpatterns = [
    path("instruction/", waiting_desks.overview, name="instruction"),
    path(DESK, filed_list.files, name="fund-desk"),
    path(f"{DESK}lot/", desk_acts.batch, name="fund-desk-batch"),
    path(FILE, filed_page.file, name="fund-file"),
    path(f"{FILE}notes/", filed_page.notes, name="fund-file-notes"),
    path(f"{FILE}retrait/", filed_page.conflict, name="fund-file-conflict"),
    path(f"{FILE}pieces/<int:number>/", filed_page.piece, name="fund-file-piece"),
    path(ENVELOPE, programming.programme, name="fund-programme"),
    path(f"{ENVELOPE}simulations/<int:number>/supprimer/", programming.drop, name="fund-programme-drop"),
    path(f"{ENVELOPE}decisions/", local_decisions.decisions, name="fund-decisions"),
    path("comite/seances/<int:pk>/presidence/classement/", jury_ranking.ranking, name="jury-ranking"),
    path("comite/dossiers/<int:pk>/pieces/<int:number>/", jury_pieces.piece, name="jury-piece"),
]
