"""grow."""

import streamlit as st

st.title("grow")
