//! Rate limits: fixed windows of a minute, one per path template.

use std::collections::HashMap;

const WINDOW_SECONDS: i64 = 60;

/// Counts requests per path template.
#[derive(Debug)]
pub struct Rates {
    limit: u32,
    windows: HashMap<&'static str, Window>,
}

#[derive(Debug)]
struct Window {
    reset: i64,
    used: u32,
}

/// The state of one window, as in the `X-Rate-Limit-*` headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Requests in a window.
    pub limit: u32,
    /// Requests left in this window.
    pub remaining: u32,
    /// When the window ends, in seconds since 1970.
    pub reset: i64,
    /// Whether this request is one too many.
    pub exceeded: bool,
}

impl Rates {
    /// Allows `limit` requests per template and minute.
    pub fn new(limit: u32) -> Self {
        Self { limit, windows: HashMap::new() }
    }

    /// Counts one request at `now` (seconds since 1970) and returns the state of its window.
    pub fn count(&mut self, template: &'static str, now: i64) -> Rate {
        let window = self.windows.entry(template).or_insert(Window { reset: now + WINDOW_SECONDS, used: 0 });
        if now >= window.reset {
            *window = Window { reset: now + WINDOW_SECONDS, used: 0 };
        }
        window.used = window.used.saturating_add(1);
        Rate {
            limit: self.limit,
            remaining: self.limit.saturating_sub(window.used),
            reset: window.reset,
            exceeded: window.used > self.limit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Rates;

    #[test]
    fn a_window_fills_per_template_and_empties_when_it_ends() {
        let mut rates = Rates::new(2);
        assert_eq!(rates.count("/a", 100).remaining, 1);
        assert!(!rates.count("/a", 101).exceeded);
        let third = rates.count("/a", 102);
        assert!(third.exceeded && third.remaining == 0 && third.reset == 160);
        assert!(!rates.count("/b", 102).exceeded);
        assert!(!rates.count("/a", 160).exceeded);
    }
}
