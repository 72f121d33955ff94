"""Addresses of the desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from serai.web.desk import views

urlpatterns: list[URLPattern] = [
    path("", views.desk, name="desk"),
    path("calendar/", views.calendar, name="desk_calendar"),
    path("calendar/<str:words>.ics", views.calendar_file, name="desk_calendar_file"),
    path("act/<str:token>/", views.link, name="desk_link"),
]
