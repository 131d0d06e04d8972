"""What authors of exercises use: a notebook from README and stub, a new exercise, the gate that proves one."""
