from .github import GitHub
from .gitlab import GitLab
from .junit import JUnit
from .markdown import SUMMARY, Markdown
from .pairs import PairMarkdown
from .sarif import Sarif

__all__ = ["SUMMARY", "GitHub", "GitLab", "JUnit", "Markdown", "PairMarkdown", "Sarif"]
