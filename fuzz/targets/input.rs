//! Splits an input into parts: the byte 0xFF, which never occurs in UTF-8, separates them.

#![allow(dead_code, reason = "no target uses all of it")]

/// The parts of an input.
pub fn parts(input: &[u8]) -> impl Iterator<Item = &[u8]> {
    input.split(|byte| *byte == 0xff)
}

/// The parts of an input as texts.
pub fn texts(input: &[u8]) -> Vec<String> {
    parts(input).map(|part| String::from_utf8_lossy(part).into_owned()).collect()
}

/// Pairs of texts, such as names and values.
pub fn pairs(texts: &[String]) -> Vec<(String, String)> {
    texts.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect()
}
