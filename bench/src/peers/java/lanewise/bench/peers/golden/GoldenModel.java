package lanewise.bench.peers.golden;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import lanewise.vae.likelihood.GaussianFixed;
import lanewise.vae.model.Architecture;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// A variational autoencoder, its inputs, its loss and all gradients.
///
/// @param name         of the case
/// @param seed         of the inputs and parameters
/// @param architecture the net, with a Bernoulli, fixed or learned Gaussian likelihood
/// @param batch        rows
/// @param samples      of the latent variable for each row
/// @param iwae         whether the loss is the importance weighted bound instead of the negative ELBO
/// @param beta         weight of the divergence in the ELBO
/// @param mean         whether rows are averaged instead of summed
record GoldenModel(String name, long seed, Architecture architecture, int batch, int samples, boolean iwae,
        double beta, boolean mean) {

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    /// Computes the case in both precisions and writes the two files.
    void write(Path folder) throws IOException {
        for (boolean wide : new boolean[] {true, false}) {
            try (PointerScope scope = new PointerScope()) {
                GoldenFile file = new GoldenFile(wide, seed);
                compute(file);
                file.write(folder, name, metadata());
            }
        }
    }

    private Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("kind", "vae_gradients");
        metadata.put("architecture", architecture.toJson());
        metadata.put("objective", iwae ? "iwae" : "elbo");
        metadata.put("batch", Integer.toString(batch));
        metadata.put("beta", String.format(Locale.ROOT, "%s", beta));
        metadata.put("L", Integer.toString(iwae ? 1 : samples));
        metadata.put("K", Integer.toString(iwae ? samples : 1));
        metadata.put("reduction", mean ? "mean" : "sum");
        metadata.put("free_bits_mode", "none");
        metadata.put("free_bits", "0.0");
        metadata.put("x_kind", likelihood().equals("bernoulli_logits") ? "soft" : "real");
        metadata.put("weights", "stored");
        metadata.put("seed", Long.toString(seed));
        metadata.put("note", "rows are [channels, height, width]");
        return metadata;
    }

    private String likelihood() {
        return architecture.likelihood().name();
    }

    private void compute(GoldenFile file) {
        GoldenNet net = new GoldenNet(architecture, file);
        int width = architecture.inputs();
        int latent = architecture.latent();
        Tensor x = likelihood().equals("bernoulli_logits") ? file.uniform("x", batch, width) : file.gaussian("x", 1,
                batch, width);
        Tensor eps = file.gaussian("eps", 1, samples, batch, latent);
        Tensor read = x.clone().set_requires_grad(true);

        var encoder = architecture.encoder();
        Tensor h = net.hidden(encoder, "enc.", read, batch);
        var last = encoder.input(encoder.hidden().size());
        Tensor mu = kept(file, "out.mu", net.map(encoder.head().sized(latent, last), last, "enc.mu", h), batch, latent);
        Tensor logvar = kept(file, "out.logvar", net.map(encoder.head().sized(latent, last), last, "enc.logvar", h),
                batch, latent);
        Tensor z = kept(file, "out.z", mu.add(torch.exp(logvar.mul(scalar(0.5))).mul(eps)), samples, batch, latent);

        Map<String, Tensor> outputs = new LinkedHashMap<>();
        Tensor nll = negativeLogLikelihood(file, net, x, z, outputs);
        file.put("loss.nll", nll);
        Tensor divergence = logvar.add(scalar(1)).sub(mu.mul(mu)).sub(torch.exp(logvar)).mul(scalar(-0.5));
        file.put("loss.kl_per_dim", divergence);
        Tensor reconstruction = nll.sum(0).mul(scalar(1.0 / samples));
        file.put("loss.recon_per_sample", reconstruction);
        Tensor divergences = divergence.sum(1);
        file.put("loss.kl_per_sample", divergences);
        file.put("loss.recon", reduced(reconstruction));
        file.put("loss.kl_raw", reduced(divergences));
        Tensor total;
        if (iwae) {
            Tensor logWeights = nll.neg().add(logNormal(z, null, null)).sub(logNormal(z, mu, logvar));
            file.put("out.log_w", logWeights);
            file.put("out.w_norm", torch.softmax(logWeights, 0));
            Tensor rows = torch.logsumexp(logWeights, 0).sub(scalar(Math.log(samples))).neg();
            file.put("loss.iwae_per_sample", rows);
            total = reduced(rows);
        } else {
            file.put("loss.kl", reduced(divergences));
            total = reduced(reconstruction).add(reduced(divergences).mul(scalar(beta)));
        }
        file.put("loss.total", total);
        total.backward();
        net.putGradients(architecture);
        file.put("grad.x_enc", read.grad());
        file.put("grad.out.mu", mu.grad());
        file.put("grad.out.logvar", logvar.grad());
        file.put("grad.out.z", z.grad(), samples, batch, latent);
        outputs.forEach((key, tensor) -> file.put("grad." + key, tensor.grad(), samples, batch, width));
    }

    /// Per sample and row.
    private Tensor negativeLogLikelihood(GoldenFile file, GoldenNet net, Tensor x, Tensor z, Map<String,
            Tensor> outputs) {
        int width = architecture.inputs();
        var decoder = architecture.decoder();
        var last = decoder.input(decoder.hidden().size());
        var head = decoder.head().sized(width, last);
        Tensor g = net.hidden(decoder, "dec.", z.reshape(-1, architecture.latent()), samples, batch);
        Tensor out = net.map(head, last, "dec.out", g);
        Tensor target = x.repeat(samples, 1);
        Tensor terms = switch (likelihood()) {
            case "bernoulli_logits" -> {
                outputs.put("out.logits", kept(file, "out.logits", out, samples, batch, width));
                file.put("out.probs", torch.sigmoid(out), samples, batch, width);
                yield torch.softplus(out, scalar(1), scalar(1e4)).sub(out.mul(target));
            }
            case "gaussian_fixed" -> {
                outputs.put("out.xmean", kept(file, "out.xmean", out, samples, batch, width));
                double variance = ((GaussianFixed) architecture.likelihood()).variance();
                yield target.sub(out).square().mul(scalar(0.5 / variance)).add(scalar(0.5 * (LOG_TWO_PI
                        + Math.log(variance))));
            }
            case "gaussian_learned" -> {
                outputs.put("out.xmean", kept(file, "out.xmean", out, samples, batch, width));
                Tensor v = net.map(head, last, "dec.logvar", g);
                outputs.put("out.xlogvar", kept(file, "out.xlogvar", v, samples, batch, width));
                yield target.sub(out).square().mul(torch.exp(v.neg())).add(v).add(scalar(LOG_TWO_PI)).mul(scalar(0.5));
            }
            default -> throw new IllegalArgumentException("likelihood " + likelihood());
        };
        return terms.sum(1).reshape(samples, batch);
    }

    /// log N(z; mu, exp(logvar)), or log N(z; 0, I) without them, per sample and row.
    private static Tensor logNormal(Tensor z, Tensor mu, Tensor logvar) {
        Tensor terms = mu == null ? z.square() : z.sub(mu).square().mul(torch.exp(logvar.neg())).add(logvar);
        return terms.add(scalar(LOG_TWO_PI)).mul(scalar(-0.5)).sum(2);
    }

    private Tensor reduced(Tensor rows) {
        return rows.sum().mul(scalar(mean ? 1.0 / batch : 1));
    }

    private static Tensor kept(GoldenFile file, String key, Tensor tensor, long... shape) {
        tensor.retain_grad();
        file.put(key, tensor, shape);
        return tensor;
    }

    private static Scalar scalar(double value) {
        return new Scalar(value);
    }
}
