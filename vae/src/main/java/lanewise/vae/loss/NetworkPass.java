package lanewise.vae.loss;

import java.lang.foreign.MemorySegment;

import lanewise.core.Matrix;
import lanewise.core.Workspace;
import lanewise.vae.layer.Parameters;
import lanewise.vae.likelihood.Observed;
import lanewise.vae.model.Architecture;
import lanewise.vae.network.Masks;
import lanewise.vae.network.RowBuffer;
import lanewise.vae.network.TrainingNetwork;
import lanewise.vae.network.Views;

/// The way of a batch through the model, encoder, z, decoder, likelihood, and back: [#encode], [#decode] and, where
/// gradients are wanted, [#backward], once each and in this order. Between the first two [Noise] sets what z is drawn
/// with. What the objective makes of it is in the [Loss].
final class NetworkPass {

    private final int inputs;
    private final int condition;
    private final int latent;
    private final Workspace workspace;
    private final Batch batch;
    private final Loss loss;
    private final TrainingNetwork encoder;
    private final TrainingNetwork decoder;
    private final StackedHeads heads;
    private final LatentRows latentRows;
    private final Reconstruction reconstruction;
    private final RowBuffer zBuffer;
    private final Views targets;
    private final Views samples;
    private final Views slopes;
    /// What the encoder reads where cells may be missing; else null.
    private final RowBuffer filled;
    private RowBuffer zGradient;

    NetworkPass(Architecture architecture, Batch batch, Loss loss) {
        int sampleRows = batch.maxSampleRows();
        this.inputs = architecture.inputs();
        this.condition = architecture.conditionWidth();
        this.latent = architecture.latent();
        this.workspace = batch.workspace;
        this.batch = batch;
        this.loss = loss;
        this.latentRows = new LatentRows(batch, loss);
        this.reconstruction = new Reconstruction(architecture.likelihood(), batch.nll, workspace.team());
        this.encoder = new TrainingNetwork(architecture.placedEncoder(), batch.maxRows, batch.arena);
        this.decoder = new TrainingNetwork(architecture.placedDecoder(), sampleRows, batch.arena);
        this.heads = new StackedHeads(batch.maxRows, latent);
        this.zBuffer = new RowBuffer(batch.arena, sampleRows, architecture.decoderInputs());
        this.filled = architecture.likelihood() instanceof Observed
                ? new RowBuffer(batch.arena, batch.maxRows, architecture.encoderInputs()) : null;
        this.targets = Views.ofFirst(inputs);
        this.samples = Views.ofFirst(latent);
        this.slopes = Views.ofFirst(latent);
    }

    /// The posterior's heads of what the encoder is to read.
    void encode(Parameters parameters, Matrix read, Masks factors) {
        Matrix whole = filled == null ? read : Observed.filled(read, inputs, filled.first(read.rows()));
        batch.heads = encoder.forward(parameters, whole, factors, 0, 0, workspace);
        heads.set(batch.heads);
    }

    /// z from the heads and the noise, the decoder's outputs, and the loss; where a backward pass follows, the
    /// gradients of the outputs too, in the same sweep unless the loss weighs samples by all of them.
    void decode(Parameters parameters, Matrix data, Masks factors, boolean backwardFollows) {
        Matrix decoderInput = zBuffer.first(batch.sampleRows());
        batch.z = samples.of(decoderInput);
        copyCondition(data, decoderInput);
        batch.priorPass.prepare(parameters, factors, batch.rows, workspace);
        latentRows.draw();
        Matrix outputs = decoder.forward(parameters, decoderInput, factors, encoder.hiddenLayers(), 0, workspace);
        boolean oneSweep = backwardFollows && !loss.weighsSamples();
        Matrix target = targets.of(data);
        if (backwardFollows) {
            reconstruction.prepare(target, outputs);
        }
        reconstruction.lossAndGradient(target, outputs, oneSweep ? decoder.outputGradient() : null,
                (float) (batch.factor / batch.samples));
        loss.reduce();
        if (backwardFollows && !oneSweep) {
            reconstruction.gradient(decoder.outputGradient(), loss.scales());
        }
    }

    private void copyCondition(Matrix data, Matrix decoderInput) {
        for (int r = 0; condition > 0 && r < decoderInput.rows(); r++) {
            MemorySegment.copy(data.segment(), data.byteOffset(r % data.rows(), inputs), decoderInput.segment(),
                    decoderInput.byteOffset(r, latent), (long) condition * Float.BYTES);
        }
    }

    /// The gradients of all weights and biases from those of the decoder's outputs; the input's too unless
    /// its place is null.
    void backward(Parameters parameters, Parameters gradients, Matrix inputGradient) {
        if (zGradient == null) {
            zGradient = new RowBuffer(batch.arena, zBuffer.maxRows(), latent + condition);
        }
        Matrix decoderSlope = zGradient.first(batch.sampleRows());
        batch.dz = slopes.of(decoderSlope);
        decoder.backward(parameters, gradients, decoderSlope, workspace);
        batch.dHeads = encoder.outputGradient();
        latentRows.backward();
        encoder.backward(parameters, gradients, inputGradient, workspace);
        if (loss.priorFactors() != null) {
            batch.priorPass.parameterGradients(batch.z, loss.priorFactors(), parameters, gradients, workspace);
        }
    }

    Matrix mu() {
        return heads.first();
    }

    Matrix logVariance() {
        return heads.second();
    }

    TrainingNetwork encoder() {
        return encoder;
    }

    TrainingNetwork decoder() {
        return decoder;
    }
}
