//! Finds the values of placeholders that would address another endpoint: `rules` in `/api/v1/groups/{groupId}`.

use crate::model::Action;

/// The values of a placeholder that are plain segments at the same position in another action's path.
pub fn reserved(action: &Action, placeholder: &str, all: &[Action]) -> Vec<String> {
    let own: Vec<&str> = action.path.split('/').collect();
    let Some(index) = own.iter().position(|segment| *segment == format!("{{{placeholder}}}")) else {
        return Vec::new();
    };
    let mut values: Vec<String> = all
        .iter()
        .filter(|other| other.method == action.method)
        .map(|other| other.path.split('/').collect::<Vec<_>>())
        .filter(|other| other.len() == own.len() && !is_placeholder(other[index]))
        .filter(|other| other.iter().zip(&own).all(|(a, b)| a == b || is_placeholder(a) || is_placeholder(b)))
        .map(|other| other[index].to_string())
        .collect();
    values.sort();
    values.dedup();
    values
}

fn is_placeholder(segment: &str) -> bool {
    segment.starts_with('{')
}
