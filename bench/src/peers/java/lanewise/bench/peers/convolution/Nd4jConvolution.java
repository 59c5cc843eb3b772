package lanewise.bench.peers.convolution;

import java.util.List;

import lanewise.bench.peers.run.Contender;
import lanewise.bench.peers.run.RemoteMaker;
import lanewise.core.Window;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/// ND4J's operations that DL4J's layers call, into arrays that are there already. Their gradients come together, so
/// both are computed where one is asked
/// for. To be made in a process of its own.
///
/// A transposed convolution has no output padding there. Where one is needed its mode `same` gives the mirror image:
/// planes and kernels are reversed.
final class Nd4jConvolution implements Contender {

    private final LayerTask task;
    private final boolean mirrored;
    private final INDArray result;
    private final CustomOp operation;

    Nd4jConvolution(LayerTask task, int threads) {
        this.task = task;
        Nd4j.getEnvironment().setMaxThreads(threads);
        Nd4j.factory().blas().setMaxThreads(threads);
        Window w = task.window();
        boolean turned = task.layer().turned();
        mirrored = turned && task.layer().outputPadding() > 0;
        long[] images = {task.layer().batch(), w.channels(), w.height(), w.width()};
        long[] maps = {task.layer().batch(), w.filters(), w.mapHeight(), w.mapWidth()};
        long[] kernels = {w.filters(), w.channels(), w.kernelHeight(), w.kernelWidth()};
        INDArray image = array(task.image(), images);
        INDArray map = array(task.map(), maps);
        INDArray weight = array(task.weight(), kernels);
        INDArray input = turned ? map : image;
        boolean forward = task.product() == LayerTask.Product.FORWARD;
        var builder = DynamicCustomOp.builder((turned ? "deconv2d" : "conv2d") + (forward ? "" : "_bp"));
        int same = mirrored ? 1 : 0;
        int padding = mirrored ? 0 : w.padding();
        int channelsFirst = 0;
        int filtersFirst = 1;
        builder.addIntegerArguments(w.kernelHeight(), w.kernelWidth(), w.stride(), w.stride(), padding,
                padding, 1, 1, same, channelsFirst, filtersFirst);
        if (forward) {
            result = Nd4j.create(DataType.FLOAT, turned ? images : maps, 'c');
            builder.addInputs(input, weight).addOutputs(result);
        } else {
            INDArray inputGradient = Nd4j.create(DataType.FLOAT, turned ? maps : images, 'c');
            INDArray weightGradient = Nd4j.create(DataType.FLOAT, kernels, 'c');
            result = task.product() == LayerTask.Product.INPUT_GRADIENT ? inputGradient : weightGradient;
            builder.addInputs(input, weight, turned ? image : map).addOutputs(inputGradient, weightGradient);
        }
        operation = builder.build();
    }

    private INDArray array(float[] values, long[] shape) {
        return Nd4j.create(mirror(values, Math.toIntExact(shape[2] * shape[3])), shape, 'c');
    }

    private float[] mirror(float[] values, int plane) {
        if (!mirrored) {
            return values;
        }
        float[] turned = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            turned[i] = values[i / plane * plane + plane - 1 - i % plane];
        }
        return turned;
    }

    @Override
    public String name() {
        return "ND4J";
    }

    @Override
    public void run() {
        Nd4j.exec(operation);
    }

    @Override
    public float[] result() {
        return mirror(result.dup('c').data().asFloat(), Math.toIntExact(result.size(2) * result.size(3)));
    }

    @Override
    public void close() {
    }

    /// From the arguments of a command line.
    public static final class Maker implements RemoteMaker {

        @Override
        public Contender make(List<String> arguments) {
            return new Nd4jConvolution(LayerTask.parse(arguments.get(0)), Integer.parseInt(arguments.get(1)));
        }
    }
}
