"""Wrong regularisers that people write, each with the check that must catch it.

Of the catalogue, G05 and H15 are conventions, H15 one that nothing can see. G17 is about a training loop. H13, inverted
dropout that divides by 0 when everything is dropped, costs nothing: the exercise asks for ratios below 1.
"""

from exercises.exercise_05_regularizers.misconceptions.penalties import *
from exercises.exercise_05_regularizers.misconceptions.p_norm import *
from exercises.exercise_05_regularizers.misconceptions.dropout import *
from exercises.exercise_05_regularizers.misconceptions.regularized_gradients import *
