"""Addresses for translators."""

from __future__ import annotations

from django.urls import URLPattern, path

from serai.web.translators import views

urlpatterns: list[URLPattern] = [
    path("", views.languages, name="translations"),
    path("<str:code>/", views.language, name="translations_language"),
    path("<str:code>/serai.<str:form>", views.file, name="translations_file"),
    path("<str:code>/<uuid:key>/", views.delivery, name="translations_delivery"),
]
