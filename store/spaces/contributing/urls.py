from django.urls import path

from store.spaces.contributing import asking_investigations, own_contributions, rewriting, views

urlpatterns = [
    path("besoins/dire/", views.contribute, name="needs_contribute"),
    path("besoins/dire/existe/", views.existing, name="needs-existing"),
    path("besoins/dire/<int:pk>/", views.draft, name="contribution-draft"),
    path("besoins/dire/<int:pk>/verifier/", views.check, name="contribution-check"),
    path("besoins/dire/existe/<int:pk>/", views.answered, name="contribution-answered"),
    path("besoins/<int:pk>/documents/<int:number>/", own_contributions.document, name="contribution-file"),
    path("mon-espace/besoins/", own_contributions.ours, name="space-needs"),
    path("mon-espace/besoins/<int:pk>/", own_contributions.one, name="space-need"),
    path("mon-espace/besoins/<int:pk>/correction/", rewriting.rewrite_one, name="space-need-rewrite"),
    path("mon-espace/besoins/<int:pk>/retrait/", own_contributions.withdraw_one, name="space-need-withdraw"),
    path("investigations/demander/", asking_investigations.ask_investigation, name="investigation-ask"),
    path(
        "investigations/demander/retrait/", asking_investigations.withdraw_investigation, name="investigation-withdraw"
    ),
]
