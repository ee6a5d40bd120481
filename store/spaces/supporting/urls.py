from django.urls import path

from store.spaces.supporting import objections, views

urlpatterns = [
    path("besoins/<int:pk>/soutien/", views.support, name="need-support"),
    path("besoins/<int:pk>/soutien/retrait/", views.withdraw, name="need-support-withdraw"),
    path("besoins/<int:pk>/opposition/", objections.object_to_grouping, name="need-object"),
    path("mon-espace/soutiens/", views.ours, name="space-supports"),
]
