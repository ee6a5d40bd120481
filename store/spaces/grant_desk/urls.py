from django.urls import path

from store.spaces.grant_desk import grant_acts

urlpatterns = [
    path("instruction/subventions/", grant_acts.followed, name="grant-desk"),
    path("instruction/subventions/<int:pk>/", grant_acts.one, name="grant-desk-grant"),
    path("instruction/subventions/<int:pk>/<slug:gesture>/", grant_acts.act, name="grant-desk-act"),
    path("mon-espace/financements/subventions/<int:pk>/bilan/", grant_acts.report, name="grant-report"),
]
