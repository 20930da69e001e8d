"""Telling people: e-mail that is written down first and sent afterwards."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "portal.notify"
    label = "notify"
