//! The shapes of parameters, which the build script writes into the table and the interpreter reads.

/// The part of the request that a parameter goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A segment of the path.
    Path,
    /// A name and value of the query.
    Query,
    /// A placeholder in the value of a header.
    Header,
    /// The name or the type of a part of a multipart form.
    Part,
    /// The body.
    Body,
}

/// The type of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `string`
    Text,
    /// `bool`
    Flag,
    /// `u32`
    Number,
    /// `list<string>`
    List,
    /// `list<u8>`
    Bytes,
}

/// How the canonical ABI passes the arguments of an action.
#[derive(Clone, Copy, Debug)]
pub enum Passing {
    /// As so many `i32`.
    Flat(usize),
    /// As one pointer to memory.
    Memory {
        /// In bytes.
        size: usize,
        /// In bytes.
        align: usize,
    },
}
