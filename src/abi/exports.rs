//! The exported core functions, written from `wit/` by `build/src/exports.rs`.
//!
//! The export of an action performs its row. Any other export calls the function of the same name in [`crate::call`];
//! the compiler checks that its types are those of the WIT, which `wit-bindgen` generates.

use super::contract::*;
use super::layout::{ListAbi, OptionAbi, PairAbi, ResultAbi, StringAbi};
use super::lift::{lift, lift_arguments};
use super::return_area::{free, give};
use crate::call;
use crate::table::action::ROWS;

type ActionResult = ResultAbi<ResponseAbi, ErrorAbi>;

include!(concat!(env!("OUT_DIR"), "/exports.rs"));

fn perform(index: usize, core: &[u32]) -> *const ActionResult {
    let action = &ROWS[index];
    // SAFETY: the build wrote the export that calls this, with the passing of the same row.
    let args = unsafe { lift_arguments(action, core) };
    give(|| call::perform(action, args))
}
