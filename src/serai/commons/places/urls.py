"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from serai.commons.places import views

urlpatterns = [path("dates/", views.dates, name="dates")]
