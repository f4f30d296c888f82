"""Slack: events -> Inbound, posts owed -> Web API calls. The only room that knows slack_bolt and slack_sdk."""
