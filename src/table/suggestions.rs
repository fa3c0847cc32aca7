//! Suggests the name that a misspelled one may mean.

use alloc::vec::Vec;
use core::str::Chars;

/// The most similar candidate, if at most a third of its letters differ.
pub fn nearest<'a>(name: &str, mut candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    nearest_of(name, &mut candidates)
}

/// One copy for all kinds of iterators.
fn nearest_of<'a>(name: &str, candidates: &mut dyn Iterator<Item = &'a str>) -> Option<&'a str> {
    let near = candidates.map(|candidate| (distance(name, candidate), candidate));
    let (distance, candidate) = near.min_by_key(|(distance, _)| *distance)?;
    (distance * 3 <= candidate.chars().count()).then_some(candidate)
}

/// Whether two texts are at most `edits` changed, added, removed or swapped letters apart, in any letter case.
pub fn within(a: &str, b: &str, edits: usize) -> bool {
    fn rest_within(mut a: Chars<'_>, mut b: Chars<'_>, edits: usize) -> bool {
        loop {
            let (a_here, b_here) = (a.clone(), b.clone());
            match (a.next(), b.next()) {
                (None, None) => return true,
                (Some(left), Some(right)) if left.eq_ignore_ascii_case(&right) => {}
                _ if edits == 0 => return false,
                (left, right) => {
                    let swapped = |(left, right): (char, char)| {
                        let (mut a, mut b) = (a.clone(), b.clone());
                        let swaps =
                            |(a, b): (char, char)| a.eq_ignore_ascii_case(&right) && b.eq_ignore_ascii_case(&left);
                        a.next().zip(b.next()).is_some_and(swaps) && rest_within(a, b, edits - 1)
                    };
                    return left.is_some() && rest_within(a.clone(), b_here, edits - 1)
                        || right.is_some() && rest_within(a_here, b.clone(), edits - 1)
                        || left
                            .zip(right)
                            .is_some_and(|pair| rest_within(a.clone(), b.clone(), edits - 1) || swapped(pair));
                }
            }
        }
    }
    rest_within(a.chars(), b.chars(), edits)
}

/// The Levenshtein distance: how many letters to change, add or remove.
fn distance(a: &str, b: &str) -> usize {
    // Names this long are never typos; skip the comparison.
    if a.len() > 100 {
        return usize::MAX / 4;
    }
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, right) in b.iter().enumerate() {
            let changed = diagonal + usize::from(left != *right);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    #[test]
    fn the_nearest_name_is_found() {
        let names = || ["user.get-user", "user.list-users", "group.get-group"].into_iter();
        assert_eq!(nearest("user.list-user", names()), Some("user.list-users"));
        assert_eq!(nearest("users.get-user", names()), Some("user.get-user"));
        assert_eq!(nearest("nonsense", names()), None);
        assert_eq!(nearest("", names()), None);
        assert_eq!(nearest(&"x".repeat(1_000_000), names()), None);
        assert_eq!(nearest("x", core::iter::empty()), None);
    }

    #[test]
    fn texts_within_a_distance_are_found() {
        let letters = |mut seed: u32, length: u32| -> String {
            let mut letter = || {
                seed /= 3;
                ['a', 'B', '\u{e9}'][seed as usize % 3]
            };
            (0..length).map(|_| letter()).collect()
        };
        for seed in 0..4000_u32 {
            let (a, b) = (letters(seed * 7919, seed % 7), letters(seed * 104_729, seed / 7 % 7));
            for edits in 0..3 {
                let distance = strsim::osa_distance(&a.to_ascii_lowercase(), &b.to_ascii_lowercase());
                assert_eq!(within(&a, &b, edits), distance <= edits, "{a} {b} {edits}");
            }
        }
        assert!(within("OKTA_ACTIONS_DENY", "okta_action_deny", 1));
    }

    #[test]
    fn distances_count_letters() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "äö"), 2);
        assert_eq!(distance("same", "same"), 0);
    }
}
