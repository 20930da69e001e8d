from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "experience.console"
    label = "console"
