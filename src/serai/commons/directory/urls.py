"""Addresses of the room."""

from __future__ import annotations

from django.urls import URLPattern, path

from serai.commons.directory.views import invitations, leaving, lists, people

urlpatterns: list[URLPattern] = [
    path("", people.people, name="people"),
    path("me/", people.own_details, name="account_details"),
    path("new/", people.new_person, name="new_person"),
    path("of/<str:key>/", people.organisation_people, name="organisation_people"),
    path("<int:number>/", people.person, name="person"),
    path("<int:number>/edit/", people.edit_person, name="edit_person"),
    path("<int:number>/posts/new/", people.new_post, name="new_post"),
    path("<int:number>/merge/", people.merge, name="merge_person"),
    path("<int:number>/leave/<str:key>/", leaving.leave, name="leave_organisation"),
    path("posts/<int:number>/end/", people.end_post, name="end_post"),
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/new/", invitations.invite, name="invite"),
    path("invitations/<int:number>/resend/", invitations.resend, name="resend_invitation"),
    path("invitations/<int:number>/withdraw/", invitations.withdraw, name="withdraw_invitation"),
    path("join/<str:token>/", invitations.accept, name="accept_invitation"),
    path("lists/", lists.mailing_lists, name="mailing_lists"),
    path("lists/leave/<str:token>/", leaving.leave_list, name="leave_list"),
    path("lists/<slug:key>/", lists.mailing_list, name="mailing_list"),
    path("lists/<slug:key>/change/", lists.change_list, name="change_list"),
    path("import/", lists.import_contacts, name="import_contacts"),
    path("import/<uuid:key>/", lists.import_preview, name="import_preview"),
    path("export/", lists.export_contacts, name="export_contacts"),
]
