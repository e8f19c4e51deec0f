"""All that knows Streamlit and is not one page."""
