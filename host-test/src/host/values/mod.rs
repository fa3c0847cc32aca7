//! Values of the component: JSON to arguments, results to JSON.

mod arguments;
pub(super) mod bytes;
mod results;

pub use arguments::arguments;
pub use results::{Outcome, Returned};
