//! The state of an org: collections of items by path, made ids, the clock.

use crate::Options;
use crate::auth::oauth::Oauth;
use crate::dispatch::rates::Rates;
use crate::engine::errors::{self, Refusal};
use crate::engine::families::{self, Family, Id, Item, Items, text_at};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::LazyLock};

/// The user that the token belongs to, and `me`.
pub const ADMIN: &str = "00u0000000000001mock";

/// What a new org holds: items by the path of their collection; a path with placeholders stands for one collection in
/// every item of the family above it.
static SEED: LazyLock<Item> =
    LazyLock::new(|| serde_json::from_str(include_str!("../seed.json")).expect("seed.json is an object"));

/// Ids below this are for the seed.
const FIRST_ID: u64 = 62 * 62;

/// One org. All that a request reads or changes is in here.
#[derive(Debug)]
pub struct Org {
    /// What it was started with.
    pub options: Options,
    /// The origin in links.
    pub origin: String,
    /// The requests counted so far.
    pub rates: Rates,
    /// The tokens that it gave out, and what its OAuth server has seen.
    pub oauth: Oauth,
    /// Answers that the mock org should not have given, as sentences; a test fails where there is one.
    pub broken: Vec<String>,
    collections: BTreeMap<String, Items>,
    made: u64,
}

impl Org {
    /// A freshly seeded org whose links begin with `origin`.
    #[must_use]
    pub fn new(options: Options, origin: &str) -> Self {
        let mut org = Self {
            rates: Rates::new(options.rate_limit),
            options,
            origin: origin.to_owned(),
            oauth: Oauth::default(),
            broken: Vec::new(),
            collections: BTreeMap::new(),
            made: FIRST_ID,
        };
        org.renew_nonce();
        for (path, items) in SEED.iter().filter(|(path, _)| !path.contains('{')) {
            org.plant(path, items);
        }
        org
    }

    /// Keeps seed items in the collection at `path`.
    fn plant(&mut self, path: &str, items: &Value) {
        let Some(family) = families::by_path(path) else {
            return;
        };
        for item in items.as_array().into_iter().flatten().filter_map(Value::as_object) {
            let mut item = self.fresh(family, item);
            let id = self.id_for(family, &mut item);
            self.insert(path, &id, item);
        }
    }

    /// A new item with the status and the times that its family gives it, unless it has its own.
    pub fn fresh(&self, family: &Family, fields: &Item) -> Item {
        let mut item = Item::new();
        if let Id::Made(_) | Id::Of(_) = family.id {
            item.insert("id".to_owned(), Value::Null);
            item.extend(family.times.iter().map(|time| ((*time).to_owned(), json!(now()))));
        }
        if let Some(status) = family.initial {
            item.insert("status".to_owned(), json!(status));
        }
        item.extend(fields.clone());
        family.complete(&mut item);
        item
    }

    /// The id of a new item; one that is made is written into the item.
    pub fn id_for(&mut self, family: &Family, item: &mut Item) -> String {
        let field = match family.id {
            Id::Made(_) | Id::Of(_) | Id::Link(_) => "id",
            Id::Field(field) => field,
            Id::Only(id) => return id.to_owned(),
        };
        let given = text_at(item, field).map(str::to_owned);
        match (family.id, given) {
            (Id::Made(prefix), None) => {
                let id = self.make_id(prefix);
                item.insert("id".to_owned(), json!(id));
                id
            }
            (_, given) => given.unwrap_or_default(),
        }
    }

    /// A new id: a prefix, a counter, 20 characters as in Okta. Ids of one prefix sort in the order they were made.
    pub fn make_id(&mut self, prefix: &str) -> String {
        self.made += 1;
        let digits = base62(self.made);
        let width = 16_usize.saturating_sub(prefix.len());
        format!("{prefix}{digits:0>width$}mock")
    }

    /// A number that no other id or request of this org has.
    pub fn serial(&mut self) -> u64 {
        self.made += 1;
        self.made
    }

    /// From now on, proofs (DPoP) must hold a new nonce.
    pub fn renew_nonce(&mut self) {
        self.oauth.nonce = format!("mock-nonce-{}", self.serial());
    }

    /// The items of the collection at a path.
    pub fn items(&self, path: &str) -> impl Iterator<Item = (&String, &Item)> {
        self.collections.get(path).into_iter().flatten()
    }

    /// The item at a path.
    pub fn get(&self, path: &str) -> Option<&Item> {
        let (collection, id) = path.rsplit_once('/')?;
        self.collections.get(collection)?.get(id)
    }

    /// The item at a path, to change it.
    pub fn get_mut(&mut self, path: &str) -> Option<&mut Item> {
        let (collection, id) = path.rsplit_once('/')?;
        self.collections.get_mut(collection)?.get_mut(id)
    }

    /// The id of the item of a family that `name` names in the collection at a path.
    pub fn find(&self, family: &Family, path: &str, name: &str) -> Result<String, Refusal> {
        let found = self.collections.get(path).and_then(|items| (family.find)(items, name));
        found.ok_or_else(|| errors::not_found(name, family.noun))
    }

    /// Keeps an item, and with a new one what every item of its family has from the start.
    pub fn insert(&mut self, path: &str, id: &str, item: Item) {
        let Some(family) = families::by_path(path) else {
            return;
        };
        let items = self.collections.entry(path.to_owned()).or_default();
        if items.insert(id.to_owned(), item).is_some() {
            return;
        }
        let rest_of = |template: &'static str| {
            let (_, rest) = template.strip_prefix(family.path)?.strip_prefix("/{")?.split_once('}')?;
            (!rest.contains('{')).then_some(rest)
        };
        for (rest, items) in SEED.iter().filter_map(|(template, items)| Some((rest_of(template)?, items))) {
            self.plant(&format!("{path}/{id}{rest}"), items);
        }
        (family.made)(self, id);
    }

    /// Removes an item, all below it, all memberships and other items that name it. A membership or assignment is removed
    /// alone: what names the item that it links to stays.
    pub fn remove(&mut self, path: &str) -> Option<Item> {
        let (collection, id) = path.rsplit_once('/')?;
        let item = self.collections.get_mut(collection)?.remove(id)?;
        let below = format!("{path}/");
        self.collections.retain(|path, _| !path.starts_with(&below));
        let removed = families::by_path(collection)?;
        if matches!(removed.id, Id::Of(_) | Id::Link(_)) {
            return Some(item);
        }
        let mut dangling = Vec::new();
        for (path, items) in &mut self.collections {
            let Some(family) = families::by_path(path) else {
                continue;
            };
            let pairs = matches!(family.id, Id::Of(target) | Id::Link(target) if target == collection);
            let about = |family: &Family, item: &Item| {
                let mut about = family.about.iter();
                about.any(|(path, field)| *path == removed.path && text_at(item, field) == Some(id))
            };
            let names = |key: &str, item: &Item| pairs && key == id || about(family, item);
            let gone: Vec<String> =
                items.iter().filter(|(key, item)| names(key, item)).map(|(key, _)| key.clone()).collect();
            for key in gone {
                items.remove(&key);
                dangling.push(format!("{path}/{key}/"));
            }
        }
        self.collections.retain(|path, _| !dangling.iter().any(|gone| path.starts_with(gone)));
        Some(item)
    }

    /// Removes all items of a collection.
    pub fn clear(&mut self, path: &str) {
        let ids: Vec<String> = self.items(path).map(|(id, _)| id.clone()).collect();
        for id in ids {
            self.remove(&format!("{path}/{id}"));
        }
    }
}

/// The time now, as Okta writes it.
pub fn now() -> String {
    format!("{:.3}", Timestamp::now())
}

/// The time some seconds from now.
pub fn in_seconds(seconds: i64) -> String {
    let then = Timestamp::from_second(Timestamp::now().as_second() + seconds);
    format!("{:.3}", then.unwrap_or_default())
}

fn base62(mut number: u64) -> String {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut digits = Vec::new();
    while number > 0 {
        digits.push(char::from(DIGITS[usize::try_from(number % 62).unwrap_or_default()]));
        number /= 62;
    }
    digits.iter().rev().collect()
}
