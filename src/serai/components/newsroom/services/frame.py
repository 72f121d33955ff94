"""What the editor needs before anybody writes: languages, groups, the workflow, a root for each language."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from serai.components.newsroom.models import LanguageRoot, NewsIndex

EDITORS, APPROVERS = "Editors of the site", "Approvers of the site"
WORKFLOW = "The secretariat approves"
NEWS = "news"
PAGE_PERMISSIONS = {
    EDITORS: ("add_page", "change_page"),
    APPROVERS: ("add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page"),
}
FILE_PERMISSIONS = {
    # Wagtail asks for the permissions of its own model, whichever model pictures have
    ("wagtailimages", "image"): ("add_image", "change_image", "choose_image"),
    ("wagtaildocs", "document"): ("add_document", "change_document", "choose_document"),
}
OWN_PERMISSIONS = {
    EDITORS: ("access_admin", "submit_translation", "view_visibilityline", "view_contactrole"),
    APPROVERS: (
        "access_admin",
        "submit_translation",
        "add_visibilityline",
        "change_visibilityline",
        "view_visibilityline",
        "delete_visibilityline",
        "add_contactrole",
        "change_contactrole",
        "view_contactrole",
        "delete_contactrole",
    ),
}


@transaction.atomic
def set_up() -> list[Locale]:
    """Bring languages, roots, groups and the workflow up; what stands already is left alone."""
    ContentType.objects.clear_cache()
    locales = _locales()
    top = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
    first = _roots(top, locales)
    _site(first)
    _groups(top)
    _workflow(top)
    return locales


def _locales() -> list[Locale]:
    held = {locale.language_code: locale for locale in Locale.objects.all()}
    codes = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
    missing = [Locale(language_code=code) for code in codes if code not in held]
    Locale.objects.bulk_create(missing)
    held |= {locale.language_code: locale for locale in missing}
    return [held[code] for code in codes]


def _roots(top: Page, locales: list[Locale]) -> LanguageRoot:
    """A root and a folder of news in every language, each a translation of those in the first one."""
    roots = {root.locale_id: root for root in LanguageRoot.objects.all()}
    folders = {folder.locale_id: folder for folder in NewsIndex.objects.all()}
    for locale in locales:
        if locale.pk not in roots:
            root = LanguageRoot(
                title=f"Serai ({locale.language_code})", slug=f"site-{locale.language_code}", locale=locale
            )
            if roots:
                root.translation_key = roots[locales[0].pk].translation_key
            roots[locale.pk] = top.add_child(instance=root)
            top.refresh_from_db()
        if locale.pk not in folders:
            folder = NewsIndex(title="News", slug=NEWS, locale=locale)
            if folders:
                folder.translation_key = folders[locales[0].pk].translation_key
            folders[locale.pk] = roots[locale.pk].add_child(instance=folder)
    first: LanguageRoot = roots[locales[0].pk]
    return first


def _site(root: LanguageRoot) -> None:
    """One site, whose root is the first language's; the page that Wagtail greets with goes."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(hostname="localhost", root_page=root, is_default_site=True)
    elif site.root_page_id != root.pk:
        greeting = site.root_page
        site.root_page = root
        site.save()
        if greeting.specific_class is Page and not greeting.get_children().exists():
            greeting.delete()
    Site.clear_site_root_paths_cache()


def _groups(top: Page) -> None:
    held = GroupCollectionPermission.objects.filter(group__name__in=(EDITORS, APPROVERS))
    if held.filter(permission__codename="add_image").count() == 2:
        return
    Group.objects.filter(name__in=("Editors", "Moderators")).delete()
    root = Collection.get_first_root_node() or Collection.add_root(name="Root")
    for name in (EDITORS, APPROVERS):
        group, _new = Group.objects.get_or_create(name=name)
        group.permissions.set(Permission.objects.filter(codename__in=OWN_PERMISSIONS[name]))
        for codename in PAGE_PERMISSIONS[name]:
            found = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
            GroupPagePermission.objects.get_or_create(group=group, page=top, permission=found)
        for (label, model), codenames in FILE_PERMISSIONS.items():
            for found in Permission.objects.filter(
                content_type__app_label=label, content_type__model=model, codename__in=codenames
            ):
                GroupCollectionPermission.objects.get_or_create(
                    group=group, collection=root, permission=found
                )


def _workflow(top: Page) -> None:
    """A story goes to the secretariat before it is published."""
    if Workflow.objects.filter(name=WORKFLOW).exists():
        return
    task = GroupApprovalTask.objects.create(name=WORKFLOW)
    task.groups.set(Group.objects.filter(name=APPROVERS))
    workflow = Workflow.objects.create(name=WORKFLOW)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    WorkflowPage.objects.filter(page=top).delete()
    WorkflowPage.objects.create(page=top, workflow=workflow)
