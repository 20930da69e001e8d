from django.apps import AppConfig


class PicloConfig(AppConfig):
    name = "portal.piclo"
    label = "piclo"
    verbose_name = "Piclo"
