package lanewise.vae.reference;

import java.util.Arrays;
import java.util.Objects;

/// A dense array of doubles with a shape, row-major; the empty shape is a scalar. Mutable through
/// [#values]; not thread-safe.
public final class DoubleTensor {
    private final int[] shape;
    private final double[] values;

    private DoubleTensor(double[] values, int[] shape) {
        this.shape = shape;
        this.values = values;
    }

    /// A view of an array, which is not copied.
    ///
    /// @param values the elements, row-major
    /// @param shape the extent of each dimension
    /// @return the tensor
    /// @throws IllegalArgumentException if the shape does not hold as many elements as there are values
    public static DoubleTensor of(double[] values, int... shape) {
        Objects.requireNonNull(values, "values");
        if (count(shape) != values.length) {
            throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " does not hold " + values.length
                    + " values");
        }
        return new DoubleTensor(values, shape.clone());
    }

    /// A tensor of zeros.
    ///
    /// @param shape the extent of each dimension
    /// @return the tensor
    public static DoubleTensor zeros(int... shape) {
        return new DoubleTensor(new double[count(shape)], shape.clone());
    }

    /// A tensor of no dimensions.
    ///
    /// @param value its one element
    /// @return the tensor
    public static DoubleTensor scalar(double value) {
        return new DoubleTensor(new double[] {value}, new int[0]);
    }

    /// The elements themselves: writing to them changes the tensor.
    /// @return the elements, row-major
    public double[] values() {
        return values;
    }

    /// The extent of each dimension.
    /// @return a copy
    public int[] shape() {
        return shape.clone();
    }

    /// Number of dimensions.
    /// @return the number, 0 for a scalar
    public int rank() {
        return shape.length;
    }

    /// Extent of one dimension.
    ///
    /// @param index which, counted from the end if negative
    /// @return its extent
    public int extent(int index) {
        return shape[index < 0 ? shape.length + index : index];
    }

    /// Number of elements.
    /// @return the number
    public int size() {
        return values.length;
    }

    /// The element of a tensor that has one.
    ///
    /// @return the element
    /// @throws IllegalStateException if there is not exactly one
    public double item() {
        if (values.length != 1) {
            throw new IllegalStateException("shape " + Arrays.toString(shape) + " has " + values.length
                    + " elements, expected 1");
        }
        return values[0];
    }

    /// An independent copy.
    /// @return the copy
    public DoubleTensor copy() {
        return new DoubleTensor(values.clone(), shape);
    }

    /// The sum of two tensors of one shape.
    DoubleTensor plus(DoubleTensor other) {
        DoubleTensor sum = other.requireShape("sum", shape).copy();
        for (int i = 0; i < values.length; i++) {
            sum.values[i] += values[i];
        }
        return sum;
    }

    /// The same, refused unless it has this shape.
    ///
    /// @param name what to call the tensor in the message
    /// @param expected the shape that is asked for
    /// @return this
    /// @throws IllegalArgumentException if the shape is another
    public DoubleTensor requireShape(String name, int... expected) {
        if (!Arrays.equals(shape, expected)) {
            throw new IllegalArgumentException(name + ": shape " + Arrays.toString(shape) + ", expected "
                    + Arrays.toString(expected));
        }
        return this;
    }

    @Override
    public String toString() {
        return "tensor" + Arrays.toString(shape);
    }

    private static int count(int[] shape) {
        long count = 1;
        for (int extent : shape) {
            if (extent < 0) {
                throw new IllegalArgumentException("shape " + Arrays.toString(shape)
                        + ": expected extents of at least 0");
            }
            count = Math.multiplyExact(count, extent);
            if (count > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " has more than "
                        + Integer.MAX_VALUE + " elements");
            }
        }
        return (int) count;
    }
}
