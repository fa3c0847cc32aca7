//! The result of a call, which the host reads after the call has returned.

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

/// Runs a call and leaves its result for the host to read. The result of the call before is freed first, so that an instance
/// never holds two.
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
        // SAFETY: `give` made it by `Box::into_raw`, and whoever takes it out leaves null.
        drop(unsafe { Box::from_raw(last) });
    }
}
