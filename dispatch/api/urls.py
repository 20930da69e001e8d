"""API addresses of dispatch."""

from django.urls import path

from dispatch.api.views import AnswerInstruction, Instructions, OneInstruction

urlpatterns = [
    path("instructions/", Instructions.as_view(), name="instruction-list"),
    path("instructions/<int:pk>/", OneInstruction.as_view(), name="instruction-detail"),
    path("instructions/<int:pk>/answer/", AnswerInstruction.as_view(), name="instruction-answer"),
]
