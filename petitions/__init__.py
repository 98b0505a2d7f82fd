"""The register: what the Regulation says, what we remember, what people do, what they ask, what the clock does."""
