//! The layout of unnamed types in the canonical ABI; `repr(C)` follows its rules for records and variants.

/// A string.
#[repr(C)]
pub struct StringAbi {
    /// The first byte.
    pub start: *const u8,
    /// In bytes.
    pub length: usize,
}

/// A list.
#[repr(C)]
pub struct ListAbi<T> {
    /// The first item.
    pub start: *const T,
    /// In items.
    pub length: usize,
}

/// An option.
#[repr(C, u8)]
pub enum OptionAbi<T> {
    /// `none`
    None,
    /// `some`
    Some(T),
}

/// A result.
#[repr(C, u8)]
pub enum ResultAbi<T, E> {
    /// `ok`
    Ok(T),
    /// `err`
    Err(E),
}

/// A tuple of two.
#[repr(C)]
pub struct PairAbi<A, B>(pub A, pub B);
