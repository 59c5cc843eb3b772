/// Counter-based random numbers: each is a function of (seed, stream, index) alone, whatever the order, the thread
/// or the vector width.
///
/// [lanewise.core.random.RandomStream] is what callers use; [lanewise.core.random.Philox4x32] is the generator beneath.
/// Memory is filled in blocks of 64 elements: 16 consecutive counters give four words each, word w of the 16 goes to
/// the elements 16 w to 16 w + 15, so that vectors of any width store without a shuffle, and each pair of words becomes
/// a pair of normal numbers in the place where it lies.
///
/// Performance notes: random words and what is made of them are separate passes over at most 16 KiB that stay in the
/// first-level cache. Runs that do not begin or end on a block, and matrices with gaps between their rows, go through 4
/// KiB of scratch memory per thread.
package lanewise.core.random;
