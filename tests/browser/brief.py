"""`python -m tests.browser.brief` is `streamlit run app.py`, where a class teaches in seconds instead of minutes.

Of what a network knew it is shown a few pictures only: how much of that it keeps is not looked at.
"""

from __future__ import annotations

from pathlib import Path

from model.config import TrainingConfig
from model.teaching import recipe

_of = recipe.of


def brief(base: Path, export_id: str, *, new: bool = False) -> TrainingConfig:
    """Return the training that teaches, with few pictures."""
    return _of(base, export_id, new=new).replace(share=0.02)


def main() -> None:
    """Let what is taught be brief, and run the app."""
    from streamlit.web.cli import main as streamlit

    recipe.of = brief
    streamlit(["run", "app.py"], prog_name="streamlit")


if __name__ == "__main__":
    main()
