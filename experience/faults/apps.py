from django.apps import AppConfig


class FaultsConfig(AppConfig):
    name = "experience.faults"
    label = "faults"
