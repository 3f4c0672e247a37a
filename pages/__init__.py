"""The screens: one a file, all Streamlit code of the project. A page reads, draws and on a click does one thing."""
