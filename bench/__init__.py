"""Figures of the portal's hot paths, each as a ratio to a bare floor measured in the same run."""
