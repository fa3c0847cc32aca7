//! Location and type of parameters, as written by the build into the table of actions.

/// The part of the request that a parameter goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// A segment of the path.
    Path,
    /// A name and value of the query.
    Query,
    /// A placeholder in the value of a header.
    Header,
    /// The file name or the media type of a part of a multipart form.
    Part,
    /// The body.
    Body,
}

/// The type of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamType {
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
    /// As this number of `i32`.
    Flat(usize),
    /// As one pointer to memory.
    Indirect {
        /// In bytes.
        size: usize,
        /// In bytes.
        align: usize,
    },
}
