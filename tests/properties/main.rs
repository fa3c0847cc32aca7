//! Properties of everything in the component that encodes or parses, over random input.
//!
//! `checks/` says what holds, a file per topic makes the input. A new encoder or parser gets a check there, a file here and a
//! target in `fuzz/`. What fails is shrunk and kept in `tests/proptest-regressions/`: commit that together with the mend.

mod checks;
mod inputs;

mod answers;
mod by_name;
mod dates;
mod environments;
mod keys;
mod links;
mod paths;
mod policies;
mod requests;
