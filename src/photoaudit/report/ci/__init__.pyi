from .github import GitHub
from .gitlab import GitLab
from .junit import JUnit
from .markdown import SUMMARY, Markdown
from .sarif import Sarif

__all__ = ["SUMMARY", "GitHub", "GitLab", "JUnit", "Markdown", "Sarif"]
