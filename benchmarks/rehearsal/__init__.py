"""A rehearsal: real texts go through the real office, from the letterbox to the issued reply, over HTTP."""
