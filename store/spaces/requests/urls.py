from django.urls import path

from store.spaces.requests import views

urlpatterns = [
    path("mon-espace/demandes/", views.ours, name="space-requests"),
    path("demandes/<int:pk>/", views.one, name="request"),
    path("demandes/<int:pk>/retrait/", views.withdraw_ours, name="request-withdraw"),
]
