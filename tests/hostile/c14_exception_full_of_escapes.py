# c14: An exception whose text clears the screen, writes to the clipboard and is a megabyte long.
# grade exercise_1.sigmoid: 0 raised
class Sigmoid:
    def forward(self, x):
        raise ValueError("\x1b[2J\x1b]52;c;aGVsbG8=\x07\x1b]0;100 points\x07<script>alert(1)</script>\u202e" + "x" * 1_000_000)
