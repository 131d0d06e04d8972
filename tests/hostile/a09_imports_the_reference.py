# a09: Imports the reference, or reads it from wherever it may lie, which process-only cannot stop.
# grade exercise_1.sigmoid: 0 load.exit
# needs strong
import importlib, os, sys
for name in ("reference.activations", "grader._content.reference.activations", "activations", "grader.catalog"):
    try:
        Sigmoid = importlib.import_module(name).Sigmoid
        break
    except ImportError:
        pass
else:
    for folder in (*sys.path, "/work", "/root", "/home", os.path.dirname(os.path.dirname(sys.executable)), "/"):
        for root, _, files in os.walk(folder):
            if "activations.py" in files and "reference" in root:
                scope = {}
                exec(open(os.path.join(root, "activations.py")).read(), scope)
                Sigmoid = scope["Sigmoid"]
                break
    else:
        sys.exit("nothing found")
