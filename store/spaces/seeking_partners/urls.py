from django.urls import path

from store.spaces.seeking_partners import views

urlpatterns = [
    path("financements/partenaires/<int:pk>/", views.partners, name="funding-partners"),
    path("financements/partenaires/<int:pk>/retrait/", views.stop, name="funding-partners-stop"),
]
