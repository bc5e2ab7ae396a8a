"""Custom actions, one flat module per topic. They read slots, call one service and name a response."""
