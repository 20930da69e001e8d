"""What settlement computes by: pure functions on values. Energy is in kWh, generation positive, in UTC half-hours."""
