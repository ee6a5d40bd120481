from django.urls import path

from store.sharing.views import short_address

urlpatterns = [path("s/<int:pk>/", short_address, name="short-address")]
