"""The shell's own pages, declared as a room is: home, and what the partnership is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from serai.commons.accounts.access import MANAGE_ACCOUNTS, RESET_FACTORS
from serai.commons.audit.access import PERMISSIONS as HISTORIES
from serai.commons.audit.access import READ_HOUSE, READ_READS
from serai.commons.directory.access import PERMISSIONS as PEOPLE
from serai.commons.directory.access import READ_PEOPLE
from serai.commons.files.access import KEEP_FILES, MANAGE_FILES
from serai.commons.jobs.access import WATCH_JOBS
from serai.commons.notices.access import SEE_MAIL
from serai.commons.partnership.access import LOAD_PARTNERSHIP, SET_AUDIENCE
from serai.commons.vaults.access import BREAK_GLASS, WATCH_VAULTS
from serai.commons.vaults.access import PERMISSIONS as VAULTS
from serai.web.access import SEE_RIGHTS
from serai.web.manifest import MenuItem, Room
from serai.web.translators.access import TRANSLATE

MANIFEST = Room(
    name="web",
    title=_("Partnership"),
    url_prefix="",
    url_module="serai.web.urls",
    menu=(
        MenuItem(_("Activities"), "activities"),
        MenuItem(_("Calendar"), "calendar"),
        MenuItem(_("States"), "states"),
        MenuItem(_("Bodies"), "bodies"),
        MenuItem(_("Organisations"), "organisations"),
        MenuItem(_("Projects"), "projects"),
        MenuItem(_("Frameworks"), "frameworks"),
        MenuItem(_("People"), "people", READ_PEOPLE, section="work"),
        MenuItem(_("Accounts"), "accounts", MANAGE_ACCOUNTS, section="work"),
        MenuItem(_("Lost second factors"), "factor_resets", RESET_FACTORS, section="work"),
        MenuItem(_("Load files"), "load_partnership", LOAD_PARTNERSHIP, section="work"),
        MenuItem(_("Files"), "files", KEEP_FILES, section="work"),
        MenuItem(_("Work in progress"), "all_jobs", WATCH_JOBS, section="work"),
        MenuItem(_("Mails"), "mails", SEE_MAIL, section="work"),
        MenuItem(_("Translations"), "translations", TRANSLATE, section="work"),
        MenuItem(_("Vaults"), "vaults", WATCH_VAULTS, section="work"),
        MenuItem(_("Open a record in an emergency"), "vaults_glass", BREAK_GLASS, section="work"),
        MenuItem(_("Rights"), "rights", SEE_RIGHTS, section="work"),
        MenuItem(_("Latest changes"), "history_overview", READ_HOUSE, section="work"),
        MenuItem(_("Who read personal data"), "history_reads", READ_READS, section="work"),
    ),
    permissions=(
        *HISTORIES,
        SEE_RIGHTS,
        LOAD_PARTNERSHIP,
        SET_AUDIENCE,
        MANAGE_ACCOUNTS,
        RESET_FACTORS,
        *PEOPLE,
        *VAULTS,
        KEEP_FILES,
        MANAGE_FILES,
        WATCH_JOBS,
        SEE_MAIL,
        TRANSLATE,
    ),
)
