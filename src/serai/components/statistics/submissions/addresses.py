"""Addresses of submissions; the room's own list takes them in before its tables."""

from __future__ import annotations

from django.urls import path

from serai.components.statistics.submissions.views import agreements, duties, publications, submission

urlpatterns = [
    path("calendar/", publications.publications, name="calendar"),
    path("calendar.ics", publications.publications_file, name="calendar_file"),
    path("sending/", duties.sending, name="sending"),
    path("sending/new/", duties.arrange, name="arrange"),
    path("sending/<int:key>/", duties.provision, name="provision"),
    path("sending/<int:key>/change/", duties.arrange, name="arrange_change"),
    path("sending/<int:key>/template/", duties.template, name="template"),
    path("sending/<int:key>/begin/", duties.begin, name="begin"),
    path("submissions/<int:key>/", submission.submission, name="submission"),
    path("submissions/<int:key>/upload/", submission.upload, name="submission_upload"),
    path("submissions/<int:key>/form/", submission.typed, name="submission_form"),
    path("submissions/<int:key>/comment/", submission.comment, name="submission_comment"),
    path("submissions/<int:key>/explain/<slug:finding>/", submission.explain, name="submission_explain"),
    path("submissions/<int:key>/named/", submission.grant, name="submission_grant"),
    path("submissions/<int:key>/named/<int:number>/end/", submission.end_grant, name="submission_grant_end"),
    path("submissions/<int:key>/files/<int:version>/<slug:which>", submission.file, name="submission_file"),
    path("submissions/<int:key>/do/<slug:action>/", submission.act, name="submission_do"),
    path("agreements/", agreements.listing, name="agreements"),
    path("agreements/new/", agreements.draft, name="agreement_new"),
    path("agreements/<int:key>/sign/", agreements.sign, name="agreement_sign"),
    path("agreements/<int:key>/end/", agreements.end, name="agreement_end"),
]
