from django.urls import path

from store.spaces.following import views

urlpatterns = [
    path("besoins/<int:pk>/suivre/", views.following, name="need-follow"),
]
