package lanewise.vae.layer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import lanewise.core.Matrix;
import lanewise.vae.layer.ParameterLayout.Slot;
import lanewise.vae.layer.ParameterLayout.Tensor;

/// One flat off-heap run of floats and the layout that names its parts: the parameters of a model, their gradients, or
/// an optimizer's moments.
///
/// The memory belongs to the arena that allocated it. Reading from several threads is safe while none writes.
public final class Parameters {

    /// What the address of parameters, gradients and moments had best be a multiple of, in bytes: a page.
    ///
    /// An optimizer reads and writes them side by side. Processors compare a load with the stores before it by the
    /// lower 12 bits of their addresses first; where one of these runs starts a few lines before another, modulo a
    /// page, each load waits for a store it has nothing to do with.
    public static final int ALIGNMENT = 4096;

    /// Floats that are looked through at a time, in an array, which costs a fresh JVM a tenth of what a segment costs.
    private static final int AT_ONCE = 4096;

    private final ParameterLayout layout;
    private final MemorySegment segment;
    private final Matrix flat;
    private final Matrix[] tensors;
    private final Matrix[] weights;
    private final Matrix[] biases;
    private final Matrix[] gains;
    private final Matrix[] shifts;

    private Parameters(ParameterLayout layout, MemorySegment segment) {
        this.layout = layout;
        this.segment = segment;
        this.flat = view(0, 1, layout.size());
        this.tensors = new Matrix[layout.tensors().size()];
        for (int i = 0; i < tensors.length; i++) {
            Tensor tensor = layout.tensors().get(i);
            tensors[i] = view(tensor.offset(), tensor.rows(), tensor.columns());
        }
        List<Slot> slots = layout.slots();
        this.weights = new Matrix[slots.size()];
        this.biases = new Matrix[slots.size()];
        this.gains = new Matrix[slots.size()];
        this.shifts = new Matrix[slots.size()];
        for (Slot slot : slots) {
            weights[slot.index()] = view(slot.weightOffset(), slot.rows(), slot.columns());
            biases[slot.index()] = view(slot.biasOffset(), 1, slot.biases());
            if (slot.norm() != null) {
                gains[slot.index()] = view(slot.norm().gainOffset(), 1, slot.biases());
                shifts[slot.index()] = view(slot.norm().shiftOffset(), 1, slot.biases());
            }
        }
    }

    private Matrix view(int offset, int rows, int columns) {
        return Matrix.of(segment.asSlice((long) offset * Float.BYTES, (long) rows * columns * Float.BYTES), rows,
                columns, columns);
    }

    /// Allocates memory for a layout, all zero, on a multiple of [#ALIGNMENT] bytes.
    ///
    /// @param arena who owns the memory; a shared or automatic one where several threads work on it
    /// @param layout the names and places
    /// @return the parameters
    public static Parameters allocate(Arena arena, ParameterLayout layout) {
        Objects.requireNonNull(arena, "arena");
        Objects.requireNonNull(layout, "layout");
        return new Parameters(layout, arena.allocate((long) layout.size() * Float.BYTES, ALIGNMENT));
    }

    /// Views existing memory.
    ///
    /// @param layout the names and places
    /// @param segment exactly `4 * layout.size()` bytes of native memory
    /// @return the parameters
    /// @throws IllegalArgumentException if the segment has another length or is no native memory
    public static Parameters of(ParameterLayout layout, MemorySegment segment) {
        Objects.requireNonNull(layout, "layout");
        if (segment.byteSize() != (long) layout.size() * Float.BYTES) {
            throw new IllegalArgumentException("segment: has " + segment.byteSize() + " bytes, the layout needs "
                    + (long) layout.size() * Float.BYTES);
        }
        return new Parameters(layout, segment);
    }

    /// The names and places.
    /// @return the layout
    public ParameterLayout layout() {
        return layout;
    }

    /// All floats, gaps included.
    /// @return `4 * layout().size()` bytes
    public MemorySegment segment() {
        return segment;
    }

    /// All floats, gaps included, as a matrix of one row.
    /// @return the view
    public Matrix flat() {
        return flat;
    }

    /// A named tensor as a matrix: weights with the first of their extents as rows, biases as one row.
    ///
    /// @param name its name, such as `encoder.0.weight`
    /// @return the view
    /// @throws IllegalArgumentException if there is none
    public Matrix tensor(String name) {
        return tensors[layout.indexOf(name)];
    }

    /// A tensor by its index in [ParameterLayout#tensors()].
    ///
    /// @param index the index
    /// @return the view
    public Matrix tensor(int index) {
        return tensors[Objects.checkIndex(index, tensors.length)];
    }

    /// The weights of a slot, stacked heads together.
    ///
    /// @param slot a slot of this layout
    /// @return the view, [Slot#rows()] x [Slot#columns()]
    public Matrix weight(Slot slot) {
        return weights[slot.index()];
    }

    /// The biases of a slot, stacked heads together.
    ///
    /// @param slot a slot of this layout
    /// @return the view, one row
    public Matrix bias(Slot slot) {
        return biases[slot.index()];
    }

    /// The gains of a normalised layer.
    ///
    /// @param slot a slot of this layout
    /// @return the view, one row, null where the layer is not normalised
    public Matrix gain(Slot slot) {
        return gains[slot.index()];
    }

    /// The shifts of a normalised layer.
    ///
    /// @param slot a slot of this layout
    /// @return the view, one row, null where the layer is not normalised
    public Matrix shift(Slot slot) {
        return shifts[slot.index()];
    }

    /// The slots and tensors whose names begin with one of some prefixes, where they are.
    ///
    /// @param prefixes such as `decoder.`
    /// @return a view of this memory with the layout [ParameterLayout#part(String...)]
    /// @throws IllegalArgumentException if there are none or others lie between them
    public Parameters part(String... prefixes) {
        ParameterLayout part = layout.part(prefixes);
        return of(part, segment.asSlice((long) layout.begin(prefixes) * Float.BYTES, (long) part.size() * Float.BYTES));
    }

    /// Copies all floats.
    ///
    /// @param source parameters of an equal layout
    /// @throws IllegalArgumentException if the layouts differ
    public void copyFrom(Parameters source) {
        source.requireLayout("source", layout);
        segment.copyFrom(source.segment);
    }

    /// Sets all floats to zero.
    public void zero() {
        segment.fill((byte) 0);
    }

    /// The first tensor that holds a NaN or an infinity.
    ///
    /// @return its name, or nothing if all values are finite
    public Optional<String> firstNotFinite() {
        float[] some = new float[AT_ONCE];
        for (Tensor tensor : layout.tensors()) {
            int size = tensor.size();
            for (int i = 0; i < size; i += AT_ONCE) {
                int n = Math.min(AT_ONCE, size - i);
                MemorySegment.copy(segment, Matrix.FLOAT, ((long) tensor.offset() + i) * Float.BYTES, some, 0, n);
                if (!areFinite(some, n)) {
                    return Optional.of(tensor.name());
                }
            }
        }
        return Optional.empty();
    }

    private static boolean areFinite(float[] values, int n) {
        for (int i = 0; i < n; i++) {
            if (!Float.isFinite(values[i])) {
                return false;
            }
        }
        return true;
    }

    /// Refuses another layout than the one expected.
    ///
    /// @param argument the name under which the caller knows these parameters
    /// @param expected the layout expected
    /// @return this
    /// @throws IllegalArgumentException naming the argument and the first tensor that differs
    public Parameters requireLayout(String argument, ParameterLayout expected) {
        if (layout == expected || layout.equals(expected)) {
            return this;
        }
        List<Tensor> mine = layout.tensors();
        List<Tensor> theirs = expected.tensors();
        int i = 0;
        while (i < Math.min(mine.size(), theirs.size()) && mine.get(i).equals(theirs.get(i))) {
            i++;
        }
        throw new IllegalArgumentException(argument + ": has " + describe(mine, i) + " where " + describe(theirs, i)
                + " was expected");
    }

    private static String describe(List<Tensor> tensors, int i) {
        return i < tensors.size() ? tensors.get(i).name() + " " + tensors.get(i).shape() : "no further tensor";
    }

    @Override
    public String toString() {
        return "Parameters[" + layout + "]";
    }
}
