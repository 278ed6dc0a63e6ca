"""By what a run is judged, and what fails it: policies and what a person says, gates, what was accepted."""
