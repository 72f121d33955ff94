"""Addresses of the room."""

from __future__ import annotations

from django.urls import URLPattern, path

from serai.commons.notices import views

urlpatterns: list[URLPattern] = [
    path("", views.notices, name="notices"),
    path("<int:number>/", views.notice, name="notice"),
    path("read/", views.read_all, name="notices_read"),
    path("settings/", views.settings, name="notice_settings"),
    path("stop/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("mail/", views.mails, name="mails"),
    path("mail/<int:number>/again/", views.send_again, name="mail_again"),
]
