//! The types of the contract in memory, with their lifting and lowering: written from `wit/` by
//! `build/src/canonical.rs`.

#![expect(dead_code, reason = "the host reads the fields, in the memory of the component")]

use super::layout::{ListAbi, OptionAbi, PairAbi, StringAbi};
use super::lift::{Flat, Lift};
use super::lower::{Lists, Lower};

include!(concat!(env!("OUT_DIR"), "/contract.rs"));

/// Stops the build if a type does not have the size and alignment that the WIT parser computes.
pub const fn check_layout<T>(size: usize, align: usize) {
    assert!(size_of::<T>() == size && align_of::<T>() == align);
}
