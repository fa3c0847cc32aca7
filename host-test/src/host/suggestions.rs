//! Suggests the names that a wrong name may mean.

/// A question with the nearest names; empty if no name is near.
pub fn did_you_mean(name: &str, names: impl Iterator<Item = String>) -> String {
    let mut near: Vec<(f64, String)> = names.map(|other| (strsim::jaro_winkler(name, &other), other)).collect();
    near.retain(|(similarity, _)| *similarity > 0.8);
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    let near: Vec<String> = near.into_iter().take(3).map(|(_, name)| format!("`{name}`")).collect();
    if near.is_empty() { String::new() } else { format!(": did you mean {}?", near.join(" or ")) }
}
