"""The schemas that this program knows, by the names of their migrations."""

HEAD = "0003"  # the newest file in `migrations/versions`; a test holds the two together
VERSIONS = ("0001", "0002", "0003")
