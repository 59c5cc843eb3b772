package lanewise.bench.peers.convolution;

import java.util.List;

import lanewise.bench.peers.library.Torch;
import lanewise.bench.peers.run.Contender;
import lanewise.bench.peers.run.RemoteMaker;
import lanewise.core.Window;

import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/// PyTorch's convolution by oneDNN, without a bias; to be made in a process of its own.
final class TorchConvolution implements Contender {

    private final String name;
    private final LayerTask task;
    private final InferenceMode inference;
    private final Tensor image;
    private final Tensor map;
    private final Tensor weight;
    private final TensorOptional none = new TensorOptional();
    private final LongArrayRefOptional noBias = new LongArrayRefOptional();
    private final BoolPointer inputOnly = only(0);
    private final BoolPointer weightOnly = only(1);
    private final long[] stride;
    private final long[] padding;
    private final long[] outputPadding;
    private final long[] ones = {1, 1};

    TorchConvolution(String name, LayerTask task, int threads, MemoryFormat format) throws Exception {
        this.name = name;
        this.task = task;
        try {
            Torch.start(Torch.Blas.MKL, threads, true);
        } catch (Exception e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
        Window w = task.window();
        int batch = task.layer().batch();
        inference = new InferenceMode(true);
        image = Tensor.create(task.image(), batch, w.channels(), w.height(), w.width()).contiguous(format);
        map = Tensor.create(task.map(), batch, w.filters(), w.mapHeight(), w.mapWidth()).contiguous(format);
        weight = Tensor.create(task.weight(), w.filters(), w.channels(), w.kernelHeight(),
                w.kernelWidth()).contiguous(format);
        stride = new long[] {w.stride(), w.stride()};
        padding = new long[] {w.padding(), w.padding()};
        int more = task.layer().turned() ? task.layer().outputPadding() : 0;
        outputPadding = new long[] {more, more};
    }

    /// Of the gradients of input, weights and bias.
    private static BoolPointer only(int wanted) {
        BoolPointer which = new BoolPointer(3);
        for (int i = 0; i < 3; i++) {
            which.put(i, i == wanted);
        }
        return which;
    }

    private Tensor product() {
        boolean turned = task.layer().turned();
        return switch (task.product()) {
            case FORWARD -> turned ? torch.conv_transpose2d(map, weight, none, stride, padding, outputPadding, 1, ones)
                    : torch.conv2d(image, weight, none, stride, padding, ones, 1);
            case INPUT_GRADIENT -> backward(inputOnly).get0();
            case WEIGHT_GRADIENT -> backward(weightOnly).get1();
        };
    }

    private T_TensorTensorTensor_T backward(BoolPointer which) {
        boolean turned = task.layer().turned();
        return torch.convolution_backward(turned ? image : map, turned ? map : image, weight, noBias, stride, padding,
                ones, turned,
                outputPadding, 1, which);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void run() {
        try (PointerScope scope = new PointerScope()) {
            product();
        }
    }

    @Override
    public float[] result() {
        try (PointerScope scope = new PointerScope()) {
            return Torch.array(product());
        }
    }

    @Override
    public void close() {
        inference.close();
    }

    /// From the arguments of a command line.
    public static final class Maker implements RemoteMaker {

        @Override
        public Contender make(List<String> arguments) throws Exception {
            return new TorchConvolution(arguments.get(0), LayerTask.parse(arguments.get(1)),
                    Integer.parseInt(arguments.get(2)),
                    MemoryFormat.valueOf(arguments.get(3)));
        }
    }
}
