//! The project as a whole: its walls and house rules, what the window may do, and the command line against stock tools.

mod command_line;
mod conversations;
mod house;
mod old_vaults;
mod own;
mod previews;
mod printed;
mod rules;
mod talks;
mod times;
mod walls;
mod window_policy;
