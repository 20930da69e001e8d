"""Settings of the Experience server. What differs between installations comes from the environment."""

from pathlib import Path

from experience import env

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = False
SECRET_KEY = env.text("EXPERIENCE_SECRET_KEY", "unsafe-key-for-commands-and-tests-only-experience-0123456789")
ALLOWED_HOSTS = env.text("EXPERIENCE_ALLOWED_HOSTS", "127.0.0.1,localhost,testserver").split(",")
OPERATOR_KEY = env.text("EXPERIENCE_OPERATOR_KEY")
VAR = Path(env.text("EXPERIENCE_VAR", str(BASE_DIR / "var" / "experience")))
PUBLIC_URL = env.text("EXPERIENCE_URL", "http://127.0.0.1:8001")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "experience.market",
    "experience.faults",
    "experience.console",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "experience.faults.middleware.FaultMiddleware",
]

ROOT_URLCONF = "experience.urls"
WSGI_APPLICATION = "experience.wsgi.application"
# A path without its trailing slash does not exist here, as on Piclo.
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {
    "default": env.database(
        env.text("EXPERIENCE_DATABASE_URL", "postgresql://flexdesk@127.0.0.1:5432/experience")
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 50 * 1024 * 1024

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
SESSION_COOKIE_NAME = "experience_session"
CSRF_COOKIE_NAME = "experience_csrf"

# How long a token of POST /authtoken/v1/ lives, in seconds. An hour is what public client code suggests.
TOKEN_SECONDS = env.number("EXPERIENCE_TOKEN_SECONDS", 3600)
# Calls a minute and machine user; 0 is no limit, since Piclo publishes none.
RATE_LIMIT = env.number("EXPERIENCE_RATE_LIMIT", 0)
# Whether the clock adds a competition that is over within a quarter of an hour, every quarter of an hour.
COMPRESSED = env.flag("EXPERIENCE_COMPRESSED")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.text("EXPERIENCE_LOG_LEVEL", "INFO")},
    "loggers": {"httpx": {"level": "WARNING"}, "django.request": {"level": "ERROR"}},
}

# How webhooks are handled on their way: faults that the operator asks for come in here.
WEBHOOK_HANDLER = "experience.faults.webhooks.faulty"
