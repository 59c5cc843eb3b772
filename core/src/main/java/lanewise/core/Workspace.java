package lanewise.core;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

import lanewise.core.convolution.ConvolutionDriver;
import lanewise.core.gemm.GemmDriver;

/// Scratch memory and the team that operations may use. Scratch is handed out again and again: nothing is allocated
/// once the sizes in use were seen.
///
/// One workspace per calling thread: it serves one call at a time. The memory is freed by [#close()].
public final class Workspace implements AutoCloseable {

    /// Scratch areas per part of the team.
    public static final int SLOTS = 4;

    private static final long GROWTH = 1 << 12;

    private final Team team;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment[] scratch;
    private GemmDriver gemm;
    private ConvolutionDriver convolution;

    private Workspace(Team team) {
        this.team = team;
        this.scratch = new MemorySegment[Math.multiplyExact(team.size(), SLOTS)];
    }

    /// A workspace for work on the calling thread alone.
    ///
    /// @return the workspace; close it to free its memory
    public static Workspace single() {
        return new Workspace(Team.single());
    }

    /// A workspace whose operations are split over a team. The team stays the caller's to close.
    ///
    /// @param team who does the work
    /// @return the workspace; close it to free its memory
    public static Workspace with(Team team) {
        return new Workspace(Objects.requireNonNull(team, "team"));
    }

    /// Who does the work.
    /// @return the team
    public Team team() {
        return team;
    }

    /// Scratch memory for one part, 64-byte aligned, contents undefined. The same area is handed out at the next call
    /// for the same part and slot.
    ///
    /// @param part part of the team, 0 to size - 1; each part may ask for its own while the team runs
    /// @param slot which area, 0 to 3
    /// @param bytes bytes needed
    /// @return at least `bytes` bytes
    /// @throws IndexOutOfBoundsException if there is no such part or slot
    /// @throws IllegalStateException if the workspace was closed
    public MemorySegment scratch(int part, int slot, long bytes) {
        Objects.checkIndex(part, team.size());
        Objects.checkIndex(slot, SLOTS);
        int index = part * SLOTS + slot;
        MemorySegment area = scratch[index];
        if (area == null || area.byteSize() < bytes) {
            if (!arena.scope().isAlive()) {
                throw new IllegalStateException("workspace: was closed");
            }
            long wanted = area == null ? bytes : Math.max(bytes, 2 * area.byteSize());
            long size = (Math.max(wanted, 1) + GROWTH - 1) / GROWTH * GROWTH;
            area = arena.allocate(size, Matrix.ALIGNMENT);
            scratch[index] = area;
        }
        return area;
    }

    /// The state of matrix products on this workspace, made at the first.
    GemmDriver gemm() {
        if (gemm == null) {
            gemm = new GemmDriver(this);
        }
        return gemm;
    }

    /// The state of convolutions on this workspace, made at the first.
    ConvolutionDriver convolution() {
        if (convolution == null) {
            convolution = new ConvolutionDriver(this);
        }
        return convolution;
    }

    /// Frees the scratch memory. The team is left alone.
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
