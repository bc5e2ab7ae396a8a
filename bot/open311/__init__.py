"""The civic API, Open311 GeoReport v2: any civic app reads what is public and files reports."""
