from django.urls import path

from store.spaces.applying_funds import (
    after_filing,
    file_grouping,
    file_pieces,
    filing_pages,
    own_files,
    starting_files,
    ways_on,
    writing_files,
)

_ONE = "mon-espace/financements/<int:pk>/"
urlpatterns = [
    path("mon-espace/financements/", own_files.ours, name="funding-applications"),
    path("mon-espace/financements/commencer/<int:pk>/", starting_files.start, name="funding-start"),
    path(_ONE, own_files.one, name="funding-application"),
    path(f"{_ONE}ecrire/", writing_files.write, name="funding-write"),
    path(f"{_ONE}groupement/", file_grouping.grouping, name="funding-grouping"),
    path(f"{_ONE}groupement/accord/", file_grouping.agree, name="funding-agree"),
    path(f"{_ONE}groupement/depart/", file_grouping.leave, name="funding-leave"),
    path(f"{_ONE}pieces/", file_pieces.pieces, name="funding-pieces"),
    path(f"{_ONE}pieces/<int:number>/", file_pieces.piece, name="funding-piece"),
    path(f"{_ONE}deposer/", filing_pages.file_it, name="funding-file"),
    path(f"{_ONE}deposer/demande/", filing_pages.ask_certification, name="funding-ask-certification"),
    path(f"{_ONE}recepisse/", own_files.receipt, name="funding-receipt"),
    path(f"{_ONE}complement/", after_filing.complement, name="funding-complement"),
    path(f"{_ONE}retrait/", after_filing.withdraw, name="funding-withdraw"),
    path(f"{_ONE}reprendre/", ways_on.refile, name="funding-refile"),
]
