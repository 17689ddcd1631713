"""What is taken for usual while the learner's own figures are not known, and what is recent."""

NUMBER = 45.0  # seconds of an answer: a formula, a sum in the head, a line to type
TEXT = 90.0  # seconds of one in free text: some sentences, then point by point
LATELY = 30  # days; the report's keys and columns say so too, as `last_30_days`
WINDOW = 100  # reviews of the moving average, which is a rival of the prediction
