//! The allocator: a pool of small blocks in front of dlmalloc.
//!
//! A call allocates some hundred small blocks, most of them for texts that the host passes. A block of the pool costs a tenth
//! of one of dlmalloc. The pool is part of the initial memory and never grows: dlmalloc serves everything else.

use alloc::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32::{memory_grow, memory_size};
use core::cell::UnsafeCell;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicBool, Ordering};
use dlmalloc::Dlmalloc;

/// The size of a page of WebAssembly, in bytes.
const PAGE: usize = 64 * 1024;

/// The size of the pool, in bytes.
const POOL: usize = 64 * 1024;
/// Blocks have a multiple of this size and alignment, in bytes.
const STEP: usize = 16;
/// The longest block of the pool, in bytes.
const MAX_BLOCK: usize = 512;
/// The size from which a growing block first gets room behind it, in bytes.
const LARGE: usize = 256 * 1024;

/// The allocator of the component, which has one thread.
pub struct Allocator(UnsafeCell<State>);

struct State {
    /// The used part of the pool, in bytes.
    used: usize,
    /// A list of freed blocks per size: each block holds the address of the next one.
    free: [*mut u8; MAX_BLOCK / STEP],
    large: Dlmalloc<Memory>,
}

#[repr(align(16))]
struct Pool(UnsafeCell<[u8; POOL]>);

/// All zeros, so that it takes no room in the file.
static BLOCKS: Pool = Pool(UnsafeCell::new([0; POOL]));

// SAFETY: the component has one thread.
unsafe impl Sync for Allocator {}
// SAFETY: as above.
unsafe impl Sync for Pool {}

impl Allocator {
    /// Makes an allocator with an unused pool.
    pub const fn new() -> Self {
        let large = Dlmalloc::new_with_allocator(Memory(AtomicBool::new(false)));
        Self(UnsafeCell::new(State { used: 0, free: [null_mut(); MAX_BLOCK / STEP], large }))
    }
}

/// The index of the free list for a layout; none if dlmalloc allocates its blocks.
fn class(size: usize, align: usize) -> Option<usize> {
    (size <= MAX_BLOCK && align <= STEP).then(|| size.saturating_sub(1) / STEP)
}

fn is_in_pool(block: *mut u8) -> bool {
    block.addr().wrapping_sub(BLOCKS.0.get().addr()) < POOL
}

impl State {
    unsafe fn alloc(&mut self, size: usize, align: usize) -> *mut u8 {
        if let Some(class) = class(size, align) {
            let block = self.free[class];
            if !block.is_null() {
                // SAFETY: a free block is at least 16 bytes long and begins with the address of the next one.
                self.free[class] = unsafe { block.cast::<*mut u8>().read() };
                return block;
            }
            let length = (class + 1) * STEP;
            if self.used + length <= POOL {
                // SAFETY: this is inside of the pool.
                let block = unsafe { BLOCKS.0.get().cast::<u8>().add(self.used) };
                self.used += length;
                return block;
            }
        }
        // SAFETY: the caller gives a valid layout.
        unsafe { self.large.malloc(size, align) }
    }

    unsafe fn dealloc(&mut self, block: *mut u8, size: usize, align: usize) {
        if let Some(class) = class(size, align)
            && is_in_pool(block)
        {
            // SAFETY: nobody else has the block any more, and it is at least 16 bytes long.
            unsafe { block.cast::<*mut u8>().write(self.free[class]) };
            self.free[class] = block;
            return;
        }
        // SAFETY: a block outside of the pool comes from dlmalloc.
        unsafe { self.large.free(block, size, align) };
    }
}

// SAFETY: blocks do not overlap, and hold at least what their layout asks for.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the component has one thread, and no method calls another one of `GlobalAlloc` while it holds the state.
        unsafe { (*self.0.get()).alloc(layout.size(), layout.align()) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { (*self.0.get()).dealloc(block, layout.size(), layout.align()) };
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        let (size, align) = (layout.size(), layout.align());
        // SAFETY: as above; all blocks come from `alloc`.
        unsafe {
            let state = &mut *self.0.get();
            if !is_in_pool(block) {
                if size >= LARGE && new_size > size {
                    // dlmalloc moves the last block if too little memory follows it. Allocating and freeing room there
                    // lets the block grow in place: nothing is copied, and the memory is not needed twice.
                    let room = state.large.malloc(new_size - size, align);
                    if !room.is_null() {
                        state.large.free(room, new_size - size, align);
                    }
                }
                // A block that becomes small moves to the pool.
                if class(new_size, align).is_none() {
                    return state.large.realloc(block, size, align, new_size);
                }
            } else if class(new_size, align) == class(size, align) {
                return block;
            }
            let new = state.alloc(new_size, align);
            if !new.is_null() {
                new.copy_from_nonoverlapping(block, size.min(new_size));
                state.dealloc(block, size, align);
            }
            new
        }
    }
}

/// The memory behind the data: first the rest of the initial memory, then the pages that it grows by.
struct Memory(AtomicBool);

unsafe extern "C" {
    /// The end of the data, defined by the linker.
    static __heap_base: u8;
}

// SAFETY: nothing else grows the memory, so each part is unused and follows the one before.
unsafe impl dlmalloc::Allocator for Memory {
    fn alloc(&self, size: usize) -> (*mut u8, usize, u32) {
        let end = memory_size(0) * PAGE;
        let begun = self.0.load(Ordering::Relaxed);
        let start =
            if begun { core::ptr::with_exposed_provenance_mut(end) } else { (&raw const __heap_base).cast_mut() };
        let pages = size.saturating_sub(end.saturating_sub(start.addr())).div_ceil(PAGE);
        if pages > 0 && memory_grow(0, pages) == usize::MAX {
            return (null_mut(), 0, 0);
        }
        self.0.store(true, Ordering::Relaxed);
        let size = (end + pages * PAGE).wrapping_sub(start.addr());
        // No block may end behind the last address.
        let is_last = start.addr().wrapping_add(size) == 0;
        (start, if is_last { size - STEP } else { size }, 0)
    }

    fn remap(&self, _: *mut u8, _: usize, _: usize, _: bool) -> *mut u8 {
        null_mut()
    }

    fn free_part(&self, _: *mut u8, _: usize, _: usize) -> bool {
        false
    }

    fn free(&self, _: *mut u8, _: usize) -> bool {
        false
    }

    fn can_release_part(&self, _: u32) -> bool {
        false
    }

    fn allocates_zeros(&self) -> bool {
        true
    }

    fn page_size(&self) -> usize {
        PAGE
    }
}
