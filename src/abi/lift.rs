//! Lifts arguments: of actions by their row, of other functions by their types.

use super::layout::{ListAbi, OptionAbi, PairAbi, StringAbi};
use crate::request::Arg;
use crate::table::action::{Action, Param};
use crate::table::shape::{ParamType, Passing};
use alloc::alloc::{Layout, dealloc};
use alloc::string::String;
use alloc::vec::Vec;
use core::ptr::{with_exposed_provenance, with_exposed_provenance_mut};

/// A lowered type that the host can pass as core arguments.
pub trait Flat: Sized {
    /// Reads the core arguments.
    fn flat(core: &mut impl Iterator<Item = u32>) -> Self;
}

/// A type that the component takes.
pub trait Lift: Sized {
    /// Its form in memory.
    type Abi;

    /// Takes ownership of a value that the host passes.
    ///
    /// # Safety
    ///
    /// The host passes `abi` to the component, once.
    unsafe fn lift(abi: Self::Abi) -> Self;

    /// Takes ownership of a list.
    ///
    /// # Safety
    ///
    /// The same as for [`Lift::lift`].
    unsafe fn lift_list(abi: ListAbi<Self::Abi>) -> Vec<Self> {
        // SAFETY: guaranteed by the caller; the owner of a list owns its items.
        unsafe { owned(abi).into_iter().map(|item| Self::lift(item)).collect() }
    }
}

/// Lifts the next argument of a function.
///
/// # Safety
///
/// `core` are the core arguments of a call by the host, and the next ones are a `T`.
pub unsafe fn lift<A: Flat, T: Lift<Abi = A>>(core: &mut impl Iterator<Item = u32>) -> T {
    // SAFETY: guaranteed by the caller.
    unsafe { T::lift(A::flat(core)) }
}

/// Lifts the arguments of an action, one per parameter.
///
/// # Safety
///
/// `core` are the core arguments of a call of the export of `action`.
pub unsafe fn lift_arguments(action: &Action, core: &[u32]) -> Vec<Arg> {
    match action.passing {
        Passing::Flat(_) => {
            let mut core = core.iter().copied();
            let lift_param = |param: &Param| {
                let present = !param.optional || bool::flat(&mut core);
                let first = u32::flat(&mut core);
                let text_or_list = matches!(param.ty, ParamType::Text | ParamType::List | ParamType::Bytes);
                let second = if text_or_list { u32::flat(&mut core) } else { 0 };
                // SAFETY: these are the core arguments of this parameter.
                if present { unsafe { argument(param.ty, first, second) } } else { Arg::Absent }
            };
            action.params.iter().map(lift_param).collect()
        }
        Passing::Indirect { size, align } => {
            let base = with_exposed_provenance_mut::<u8>(core[0] as usize);
            let lift_param = |param: &Param| {
                // SAFETY: the host wrote the parameters there, in the layout that the build computed.
                unsafe {
                    let mut place = base.add(param.offset);
                    let inner = if param.ty == ParamType::Flag { 1 } else { 4 };
                    if param.optional {
                        if place.read() == 0 {
                            return Arg::Absent;
                        }
                        place = place.add(inner);
                    }
                    match param.ty {
                        ParamType::Flag => argument(param.ty, place.read().into(), 0),
                        ParamType::Number => argument(param.ty, place.cast::<u32>().read(), 0),
                        ParamType::Text | ParamType::List | ParamType::Bytes => {
                            let place = place.cast::<u32>();
                            argument(param.ty, place.read(), place.add(1).read())
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
/// The host passes an argument of this type; for a text or list, `first` and `second` are its start and length.
unsafe fn argument(ty: ParamType, first: u32, second: u32) -> Arg {
    let core = &mut [first, second].into_iter();
    // SAFETY: guaranteed by the caller.
    unsafe {
        match ty {
            ParamType::Flag => Arg::Flag(first != 0),
            ParamType::Number => Arg::Number(first),
            ParamType::Text => Arg::Text(lift(core)),
            ParamType::Bytes => Arg::Bytes(lift(core)),
            ParamType::List => Arg::List(lift(core)),
        }
    }
}

/// # Safety
///
/// The host passes the list, and `T` has the layout of its items.
unsafe fn owned<T>(list: ListAbi<T>) -> Vec<T> {
    if list.length == 0 {
        return Vec::new();
    }
    // SAFETY: `cabi_realloc` allocated exactly this memory, and nothing else frees it.
    unsafe { Vec::from_raw_parts(list.start.cast_mut(), list.length, list.length) }
}

impl Flat for u32 {
    fn flat(core: &mut impl Iterator<Item = u32>) -> Self {
        core.next().unwrap_or_default()
    }
}

impl Flat for bool {
    fn flat(core: &mut impl Iterator<Item = u32>) -> Self {
        u32::flat(core) != 0
    }
}

impl Flat for StringAbi {
    fn flat(core: &mut impl Iterator<Item = u32>) -> Self {
        Self { start: with_exposed_provenance(u32::flat(core) as usize), length: u32::flat(core) as usize }
    }
}

impl<T> Flat for ListAbi<T> {
    fn flat(core: &mut impl Iterator<Item = u32>) -> Self {
        Self { start: with_exposed_provenance(u32::flat(core) as usize), length: u32::flat(core) as usize }
    }
}

impl<T: Flat> Flat for OptionAbi<T> {
    fn flat(core: &mut impl Iterator<Item = u32>) -> Self {
        let (given, value) = (bool::flat(core), T::flat(core));
        if given { Self::Some(value) } else { Self::None }
    }
}

impl Lift for u8 {
    type Abi = Self;

    unsafe fn lift(abi: Self) -> Self {
        abi
    }

    /// Takes the bytes without copying them.
    unsafe fn lift_list(abi: ListAbi<Self>) -> Vec<Self> {
        // SAFETY: guaranteed by the caller.
        unsafe { owned(abi) }
    }
}

impl Lift for u32 {
    type Abi = Self;

    unsafe fn lift(abi: Self) -> Self {
        abi
    }
}

impl Lift for bool {
    type Abi = Self;

    unsafe fn lift(abi: Self) -> Self {
        abi
    }
}

impl Lift for String {
    type Abi = StringAbi;

    unsafe fn lift(StringAbi { start, length }: StringAbi) -> Self {
        // SAFETY: guaranteed by the caller; the canonical ABI guarantees UTF-8.
        unsafe { Self::from_utf8_unchecked(owned(ListAbi { start, length })) }
    }
}

impl<T: Lift> Lift for Vec<T> {
    type Abi = ListAbi<T::Abi>;

    unsafe fn lift(abi: ListAbi<T::Abi>) -> Self {
        // SAFETY: guaranteed by the caller.
        unsafe { T::lift_list(abi) }
    }
}

impl<T: Lift> Lift for Option<T> {
    type Abi = OptionAbi<T::Abi>;

    unsafe fn lift(abi: OptionAbi<T::Abi>) -> Self {
        match abi {
            OptionAbi::None => None,
            // SAFETY: guaranteed by the caller.
            OptionAbi::Some(value) => Some(unsafe { T::lift(value) }),
        }
    }
}

impl<A: Lift, B: Lift> Lift for (A, B) {
    type Abi = PairAbi<A::Abi, B::Abi>;

    unsafe fn lift(PairAbi(first, second): Self::Abi) -> Self {
        // SAFETY: the caller owns the pair, and so both items.
        unsafe { (A::lift(first), B::lift(second)) }
    }
}
