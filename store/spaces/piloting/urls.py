from django.urls import path

from store.spaces.piloting import views

urlpatterns = [
    path("appels-a-pilotes/<int:pk>/candidature/", views.apply, name="pilot-apply"),
    path("mon-espace/pilotes/", views.ours, name="space-pilots"),
    path("mon-espace/pilotes/<int:pk>/", views.one, name="space-pilot"),
    path("mon-espace/pilotes/<int:pk>/sites/", views.sites, name="space-pilot-sites"),
    path("mon-espace/pilotes/<int:pk>/journal/", views.entry, name="space-pilot-entry"),
    path("mon-espace/pilotes/<int:pk>/bilan/", views.verdict, name="space-pilot-verdict"),
    path("mon-espace/pilotes/<int:pk>/retrait/", views.withdraw, name="space-pilot-withdraw"),
]
