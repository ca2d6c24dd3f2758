"""One process that serves: actions, conversations, model, health."""
