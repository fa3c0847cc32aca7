//! Values of the component: arguments out of JSON, results into JSON.

mod arguments;
pub(super) mod bytes;
mod results;

pub use arguments::arguments;
pub use results::{Outcome, Returned};
