package lanewise.vae.network;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.PlacedNetwork;
import lanewise.vae.layer.Shape;

/// What lies between two maps of a network: images brought into the order that the next map reads, and the condition
/// joined to the row of the first map that reads a vector. Most junctions give back what they are given. What is almost
/// zero becomes zero ([TinyValues]): in place, but for the input of the network, of which a copy is made where need be.
///
/// Owns its buffers. Serves one thread at a time; allocates nothing when the number of rows repeats.
final class Junction {

    private final int maxRows;
    private final Arena arena;
    private final int width;
    private final int condition;
    private final int conditionAt;
    private final boolean toLast;
    private final Rearranging rearranging;
    private final Views data;
    private final Views dataOfGradient;
    private final Views own;
    private final Views ownGradient;
    private final RowBuffer outputs;
    private final TinyValues tiny;
    private final boolean first;
    private RowBuffer gradients;

    /// The junction in front of a map.
    ///
    /// @param placed the network
    /// @param index of the map: a hidden layer, or their number for the heads
    /// @param maxRows the largest number of rows in a call
    /// @param arena who owns the buffers
    Junction(PlacedNetwork placed, int index, int maxRows, Arena arena) {
        Network network = placed.network();
        Shape shape = network.input(index);
        boolean lastNow = index > 0 && network.map(index - 1).slides();
        boolean lastThen = network.map(index).slides();
        this.maxRows = maxRows;
        this.arena = arena;
        this.width = shape.size();
        this.condition = index > 0 && network.joins() == index ? placed.condition() : 0;
        this.conditionAt = network.input().size();
        this.toLast = lastThen;
        this.rearranging = lastNow == lastThen || Rearranging.isIdentity(shape) ? null : new Rearranging(shape);
        this.tiny = new TinyValues(maxRows, arena);
        this.first = index == 0;
        boolean joinsLater = first && network.joins() != 0;
        this.data = joinsLater ? Views.ofFirst(width) : null;
        this.dataOfGradient = joinsLater ? Views.ofFirst(width) : null;
        this.own = Views.ofFirst(width);
        this.ownGradient = Views.ofFirst(width);
        this.outputs = rearranging == null && condition == 0 ? null : new RowBuffer(arena, maxRows, width + condition);
    }

    /// What the map reads.
    ///
    /// @param y the output of the map before, or the input of the network
    /// @param input the input of the network
    Matrix forward(Matrix y, Matrix input, Team team) {
        Matrix x = data == null ? y : data.of(y);
        if (outputs == null) {
            if (first) {
                return tiny.readable(x, team);
            }
            tiny.replace(x, team);
            return x;
        }
        Matrix out = outputs.first(x.rows());
        if (rearranging == null) {
            copy(x, 0, out, 0, width);
        } else if (toLast) {
            rearranging.toChannelsLast(x, own.of(out), team);
        } else {
            rearranging.toChannelsFirst(x, own.of(out), team);
        }
        if (condition > 0) {
            copy(input, conditionAt, out, width, condition);
        }
        tiny.replace(out, team);
        return out;
    }

    /// Where the gradient of what the map reads goes.
    ///
    /// @param dy where the gradient of the output of the map before goes, or that of the input of the network
    Matrix gradient(Matrix dy) {
        if (outputs == null) {
            return data == null ? dy : dataOfGradient.of(dy);
        }
        if (gradients == null) {
            gradients = new RowBuffer(arena, maxRows, width + condition);
        }
        return gradients.first(dy.rows());
    }

    /// From the gradient of what the map reads to that of what the junction was given.
    ///
    /// @param dx what [#gradient] gave, filled
    /// @param dy where the gradient of the output of the map before goes
    /// @param dInput where the gradient of the network's input goes, or null; only the condition's columns are written
    void backward(Matrix dx, Matrix dy, Matrix dInput, Team team) {
        if (outputs == null) {
            return;
        }
        Matrix target = data == null ? dy : dataOfGradient.of(dy);
        if (rearranging == null) {
            copy(dx, 0, target, 0, width);
        } else if (toLast) {
            rearranging.toChannelsFirst(ownGradient.of(dx), target, team);
        } else {
            rearranging.toChannelsLast(ownGradient.of(dx), target, team);
        }
        if (condition > 0 && dInput != null) {
            copy(dx, width, dInput, conditionAt, condition);
        }
    }

    private static void copy(Matrix from, int fromColumn, Matrix to, int toColumn, int columns) {
        for (int row = 0; row < from.rows(); row++) {
            MemorySegment.copy(from.segment(), from.byteOffset(row, fromColumn), to.segment(),
                    to.byteOffset(row, toColumn), (long) columns * Float.BYTES);
        }
    }
}
