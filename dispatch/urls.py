"""Addresses of dispatch."""

from django.urls import path

from dispatch.views import answers, board, deliveries, instructions, webhook

app_name = "dispatch"
urlpatterns = [
    path("", board.board, name="board"),
    path("desk-panel/", board.desk_panel, name="desk-panel"),
    path("rail-count/", board.rail_count, name="rail-count"),
    path("answer/", answers.instruction_answer_many, name="instruction-answer-many"),
    path("instructions/", instructions.instruction_list, name="instruction-list"),
    path("instructions/<int:pk>/", instructions.instruction_detail, name="instruction-detail"),
    path("instructions/<int:pk>/answer/", answers.instruction_answer, name="instruction-answer"),
    path("webhooks/", deliveries.delivery_list, name="delivery-list"),
    path("webhooks/<int:pk>/", deliveries.delivery_detail, name="delivery-detail"),
    path("webhooks/<int:pk>/read-again/", deliveries.delivery_read_again, name="delivery-read-again"),
    path("webhooks/<int:pk>/set-aside/", deliveries.delivery_set_aside, name="delivery-set-aside"),
    path("webhooks/piclo/<str:webhook_key>/", webhook.webhook, name="webhook"),
]
