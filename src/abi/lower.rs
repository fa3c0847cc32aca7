//! Lowers results. The lowered form points into the result, so no text is copied.

use super::layout::{ListAbi, OptionAbi, PairAbi, ResultAbi, StringAbi};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::any::Any;
use zeroize::{Zeroize, Zeroizing};

/// The items of lowered lists, which live as long as the result.
pub type Lists = Vec<Box<dyn Any>>;

/// A type that the component returns.
pub trait Lower: Sized {
    /// Its form in memory.
    type Abi;

    /// Its lowered form, which points into `self` and `lists`.
    fn lower(&self, lists: &mut Lists) -> Self::Abi;

    /// The lowered form of a list.
    fn lower_list(items: &[Self], lists: &mut Lists) -> ListAbi<Self::Abi>
    where
        Self::Abi: 'static,
    {
        let lowered: Vec<Self::Abi> = items.iter().map(|item| item.lower(lists)).collect();
        let list = ListAbi { start: lowered.as_ptr(), length: lowered.len() };
        lists.push(Box::new(lowered));
        list
    }
}

macro_rules! lower_as_is {
    ($($ty:ty)*) => {$(
        impl Lower for $ty {
            type Abi = Self;

            fn lower(&self, _: &mut Lists) -> Self {
                *self
            }
        }
    )*};
}

lower_as_is!(bool u16 u32);

impl Lower for u8 {
    type Abi = Self;

    fn lower(&self, _: &mut Lists) -> Self {
        *self
    }

    /// Points to the bytes without copying them.
    fn lower_list(items: &[Self], _: &mut Lists) -> ListAbi<Self> {
        ListAbi { start: items.as_ptr(), length: items.len() }
    }
}

impl Lower for String {
    type Abi = StringAbi;

    fn lower(&self, _: &mut Lists) -> StringAbi {
        StringAbi { start: self.as_ptr(), length: self.len() }
    }
}

impl<T: Lower<Abi: 'static>> Lower for Vec<T> {
    type Abi = ListAbi<T::Abi>;

    fn lower(&self, lists: &mut Lists) -> ListAbi<T::Abi> {
        T::lower_list(self, lists)
    }
}

impl<T: Lower> Lower for Option<T> {
    type Abi = OptionAbi<T::Abi>;

    fn lower(&self, lists: &mut Lists) -> OptionAbi<T::Abi> {
        self.as_ref().map_or(OptionAbi::None, |value| OptionAbi::Some(value.lower(lists)))
    }
}

impl<T: Lower, E: Lower> Lower for Result<T, E> {
    type Abi = ResultAbi<T::Abi, E::Abi>;

    fn lower(&self, lists: &mut Lists) -> ResultAbi<T::Abi, E::Abi> {
        match self {
            Ok(value) => ResultAbi::Ok(value.lower(lists)),
            Err(error) => ResultAbi::Err(error.lower(lists)),
        }
    }
}

impl<A: Lower, B: Lower> Lower for (A, B) {
    type Abi = PairAbi<A::Abi, B::Abi>;

    fn lower(&self, lists: &mut Lists) -> PairAbi<A::Abi, B::Abi> {
        PairAbi(self.0.lower(lists), self.1.lower(lists))
    }
}

/// A secret; it is wiped when the result is freed.
impl<T: Lower + Zeroize> Lower for Zeroizing<T> {
    type Abi = T::Abi;

    fn lower(&self, lists: &mut Lists) -> T::Abi {
        (**self).lower(lists)
    }
}
