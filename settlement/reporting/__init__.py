"""Performance reports: gather what concerns a delivery, compute, and keep a version where the result differs."""
