//! The real window under a display of its own, used as a person uses it: dragging, typing, clicking, looking.
//! Run one at a time (`--test-threads=1`): the mouse and the keyboard of a display are one pair.
#![cfg(target_os = "linux")]

mod bundle;
mod intake;
mod media;
mod reminders;
mod sorting;
mod stamps;
mod start;
mod steps;
mod talks;
mod timeline;
mod way;

use liuzheng_tests::window;
