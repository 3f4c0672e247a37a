"""corpus."""

import streamlit as st

st.title("corpus")
