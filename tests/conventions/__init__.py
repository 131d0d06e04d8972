"""A file for each exercise with a proof for each of its conventions; what they share is in `proofs`."""
