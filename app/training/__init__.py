"""Courses, and what each one opens."""
