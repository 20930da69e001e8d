"""What people do in settlement."""
