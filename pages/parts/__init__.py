"""What more than one page draws. Knows Streamlit and the core's types; contains no rule of the domain."""
