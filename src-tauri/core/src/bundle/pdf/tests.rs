//! The report laid out and drawn, looked at from within.
