"""Addresses of the API."""

from django.urls import path

from store.api.v1 import api

urlpatterns = [path("v1/", api.urls)]
