//! Times, as Okta writes them.

use jiff::Timestamp;

/// The time now.
pub fn now() -> String {
    format!("{:.3}", Timestamp::now())
}

/// The time some seconds from now.
pub fn in_seconds(seconds: i64) -> String {
    let then = Timestamp::from_second(Timestamp::now().as_second() + seconds);
    format!("{:.3}", then.unwrap_or_default())
}
