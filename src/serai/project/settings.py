"""Django's settings: fixed choices of the house, and what ``environment`` reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import environ
import pghistory
from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO

from serai.commons.places import languages
from serai.project import buckets, environment, openid, postgres

_values = environment.read()
PACKAGE = Path(__file__).resolve().parent.parent
HOME = environment.home()
KEYS = environment.keys()

DEBUG = False
SECRET_KEY = str(_values["SERAI_SECRET_KEY"]) or postgres.secret(HOME, "django")
AUDIT_KEY = postgres.secret(HOME, "audit")  # seals the chain of histories
ALLOWED_HOSTS: list[str] = list(_values["SERAI_ALLOWED_HOSTS"])  # type: ignore[call-overload]
CSRF_TRUSTED_ORIGINS = [
    f"https://{host}" for host in ALLOWED_HOSTS if not host.startswith(("127.", "[", "localhost"))
]
ROOT_URLCONF = "serai.project.urls"
WSGI_APPLICATION = "serai.project.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",  # allauth's list of security keys needs it
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "ninja",  # or its documentation page would load scripts from another host
    "pghistory",
    "pgtrigger",
    "modelcluster",
    "taggit",
    "wagtail",
    "wagtail.admin",
    "wagtail.documents",
    "wagtail.embeds",
    "wagtail.images",
    "wagtail.search",
    "wagtail.sites",
    "wagtail.snippets",
    "wagtail.users",
    "wagtail_localize",
    "wagtail_localize.locales",
    "serai.commons.accounts",
    "serai.commons.audit",
    "serai.commons.places",
    "serai.commons.vaults",
    "serai.commons.jobs",
    "serai.commons.partnership",
    "serai.commons.directory",
    "serai.commons.files",
    "serai.commons.notices",
    "serai.commons.search",
    "serai.web",
    "serai.web.api",
    "serai.web.desk",
    "serai.web.translators",
    "serai.components.statistics",
    "serai.components.newsroom",
    "serai.project",
]

MIDDLEWARE = [
    "serai.project.logs.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "serai.web.statics.StaticFiles",
    "django.middleware.gzip.GZipMiddleware",  # slow lines; Django pads answers against BREACH
    "csp.middleware.CSPMiddleware",
    "serai.web.middleware.PlainAddresses",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "serai.web.messages.live.FreshWords",
    "django.middleware.locale.LocaleMiddleware",
    "serai.web.messages.untranslated.UntranslatedWords",
    "serai.commons.places.middleware.CalendarMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "serai.commons.accounts.middleware.SessionsMiddleware",
    "serai.commons.directory.middleware.ReaderMiddleware",
    "serai.commons.audit.middleware.WhoMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "serai.project.registry.frame",
                "serai.commons.notices.context.unread",
            ]
        },
    }
]

STATISTICS_MEMORY = str(_values["SERAI_MEMORY"])  # of one job
DATABASES: dict[str, Any] = {"default": environ.Env.db_url_config(postgres.address(HOME).django)}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# one memory for all processes: limits on sign-in count in it, and a used code stays used
CACHES = {"default": {"BACKEND": "serai.commons.accounts.memory.Memory", "LOCATION": "accounts_cache"}}

LANGUAGE_CODE = "en"
LANGUAGES = languages.choices()
LANGUAGES_BIDI = languages.right_to_left()
LANG_INFO.update(languages.infos())  # Django has no Pashto, and would call Dari Persian
LOCALE_PATHS = [HOME / "locale", PACKAGE / "locale"]  # what an operator took in stands above
FORMAT_MODULE_PATH = ["serai.web.formats"]
# for languages of which Django knows no formats (Pashto); its own defaults are those of the United States
DATE_FORMAT, DATETIME_FORMAT, TIME_FORMAT = "j F Y", "j F Y, H:i", "H:i"
SHORT_DATE_FORMAT, SHORT_DATETIME_FORMAT = "j M Y", "j M Y, H:i"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "files"},
    },
    "staticfiles": {"BACKEND": "serai.web.statics.NamedByContent"},
    "contents": buckets.storage(str(_values["SERAI_FILES_URL"]), HOME / "files"),
}
FILE_LIMIT = int(str(_values["SERAI_FILE_LIMIT"])) * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "serai.commons.files.uploads.LimitHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
VIRUS_SCANNER = str(_values["SERAI_VIRUS_SCANNER"])
BASE_URL = str(_values["SERAI_BASE_URL"]).rstrip("/")
# requests to the API in a minute: of a token, of an address without one; and the largest body in octets
API_LIMIT_TOKEN, API_LIMIT_ADDRESS = 600, 120
API_LARGEST_BODY = 64 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "serai.commons.accounts.wording.LongPassword", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "serai.commons.accounts.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
CSRF_FAILURE_VIEW = "serai.web.views.errors.csrf_failure"
ACCOUNT_RATE_LIMITS = {
    "open_invitation": "20/m/ip",  # whoever holds a link; nobody guesses a signed one, but nobody may try
    "invite": "60/h/user",
    "factor_reset": "10/h/user",
    "leave_list": "20/m/ip",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True  # a passkey that checked its owner is two factors by itself
MFA_TOTP_ISSUER = "Serai"
MFA_TOTP_TOLERANCE = 1  # phones without a connection drift; one step of 30 seconds either way
MFA_ADAPTER = "serai.commons.accounts.adapters.SecondFactorAdapter"
# other organisations that say who somebody is; none of them ever makes an account
OPENID = openid.providers(str(_values["SERAI_OIDC"]))
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": OPENID}}
SOCIALACCOUNT_ADAPTER = "serai.commons.accounts.adapters.OtherOrganisationAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if _values["SERAI_HTTPS"]:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
if _values["SERAI_BEHIND_PROXY"]:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *openid.origins(OPENID)],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# History: who did it stands in the same row as what was done; triggers follow the code at each migrate
PGHISTORY_JSON_ENCODER = "serai.commons.audit.acting.LateEncoder"
PGHISTORY_CREATED_AT_FUNCTION = "clock_timestamp()"  # of the change itself, not of its transaction
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGTRIGGER_MIGRATIONS = False
PGTRIGGER_INSTALL_ON_MIGRATE = False  # commons.audit installs them, and only when they changed

# Wagtail: editorial pages only; nothing is asked of another host
WAGTAIL_SITE_NAME = "Serai"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILEMBEDS_FINDERS: list[Any] = []
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAIL_AUTOSAVE_INTERVAL = 0  # a draft kept while its author hands it in made the page twice, and an error
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False  # accounts have their own pages
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAILIMAGES_IMAGE_MODEL = "newsroom.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "serai.components.newsroom.picture_form.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "ods", "odt", "pdf", "xlsx"]

TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "background": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}

vars().update(environ.Env.email_url_config(str(_values["SERAI_EMAIL_URL"])))
DEFAULT_FROM_EMAIL = str(_values["SERAI_EMAIL_FROM"])

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "serai.project.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": _values["SERAI_LOG_LEVEL"]},
    "loggers": {
        "django.server": {"handlers": ["console"], "propagate": False},
        "django.request": {"level": "ERROR"},
        "django_tasks": {"level": "WARNING"},  # Wagtail indexes each page by a task
        "pgtrigger": {"level": "WARNING"},
        "pyiceberg": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},  # its own log of pages is in the database
    },
}

LANGUAGE_COOKIE_SAMESITE = "Lax"
