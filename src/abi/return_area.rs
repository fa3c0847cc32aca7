//! The return area: the result of a call, which the host reads after the call has returned.

use super::lower::{Lists, Lower};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::any::Any;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, Ordering};

/// The result of the last call.
static LAST: AtomicPtr<Box<dyn Any>> = AtomicPtr::new(null_mut());

/// A result together with its lowered form, which points into it.
struct Returned<T: Lower> {
    lowered: T::Abi,
    _lists: Lists,
    _value: T,
}

/// Runs a call and stores its result for the host to read. The result of the previous call is freed first, so that an
/// instance never holds two.
pub fn give<T>(call: impl FnOnce() -> T) -> *const T::Abi
where
    T: Lower<Abi: 'static> + 'static,
{
    free();
    let value = call();
    let mut lists = Vec::new();
    let returned = Box::new(Returned { lowered: value.lower(&mut lists), _lists: lists, _value: value });
    let lowered = &raw const returned.lowered;
    LAST.store(Box::into_raw(Box::new(returned)), Ordering::Relaxed);
    lowered
}

/// Frees the result of the last call, which the host has read.
pub fn free() {
    let last = LAST.swap(null_mut(), Ordering::Relaxed);
    if !last.is_null() {
        // SAFETY: `give` made it by `Box::into_raw`, and the swap left null, so it is freed once.
        drop(unsafe { Box::from_raw(last) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::abi::layout::{ListAbi, OptionAbi, PairAbi, ResultAbi, StringAbi};
    use alloc::string::String;
    use core::sync::atomic::AtomicU32;
    use zeroize::{Zeroize, Zeroizing};

    /// How many secrets were wiped.
    static WIPED: AtomicU32 = AtomicU32::new(0);

    struct Secret;

    impl Zeroize for Secret {
        fn zeroize(&mut self) {
            WIPED.fetch_add(1, Ordering::Relaxed);
        }
    }

    impl Lower for Secret {
        type Abi = u32;

        fn lower(&self, _: &mut Lists) -> u32 {
            7
        }
    }

    fn text(StringAbi { start, length }: &StringAbi) -> &str {
        // SAFETY: it is a lowered string of a result that was not freed yet.
        let bytes = unsafe { core::slice::from_raw_parts(*start, *length) };
        core::str::from_utf8(bytes).expect("a string")
    }

    fn items<T>(list: &ListAbi<T>) -> &[T] {
        // SAFETY: it is a lowered list of a result that was not freed yet.
        unsafe { core::slice::from_raw_parts(list.start, list.length) }
    }

    // One test, because there is one result at a time.
    #[test]
    fn a_result_is_read_in_place_and_freed_before_the_next_call() {
        let pair = |name: &str, value: &str| (String::from(name), String::from(value));
        let pairs = alloc::vec![pair("a", "1"), pair("b", "")];
        let (bytes, texts) = (alloc::vec![0_u8, 255], alloc::vec![String::from("\u{fc}")]);
        let given = give(|| Ok::<_, String>(((pairs, Some(bytes)), (texts, None::<u32>))));
        // SAFETY: no result was given since.
        let ResultAbi::Ok(PairAbi(first, second)) = (unsafe { &*given }) else {
            unreachable!("an ok is lowered as one")
        };
        let pairs: Vec<(&str, &str)> =
            items(&first.0).iter().map(|PairAbi(name, value)| (text(name), text(value))).collect();
        assert_eq!(pairs, [("a", "1"), ("b", "")]);
        assert!(matches!(&first.1, OptionAbi::Some(bytes) if items(bytes) == [0, 255]));
        assert_eq!(items(&second.0).iter().map(text).collect::<Vec<_>>(), ["\u{fc}"]);
        assert!(matches!(second.1, OptionAbi::None));

        // SAFETY: as above.
        let failed = unsafe { &*give(|| Err::<u32, _>(String::from("no"))) };
        assert!(matches!(failed, ResultAbi::Err(message) if text(message) == "no"));

        // SAFETY: as above.
        assert_eq!(unsafe { *give(|| Zeroizing::new(Secret)) }, 7);
        assert_eq!(WIPED.load(Ordering::Relaxed), 0);
        give(|| {
            assert_eq!(WIPED.load(Ordering::Relaxed), 1, "the last result is freed before the next call");
            Zeroizing::new(Secret)
        });
        free();
        assert_eq!(WIPED.load(Ordering::Relaxed), 2);
        free();
        assert_eq!(WIPED.load(Ordering::Relaxed), 2, "a second free does nothing");
    }
}
