"""WTForms, one file per audience."""
