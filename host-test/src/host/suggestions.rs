//! Suggests the names that a wrong name may mean.

/// A question with the nearest names; empty if no name is near.
pub fn did_you_mean(name: &str, names: impl Iterator<Item = String>) -> String {
    let mut near: Vec<(f64, String)> = names.map(|other| (strsim::jaro_winkler(name, &other), other)).collect();
    near.retain(|(similarity, _)| *similarity > 0.8);
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    question(near.into_iter().map(|(_, name)| name))
}

/// A question with the first of some names; empty without a name.
pub fn question(names: impl Iterator<Item = String>) -> String {
    let names: Vec<String> = names.take(3).map(|name| format!("`{name}`")).collect();
    if names.is_empty() { String::new() } else { format!(": did you mean {}?", names.join(" or ")) }
}
