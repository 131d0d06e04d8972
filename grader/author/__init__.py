"""For authors of exercises: notebooks from README and stub, a new exercise, the gate that proves one."""
