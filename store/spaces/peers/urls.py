from django.urls import path

from store.spaces.peers import views

urlpatterns = [
    path("mon-espace/retours/", views.overview, name="space-feedback"),
    path("mon-espace/retours/accord/", views.consent, name="space-feedback-consent"),
    path("mon-espace/retours/questions/<int:pk>/", views.question, name="space-feedback-question"),
    path("mon-espace/retours/questions/<int:pk>/fin/", views.ending, name="space-feedback-end"),
    path("mon-espace/retours/services/<str:slug>/", views.asking, name="space-feedback-ask"),
]
