"""High and low water by the rule of twelfths."""
