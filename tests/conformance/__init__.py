"""Independent tools run against the emulators: Okta's SDK and schemathesis."""
