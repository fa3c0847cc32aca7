//! How far a log was printed, over restarts.
//!
//! The file holds a place as JSON on its first line, and below it the ids of the events that were printed since, a line each. So a
//! process that is killed between printing an event and writing its id repeats this one event, and never leaves one out.

use anyhow::Context;
use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_json::value::RawValue;
use std::collections::{HashSet, VecDeque};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// How many ids of events are remembered: some pages of the largest size.
const REMEMBERED: usize = 5000;

/// Where a log goes on.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Place {
    pub filter: Option<String>,
    pub q: Option<String>,
    /// The link to the next page.
    pub next: Option<String>,
    /// When the latest event was published.
    pub published: Option<String>,
    /// The ids of the latest events.
    seen: VecDeque<String>,
    /// The file that remembers the place.
    #[serde(skip)]
    file: Option<PathBuf>,
    /// The same, once its first line is that of this place.
    #[serde(skip)]
    ids: Option<File>,
}

/// An event, with what tells it from others.
#[derive(Debug)]
pub struct Event<'a> {
    pub json: &'a RawValue,
    uuid: Option<String>,
    published: Option<String>,
}

impl Place {
    /// Reads the file if there is one. The error says what does not fit.
    pub fn load(file: Option<&Path>, filter: Option<&str>, q: Option<&str>) -> Result<Self, String> {
        let (filter, q) = (filter.map(String::from), q.map(String::from));
        let fresh = Self { filter, q, file: file.map(Path::to_path_buf), ..Self::default() };
        let Some(file) = file.filter(|file| file.exists()) else { return Ok(fresh) };
        let text = std::fs::read_to_string(file).map_err(|error| format!("reading {}: {error}", file.display()))?;
        let wrong = |error| format!("{} does not hold the place in a log: {error}", file.display());
        let (first, ids) = text.split_once('\n').unwrap_or((&text, ""));
        if text.trim().is_empty() {
            return Ok(fresh);
        }
        let mut place: Self = serde_json::from_str(first).map_err(wrong)?;
        if (&place.filter, &place.q) != (&fresh.filter, &fresh.q) {
            return Err(format!("{} is of a log with other filters: name another file", file.display()));
        }
        // The last id may be cut; its event is printed once more.
        for id in ids.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
            place.seen.push_back(serde_json::from_str(id).map_err(wrong)?);
        }
        place.file = fresh.file;
        Ok(place)
    }

    /// Writes the file as a whole or not at all.
    pub fn save(&mut self) -> anyhow::Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut new| {
            writeln!(new, "{}", serde_json::to_string(self)?)?;
            new.persist(file).map_err(|error| error.error)?;
            OpenOptions::new().append(true).open(file)
        });
        self.ids = Some(written.with_context(|| format!("writing {}", file.display()))?);
        Ok(())
    }

    /// The events of a page that were not printed yet.
    pub fn unseen<'a>(&self, events: &[&'a RawValue]) -> anyhow::Result<Vec<Event<'a>>> {
        #[derive(Deserialize)]
        struct Parts {
            uuid: Option<String>,
            published: Option<String>,
        }
        let mut seen: HashSet<String> = self.seen.iter().cloned().collect();
        let mut new = Vec::new();
        for json in events {
            let Parts { uuid, published } = serde_json::from_str(json.get())?;
            if uuid.as_ref().is_none_or(|uuid| seen.insert(uuid.clone())) {
                new.push(Event { json, uuid, published });
            }
        }
        Ok(new)
    }

    /// Counts events as printed, from this moment on also for another process.
    pub fn printed(&mut self, events: &[Event<'_>]) -> anyhow::Result<()> {
        let ids = events.iter().filter_map(|event| event.uuid.as_ref());
        if let Some(file) = &mut self.ids {
            let lines: String = ids.clone().map(|id| format!("{}\n", json!(id))).collect();
            file.write_all(lines.as_bytes()).context("writing the ids of what was printed")?;
        }
        self.seen.extend(ids.cloned());
        self.seen.drain(..self.seen.len().saturating_sub(REMEMBERED));
        let latest = events.iter().filter_map(|event| event.published.clone()).max();
        self.published = latest.max(self.published.take());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Page = Vec<Box<RawValue>>;

    fn page(ids: impl IntoIterator<Item = usize>) -> Page {
        let event = |id| json!({"uuid": format!("e{id}"), "published": format!("2026-01-01T00:00:{id:02}Z")});
        ids.into_iter().map(|id| RawValue::from_string(event(id).to_string()).expect("JSON")).collect()
    }

    /// Prints the first events of a page that are new, as many as there is time for; gives how many are new.
    fn print(place: &mut Place, page: &Page, time_for: usize) -> usize {
        let page: Vec<&RawValue> = page.iter().map(AsRef::as_ref).collect();
        let new = place.unseen(&page).expect("events");
        for event in new.chunks(1).take(time_for) {
            place.printed(event).expect("a writable file");
        }
        new.len()
    }

    #[test]
    fn an_event_that_comes_twice_is_printed_once() {
        let mut place = Place::default();
        assert_eq!(print(&mut place, &page([1, 3, 3]), 9), 2);
        assert_eq!(print(&mut place, &page([2, 3, 4]), 9), 2);
        assert_eq!(place.published.as_deref(), Some("2026-01-01T00:00:04Z"));
        print(&mut place, &page(100..100 + REMEMBERED), REMEMBERED);
        assert_eq!((place.seen.len(), place.seen.back().map(String::as_str)), (REMEMBERED, Some("e5099")));
    }

    #[test]
    fn what_was_printed_is_known_after_a_kill() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("place");
        let load = || Place::load(Some(&file), None, None).expect("a place");
        let mut place = load();
        (place.next, place.published) = (Some("/first".into()), Some("2026-01-01T00:00:00Z".into()));
        place.save().expect("a writable folder");
        assert_eq!(print(&mut place, &page([1, 2, 3, 4]), 2), 4);
        // Here the process is killed. The page comes once more, by its link or by the time before its first event.
        let mut place = load();
        assert_eq!(place.next.as_deref(), Some("/first"));
        assert_eq!(place.published.as_deref(), Some("2026-01-01T00:00:00Z"));
        assert_eq!(print(&mut place, &page([1, 2, 3, 4]), 0), 2);
        // An id that was cut counts as not written.
        let cut = std::fs::read_to_string(&file).expect("the file");
        std::fs::write(&file, cut.trim_end_matches(['\n', '"'])).expect("a writable file");
        let mut place = load();
        assert_eq!(print(&mut place, &page([1, 2, 3, 4]), 0), 3);
        place.save().expect("a writable folder");
        assert_eq!(print(&mut place, &page([1, 2, 3, 4]), 9), 3);
        assert_eq!(print(&mut load(), &page([1, 2, 3, 4, 5]), 0), 1);
        std::fs::write(&file, format!("{cut}no id\n")).expect("a writable file");
        assert!(Place::load(Some(&file), None, None).is_err_and(|error| error.contains("does not hold the place")));
    }
}
