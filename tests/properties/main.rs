//! Properties of every encoder and parser in the component, over random input.
//!
//! `checks/` contains the checks; one file per topic generates the input. A new encoder or parser gets a check there, a
//! file here and a target in `fuzz/`. Failing input is shrunk and kept in `tests/proptest-regressions/`: commit it with the
//! fix.

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
