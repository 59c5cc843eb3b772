package lanewise.bench.peers.convolution;

import java.util.ArrayList;
import java.util.List;

import lanewise.bench.peers.run.Job;
import lanewise.bench.peers.run.Section;
import lanewise.bench.peers.run.Selection;
import lanewise.bench.peers.step.Step;

/// Convolutions, layer by layer, and a training step of a net of them.
public final class ConvolutionSection implements Section {

    @Override
    public String name() {
        return "convolution";
    }

    @Override
    public String description() {
        return "Convolutions and transposed convolutions (tconv) without bias: forward, gradient of the input, "
                + "gradient of the weights; products with the zeros of the border are counted. Then the training "
                + "step of Keras's convolutional variational autoencoder, in milliseconds, less is better. PyTorch"
                + " runs in a process of its own with oneDNN. ND4J computes both gradients in one operation, so "
                + "its rate for one of them is that of both together, counted once. The plain Java loop has one "
                + "thread.";
    }

    @Override
    public List<Job> jobs(Selection selection) {
        List<Job> jobs = new ArrayList<>();
        for (int threads : selection.threads()) {
            for (LayerTask.Layer layer : LayerTask.LAYERS) {
                for (LayerTask.Product product : LayerTask.Product.values()) {
                    LayerTask task = new LayerTask(layer, product);
                    // Nobody asks for the gradient of the data.
                    boolean leftOut = layer.window().channels() == 1 && !layer.turned()
                            && product == LayerTask.Product.INPUT_GRADIENT;
                    if (!leftOut && selection.size(task.name())) {
                        jobs.add(new LayerJob(task, threads));
                    }
                }
            }
        }
        jobs.addAll(Step.convolutional(selection));
        return jobs;
    }
}
