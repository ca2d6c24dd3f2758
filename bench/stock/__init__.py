"""A stock assistant: the environment, data and answers of what `rasa init` would have led to."""
