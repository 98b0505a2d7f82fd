"""The world outside the register: each module hides one thing and has a fake or a local form in tests."""
