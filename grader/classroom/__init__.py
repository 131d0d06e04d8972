"""A whole class: who handed in what, in whose download layout; grading all of it; what came of it, counted."""
