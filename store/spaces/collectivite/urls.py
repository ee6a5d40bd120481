from django.urls import path

from store.spaces.collectivite import uses_views, views

urlpatterns = [
    path("mon-espace/", views.overview, name="space"),
    path("mon-espace/autour/", views.neighbours, name="space-neighbours"),
    path("mon-espace/equipe/", views.people, name="space-people"),
    path("mon-espace/utilisations/<int:pk>/", uses_views.use, name="space-use"),
    path("mon-espace/utilisations/<int:pk>/modifier/", uses_views.change, name="space-use-change"),
    path("mon-espace/utilisations/<int:pk>/retrait/", uses_views.withdraw_use, name="space-use-withdraw"),
    path("mon-espace/declaration/", uses_views.choose_service, name="space-declare"),
    path("mon-espace/declaration/<str:slug>/", uses_views.declare, name="space-declare-service"),
]
