//! Replaces the parts of `std` that would import stdio, exit and terminals: allocator and panic handler.

use super::allocator::Allocator;
use alloc::alloc::{Layout, alloc, realloc};
use core::arch::wasm32::unreachable;
use core::panic::PanicInfo;

#[global_allocator]
static ALLOCATOR: Allocator = Allocator::new();

/// Traps. Nothing in this crate panics on purpose.
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    unreachable()
}

// The start-up code of `wasm32-wasip2` refers to the C library, which `std` would have linked.
#[link(name = "c")]
unsafe extern "C" {
    fn __wasm_call_ctors();
}

/// A reference to the constructors. Without one, the linker wraps each export in the start-up and exit code of a program.
/// There are no constructors, because nothing of the C library is used.
#[used]
static CONSTRUCTORS: unsafe extern "C" fn() = __wasm_call_ctors;

/// The allocation function of the canonical ABI, through which the host passes arguments.
///
/// # Safety
///
/// The host keeps to the canonical ABI: `old` is null and `old_size` 0, or both come from an earlier call.
#[unsafe(no_mangle)]
unsafe extern "C" fn cabi_realloc(old: *mut u8, old_size: usize, align: usize, new_size: usize) -> *mut u8 {
    if new_size == 0 {
        return core::ptr::without_provenance_mut(align);
    }
    // SAFETY: the canonical ABI gives powers of two as `align` and sizes that fit into the memory.
    let new = unsafe {
        if old_size == 0 {
            alloc(Layout::from_size_align_unchecked(new_size, align))
        } else {
            realloc(old, Layout::from_size_align_unchecked(old_size, align), new_size)
        }
    };
    if new.is_null() { unreachable() } else { new }
}
