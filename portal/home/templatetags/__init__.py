"""Tags of the desk and the activity page."""
