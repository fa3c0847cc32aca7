//! The exports of the actions, in the canonical ABI of the component model.
//!
//! The arguments of all actions are of four kinds, so one function lifts them by the row of the action. `docs/decisions/0001-one-interpreter-below-wit-bindgen.md` says what
//! that saves.

use crate::action::{ACTIONS, Action};
use crate::call;
use crate::lower::{Outcome, Response, keep, lower_response};
use crate::request::Arg;
use crate::shape::{Kind, Passing};
use alloc::alloc::{Layout, dealloc};
use alloc::string::String;
use alloc::vec::Vec;
use core::ptr::with_exposed_provenance_mut as pointer;

include!(concat!(env!("OUT_DIR"), "/exports.rs"));

fn perform(index: usize, core: &[u32]) -> *const Outcome<Response> {
    let action = &ACTIONS[index];
    // SAFETY: the build script wrote the export that calls this, with the passing of the same row.
    let args = unsafe { lift(action, core) };
    keep(call::perform(action, args), lower_response)
}

/// Takes the arguments over from the host, one per parameter.
///
/// # Safety
///
/// `core` holds the core arguments of a call of the export of `action`.
unsafe fn lift(action: &Action, core: &[u32]) -> Vec<Arg> {
    match action.passing {
        Passing::Flat(_) => {
            let mut slots = core.iter().copied();
            let mut next = || slots.next().unwrap_or_default();
            let lift_param = |param: &crate::action::Param| {
                let present = !param.optional || next() != 0;
                let first = next();
                let second = if matches!(param.kind, Kind::Text | Kind::List | Kind::Bytes) { next() } else { 0 };
                // SAFETY: the slots are those of this parameter.
                if present { unsafe { arg(param.kind, first, second) } } else { Arg::Absent }
            };
            action.params.iter().map(lift_param).collect()
        }
        Passing::Memory { size, align } => {
            let base = pointer::<u8>(core[0] as usize);
            let lift_param = |param: &crate::action::Param| {
                // SAFETY: the host wrote the parameters there, in the layout that the build script computed.
                unsafe {
                    let mut place = base.add(param.offset);
                    let inner = if param.kind == Kind::Flag { 1 } else { 4 };
                    if param.optional {
                        if place.read() == 0 {
                            return Arg::Absent;
                        }
                        place = place.add(inner);
                    }
                    match param.kind {
                        Kind::Flag => arg(param.kind, place.read().into(), 0),
                        Kind::Number => arg(param.kind, place.cast::<u32>().read(), 0),
                        Kind::Text | Kind::List | Kind::Bytes => {
                            let place = place.cast::<u32>();
                            arg(param.kind, place.read(), place.add(1).read())
                        }
                    }
                }
            };
            let args = action.params.iter().map(lift_param).collect();
            // SAFETY: the host allocated it by `cabi_realloc` with this size and alignment, for this call.
            unsafe { dealloc(base, Layout::from_size_align_unchecked(size, align)) };
            args
        }
    }
}

/// # Safety
///
/// Of a text or list, `first` and `second` are pointer and length of memory that the host passes on to the callee.
unsafe fn arg(kind: Kind, first: u32, second: u32) -> Arg {
    match kind {
        Kind::Flag => Arg::Flag(first != 0),
        Kind::Number => Arg::Number(first),
        // SAFETY: the caller says so, and the host has checked that it is UTF-8.
        Kind::Text => Arg::Text(unsafe { text(first, second) }),
        // SAFETY: the caller says so.
        Kind::Bytes => Arg::Bytes(unsafe { owned(first, second) }),
        Kind::List => {
            // SAFETY: the caller says so; the items are pairs of pointer and length.
            let pairs = unsafe { owned::<[u32; 2]>(first, second) };
            // SAFETY: each pair is a text that the host passes on.
            Arg::List(pairs.into_iter().map(|[start, length]| unsafe { text(start, length) }).collect())
        }
    }
}

/// Takes a text over from the host.
///
/// # Safety
///
/// As of [`arg`].
pub unsafe fn text(start: u32, length: u32) -> String {
    // SAFETY: the canonical ABI guarantees UTF-8, and the caller the memory.
    unsafe { String::from_utf8_unchecked(owned(start, length)) }
}

/// Takes the items of a list over from the host.
///
/// # Safety
///
/// As of [`arg`], and `T` has the layout of the items.
pub unsafe fn owned<T>(start: u32, length: u32) -> Vec<T> {
    let length = length as usize;
    if length == 0 {
        return Vec::new();
    }
    // SAFETY: `cabi_realloc` allocated exactly this, and nobody else frees it.
    unsafe { Vec::from_raw_parts(pointer(start as usize), length, length) }
}
