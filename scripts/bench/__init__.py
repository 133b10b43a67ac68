"""The benchmarks: how the client waits out rate limits, and what calls and credentials cost."""
