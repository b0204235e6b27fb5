#!/bin/bash
# Starts a real django-helpdesk from the Python package index in an environment of its own. May be run again.
# Prints base_url, token_intake, token_employee and queue, one name=value a line.
. "$(dirname "$0")/lib.sh"
PORT=${SELFHELP_DJANGO_HELPDESK_PORT:-8132}
LOCK=$(cd "$(dirname "$0")" && pwd)/django_helpdesk.lock
HERE=$SERVERS/django-helpdesk
BASE=http://127.0.0.1:$PORT
PYTHON=$HERE/environment/bin/python
mkdir -p "$HERE/desk"
if [ "$(cat "$HERE/environment/ready" 2>/dev/null)" != "$(sha256sum <"$LOCK")" ]; then
  say "installing django-helpdesk"
  python3 -m venv --clear "$HERE/environment"
  "$PYTHON" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$LOCK" \
    >>"$SERVERS/log/django-helpdesk-setup.log" 2>&1 || { tail -5 "$SERVERS/log/django-helpdesk-setup.log" >&2; exit 1; }
  sha256sum <"$LOCK" >"$HERE/environment/ready"
fi
: >"$HERE/desk/__init__.py"
cat >"$HERE/desk/settings.py" <<PYTHON
from pathlib import Path
HERE = Path("$HERE")
SECRET_KEY = "for this test"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "desk.urls"
USE_TZ = True
SITE_ID = 1
INSTALLED_APPS = [f"django.contrib.{name}" for name in (
    "admin", "auth", "contenttypes", "sessions", "messages", "sites", "humanize", "staticfiles")]
INSTALLED_APPS += ["rest_framework", "rest_framework.authtoken", "helpdesk"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware"]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {
    "context_processors": ["django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth", "django.contrib.messages.context_processors.messages"]}}]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": HERE / "data.sqlite3",
                         "OPTIONS": {"timeout": 20}}}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
STATIC_URL = "/static/"
MEDIA_ROOT = HERE / "media"
MEDIA_URL = "/media/"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
DATA_UPLOAD_MAX_MEMORY_SIZE = None
REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": [
    "rest_framework.authentication.TokenAuthentication", "rest_framework.authentication.BasicAuthentication"]}
HELPDESK_ACTIVATE_API_ENDPOINT = True
HELPDESK_TEAMS_MODE_ENABLED = False
# The stock list has none of what reports are made of; docs/desks/django-helpdesk.md says so.
HELPDESK_VALID_EXTENSIONS = [".txt", ".html", ".json", ".log", ".zip", ".png", ".jpg", ".pdf", ".bin", ".eml"]
PYTHON
cat >"$HERE/desk/urls.py" <<'PYTHON'
from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.static import serve
urlpatterns = [
    path("admin/", admin.site.urls), path("accounts/", include("django.contrib.auth.urls")),
    re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
    path("", include("helpdesk.urls", namespace="helpdesk"))]
PYTHON
export PYTHONPATH=$HERE DJANGO_SETTINGS_MODULE=desk.settings
if worn django-helpdesk "$HERE/data.sqlite3" 2; then # its interface cannot search: all tickets are read, page by page
  rm -rf "$HERE/data.sqlite3" "$HERE/facts" "$HERE/media"
fi
if [ ! -s "$HERE/facts" ]; then
  "$HERE/environment/bin/django-admin" migrate -v0
  "$PYTHON" - "$HERE/facts" <<'PYTHON'
import sys
import django
django.setup()
from django.contrib.auth import get_user_model
from helpdesk.models import Queue
from rest_framework.authtoken.models import Token
facts = []
for name, staff in (("intake", True), ("employee", False)):
    user = get_user_model().objects.create_user(name, f"{name}@example.test", f"{name}-local-pw", is_staff=staff)
    facts.append(f"token_{name}={Token.objects.create(user=user).key}")
queue = Queue.objects.create(slug="it", title="IT", allow_public_submission=True)
facts.append(f"queue={queue.id}")
open(sys.argv[1], "w").write("\n".join(facts) + "\n")
PYTHON
fi
start django-helpdesk "$HERE/environment/bin/django-admin" runserver --noreload "127.0.0.1:$PORT"
answers "$BASE/api/" 30
echo "base_url=$BASE"
cat "$HERE/facts"
