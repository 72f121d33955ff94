"""Addresses of the pages about the API; its resources are put together in ``build``."""

from __future__ import annotations

from django.urls import path

from serai.web.api import views

urlpatterns = [
    path("", views.api, name="api"),
    path("tokens/", views.tokens, name="api_tokens"),
    path("tokens/new/", views.token_new, name="api_token_new"),
    path("tokens/<int:key>/revoke/", views.token_revoke, name="api_token_revoke"),
]
