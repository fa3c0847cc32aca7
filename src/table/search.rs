//! Finds and ranks actions by the words that people use.
//!
//! Whole words count more than parts of words, names and titles more than documentation. Okta's own names (`createUser`),
//! typing errors and everyday words (`offboard`) find actions as well.

use super::action::Action;
use super::descriptions;
use super::phrases::{FILLERS, PHRASES, SYNONYMS};
use super::suggestions::within;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// A query: its words without fillers, each followed by a space, and its letters without separators.
struct Query {
    words: String,
    joined: String,
}

/// An action that fits, with its sort keys: its points, then the length of its title. Among equals, the action with the
/// shorter title is the plainer one.
struct Hit {
    points: usize,
    title: usize,
    action: &'static Action,
}

/// The actions that a query finds, the best first. A query without a word finds all actions, in their order.
///
/// Actions whose names hold all words of the query come alone. If there are none, the documentation is searched; after
/// that, actions that hold some of the words are found.
pub fn search(query: &str, actions: Vec<&'static Action>) -> Vec<&'static Action> {
    let said = words(query);
    if said.is_empty() {
        return actions;
    }
    let telling: String = said.split_inclusive(' ').filter(|word| !FILLERS.contains(&word.trim_end())).collect();
    let query = Query { words: if telling.is_empty() { said } else { telling }, joined: joined(query) };
    let exact = meant(|said| said == query.words.trim_end());
    let mut hits = rank(&actions, &mut |action| query.by_name(action) + likely(action, exact));
    if hits.is_empty() {
        let asked = meant(|said| holds(&query.words, said));
        let mut documents = descriptions::Reader::default();
        hits =
            rank(&actions, &mut |action| query.all(action, &words(&documents.prose(action))) + likely(action, asked));
    }
    if hits.is_empty() {
        hits = rank(&actions, &mut |action| query.some(action));
        let enough = hits.first().map_or(0, |best| best.points / 2);
        hits.retain(|hit| hit.points >= enough);
    }
    hits.into_iter().map(|hit| hit.action).collect()
}

/// The actions with points, the best first.
fn rank(actions: &[&'static Action], points: &mut dyn FnMut(&Action) -> usize) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    for action in actions {
        let hit = Hit { points: points(action), title: action.title.len(), action };
        if hit.points > 0 {
            let before =
                |other: &Hit| other.points > hit.points || other.points == hit.points && other.title <= hit.title;
            hits.insert(hits.iter().take_while(|other| before(other)).count(), hit);
        }
    }
    hits
}

impl Query {
    fn words(&self) -> impl Iterator<Item = &str> {
        self.words.split_terminator(' ')
    }

    /// The points of an action by its names; 0 if they do not hold every word.
    fn by_name(&self, action: &Action) -> usize {
        self.all(action, "") + self.whole(action)
    }

    /// The points of an action if every word fits its names or a text; 0 otherwise.
    fn all(&self, action: &Action, text: &str) -> usize {
        let fields = Fields::new(action);
        let points = self.words().map(|word| fields.fits(word).max(found(text, word, [5, 3, 0])));
        let (count, sum, least) =
            points.fold((0, 0, usize::MAX), |(count, sum, least), points| (count + 1, sum + points, least.min(points)));
        if least == 0 { 0 } else { 10 * sum / count }
    }

    /// The points of an action for each word that fits.
    fn some(&self, action: &Action) -> usize {
        let fields = Fields::new(action);
        self.words().map(|word| fields.fits(word)).sum()
    }

    /// The points of a name as a whole, however it is written: `createUser`, `create-user`, `user.create-user`.
    fn whole(&self, action: &Action) -> usize {
        let function = joined(action.function);
        if self.joined == function || self.joined == joined(action.title) || self.joined == joined(&action.name()) {
            5000
        } else if self.joined.len() > 5 && function.contains(&self.joined) {
            100
        } else {
            0
        }
    }
}

/// The actions that the first phrase means for which the test holds, such as `who changed` in `who changed a policy`.
fn meant(is_said: impl Fn(&str) -> bool) -> &'static [&'static str] {
    let phrase = PHRASES.iter().find(|(said, _)| said.iter().any(|said| is_said(said)));
    phrase.map_or(&[], |(_, meant)| meant)
}

/// The points of an action among those that a phrase means: the likeliest gets the most.
fn likely(action: &Action, meant: &[&str]) -> usize {
    let is_meant = |name: &&str| name.split_once('.') == Some((action.interface, action.function));
    meant.iter().position(is_meant).map_or(0, |at| 10_000 - 400 * at)
}

/// The words of an action, grouped by weight.
struct Fields {
    names: String,
    aliases: String,
    endpoint: String,
}

impl Fields {
    fn new(action: &Action) -> Self {
        let names = [action.interface, action.function, action.title, action.section];
        Self {
            names: words(&names.join(" ")),
            aliases: words(&action.aliases.join(" ")),
            endpoint: words(&format!("{} {}", action.method, action.path)),
        }
    }

    /// The points of a word: those of the field in which it counts most.
    fn fits(&self, word: &str) -> usize {
        let meant = SYNONYMS.iter().filter(|(said, _)| *said == word).flat_map(|(_, meant)| *meant);
        let meant = meant.map(|meant| found(&self.names, meant, [18, 0, 0])).max().unwrap_or_default();
        let by_name = found(&self.names, word, [30, 15, 8]);
        let slip = if by_name == 0 && self.names.split(' ').any(|known| is_slip(word, known)) { 10 } else { 0 };
        let elsewhere = found(&self.aliases, word, [12, 8, 6]).max(found(&self.endpoint, word, [8, 6, 4]));
        by_name.max(meant).max(slip).max(elsewhere)
    }
}

/// The points of a word in a field: for a whole word, for the beginning of one, for a part of one.
fn found(field: &str, word: &str, [whole, beginning, part]: [usize; 3]) -> usize {
    let points = field.split(' ').map(|known| match known.find(word) {
        _ if known == word => whole,
        Some(0) if word.len() > 1 => beginning,
        Some(_) if word.len() > 2 => part,
        None if known.len() > 3 && word.starts_with(known) => part,
        _ => 0,
    });
    points.max().unwrap_or_default()
}

/// Whether words hold a phrase as whole words.
fn holds(words: &str, phrase: &str) -> bool {
    words.match_indices(phrase).any(|(at, _)| {
        let (before, after) = (&words[..at], &words[at + phrase.len()..]);
        (before.is_empty() || before.ends_with(' ')) && (after.is_empty() || after.starts_with(' '))
    })
}

/// Whether a word is a typing error of a known one. In short words, one letter makes another word.
fn is_slip(word: &str, known: &str) -> bool {
    match word.len() {
        0..=3 => false,
        4..=7 => within(word, known, 1),
        _ => within(word, known, 2),
    }
}

/// The words of a text in lower case and singular, with a space after each. A name such as `createUser` is split.
fn words(text: &str) -> String {
    let mut words = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for character in text.chars().chain([' ']) {
        let divides = !character.is_ascii_alphanumeric();
        if divides || character.is_ascii_uppercase() && before.is_ascii_lowercase() {
            end_word(&mut words);
        }
        if !divides {
            words.push(character.to_ascii_lowercase());
        }
        before = character;
    }
    words
}

/// Makes the last word singular, and adds a space.
fn end_word(words: &mut String) {
    let word = words.rsplit(' ').next().unwrap_or_default();
    let (length, ending) = match word {
        "" => return,
        _ if word.len() < 4 || word.ends_with("ss") => (0, " "),
        _ if word.len() > 5 && word.ends_with("ies") => (3, "y "),
        _ => (usize::from(word.ends_with('s')), " "),
    };
    words.truncate(words.len() - length);
    words.push_str(ending);
}

/// A name without the separators between its words.
fn joined(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|character| character.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::action::ACTIONS;
    use super::*;

    fn names(query: &str) -> Vec<String> {
        search(query, ACTIONS.iter().collect()).into_iter().map(Action::name).collect()
    }

    fn best(query: &str) -> String {
        names(query).into_iter().next().unwrap_or_default()
    }

    #[test]
    fn names_find_their_actions_in_any_spelling() {
        for action in ACTIONS {
            assert_eq!(best(&action.name()), action.name());
            // Another section may have a function of the same title.
            let titled = search(action.title, ACTIONS.iter().collect());
            assert_eq!(titled.first().map(|best| best.title), Some(action.title));
        }
        for query in ["createUser", "create user", "Create Users", "craete user", "user.create-user"] {
            assert_eq!(best(query), "user.create-user", "{query}");
        }
    }

    #[test]
    fn phrases_find_their_actions_in_order() {
        for (said, meant) in PHRASES {
            for said in *said {
                assert_eq!(words(said).trim(), *said, "{said} is not in the form of `words`");
                assert!(said.split(' ').all(|word| !FILLERS.contains(&word)), "{said} holds a filler");
                let found = names(said);
                assert_eq!(found.get(..meant.len()).unwrap_or_default(), *meant, "{said}");
            }
        }
        for (said, _) in SYNONYMS {
            assert_eq!(words(said).trim(), *said, "{said} is not in the form of `words`");
        }
    }

    #[test]
    fn questions_find_actions_by_some_of_their_words() {
        for (question, expected) in [
            ("how do I suspend a user", "user.suspend-user"),
            ("who changed a policy yesterday", "system-log.get-org-system-log"),
            ("show me all my groups", "group.list-groups"),
            ("who logged in yesterday", "system-log.get-org-system-log"),
            ("who signed in", "system-log.get-org-system-log"),
            ("branding", "brand.get-brand"),
            ("list apps of a user", "user.get-assigned-app-links"),
            ("give someone access to an app", "application.assign-user-to-application-for-sso-provisioning"),
        ] {
            let found = names(question);
            assert!(found.iter().take(3).any(|name| name == expected), "{question}: {found:?}");
            assert!(found.len() < 100, "{question}: {}", found.len());
        }
    }

    #[test]
    fn the_documentation_is_searched_if_no_name_fits() {
        let found = names("one-time token");
        assert!(!found.is_empty() && found.len() < 30, "{found:?}");
    }

    #[test]
    fn nothing_finds_nothing_and_no_word_finds_all() {
        assert_eq!(names("xyzzyx qqqq"), Vec::<String>::new());
        assert_eq!(names("\u{20ac} \u{0}").len(), ACTIONS.len());
        assert_eq!(names("").len(), ACTIONS.len());
    }

    #[test]
    fn words_are_split_and_singular() {
        assert_eq!(words("createUser /api/v1/{userId}"), "create user api v1 user id ");
        assert_eq!(words("Policies of access, OAuth status"), "policy of access oauth statu ");
        assert_eq!(words("  "), "");
    }
}
