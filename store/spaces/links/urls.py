from django.urls import path

from store.spaces.links.views import by_link

urlpatterns = [path("confirmer/<str:token>/", by_link, name="confirm-by-link")]
