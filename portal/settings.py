"""Settings of the portal. Everything that differs between installations comes from the environment."""

from pathlib import Path

import django_stubs_ext
from csp.constants import NONCE, NONE, SELF

from portal.core.env import database, env_bool, env_demand, env_list, env_text
from portal.core.tiles import tile_sources
from portal.schedule import FEEDS, beat_schedule, task_routes

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env_bool("FLEXDESK_DEBUG", default=False)
EMBEDDED = env_bool("FLEXDESK_EMBEDDED", default=False)
SITE_URL = env_text("FLEXDESK_SITE_URL", default="http://127.0.0.1:8000")
SECURE = SITE_URL.startswith("https://")
# The values below protect nothing: they are for commands and tests. Whoever is reached over https brings others.
if SECURE:
    env_demand("FLEXDESK_SECRET_KEY", "FLEXDESK_ENCRYPTION_KEYS")
SECRET_KEY = env_text(
    "FLEXDESK_SECRET_KEY", default="unsafe-key-for-commands-and-tests-only-0123456789-abcdefghij"
)
# Fernet keys: the first encrypts, all decrypt, so that a key can be changed without losing what it protected.
ENCRYPTION_KEYS = env_list(
    "FLEXDESK_ENCRYPTION_KEYS", default=["Zmxleiflc2stdGVzdC1rZXktbm90LWEtc2VjcmV0ISE="]
)
ALLOWED_HOSTS = env_list("FLEXDESK_ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "template_partials",
    "js_lib_leaflet",
    "lucide",
    "rest_framework",
    "drf_spectacular",
    "portal.core",
    "portal.audit",
    "portal.piclo",
    "portal.notify",
    "portal.accounts",
    "portal.connections",
    "portal.home",
    "assets",
    "competitions",
    "bidding",
    "dispatch",
    "settlement",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.accounts.middleware.MemberMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "portal.home.context_processors.rail",
            ],
            "builtins": ["portal.core.templatetags.ui", "template_partials.templatetags.partials"],
        },
    }
]


DATABASES = {
    "default": database(
        env_text("DATABASE_URL", default="postgresql://flexdesk@127.0.0.1:5432/flexdesk"),
        # For a server that answers many requests.
        pooled=env_bool("FLEXDESK_DB_POOL", default=False),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:desk"
ACCOUNT_ADAPTER = "portal.accounts.adapter.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Demo passwords are in the terminal of whoever started the demo; elsewhere guessing is slowed down.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
# Two portals on one host (ports do not separate cookies) keep their sessions apart.
SESSION_COOKIE_NAME = env_text("FLEXDESK_SESSION_COOKIE", default="flexdesk_session")
CSRF_COOKIE_NAME = "flexdesk_csrf"
CSRF_FAILURE_VIEW = "portal.home.errors.csrf_failure"
SECURE_SSL_REDIRECT = SECURE and env_bool("FLEXDESK_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("FLEXDESK_BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Background tiles of maps, "https://tiles.example.org/{z}/{x}/{y}.png": without an address nobody is asked.
TILES_URL = env_text("FLEXDESK_TILES_URL", default="")
TILES_ATTRIBUTION = env_text("FLEXDESK_TILES_ATTRIBUTION", default="")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", *tile_sources(TILES_URL)],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env_text("FLEXDESK_STATIC_ROOT", default=str(BASE_DIR / "var" / "static"))
WHITENOISE_USE_FINDERS = EMBEDDED or DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": env_text("FLEXDESK_FILES_ROOT", default=str(BASE_DIR / "var" / "files"))},
    },
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if env_bool("FLEXDESK_STATIC_MANIFEST", default=False)
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

EMAIL_BACKEND = env_text("FLEXDESK_EMAIL_BACKEND", default="django.core.mail.backends.console.EmailBackend")
DEFAULT_FROM_EMAIL = env_text("FLEXDESK_FROM_EMAIL", default="Flexdesk <flexdesk@localhost>")

CELERY_BROKER_URL = env_text("CELERY_BROKER_URL", default="redis://127.0.0.1:6379/0")
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = task_routes()
CELERY_TASK_TIME_LIMIT = 600
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Celery would close the database connection after each task otherwise.
CELERY_DB_REUSE_MAX = 1000
# Whoever rings a task while the broker is down goes on at once (it took 7 s by default): a sweep finds the work.
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
}
if CELERY_BROKER_URL.startswith("redis"):
    CELERY_BROKER_TRANSPORT_OPTIONS |= {
        # A killed worker's tasks come back after this long; it must exceed the longest task's time limit.
        "visibility_timeout": 900,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 2,
    }
CELERY_BEAT_SCHEDULE = beat_schedule()
CELERY_TIMEZONE = "UTC"

PICLO_FEEDS = FEEDS
# A ballot that is being sent for longer than this has lost its worker; longer than the sending task's time limit.
BALLOT_SENDING_SECONDS = 75
# A ballot whose answer was lost is not sent again before Piclo was read back this long after the send.
BALLOT_READ_BACK_SECONDS = 20
DESK_PANELS = [
    "dispatch:desk-panel",
    "bidding:desk-panel",
    "competitions:application-desk-panel",
    "assets:desk-panel",
    "connections:desk-panel",
]
RAIL_COUNTS = {
    "dispatch:board": "dispatch:rail-count",
    "competitions:application-list": "competitions:application-rail-count",
    "bidding:ballot-list": "bidding:rail-count",
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "portal.accounts.api_access.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "portal.core.api.Pages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "portal.core.api.error_response",
    "COERCE_DECIMAL_TO_STRING": True,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Flexdesk",
    "DESCRIPTION": "Reads of everything the portal shows, and the verbs behind its buttons.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "ApplicationStatus": "competitions.models.application.ApplicationStatus",
        "LiveAssetStatus": "assets.models.asset.LIVE_STATUSES",
        "AssetImportState": "assets.models.asset_import.ImportState",
        "BallotState": "bidding.models.ballot.BallotState",
        "ConnectionState": "portal.piclo.models.connection.ConnectionState",
        "MeterFileState": "settlement.models.meter_file.FileState",
        "PushRunState": "assets.models.push_run.PushRunState",
        "RunState": "portal.piclo.models.sync_run.RunState",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env_text("FLEXDESK_LOG_LEVEL", default="INFO")},
    "loggers": {"httpx": {"level": "WARNING"}},
}
