package lanewise.vae.cli;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import lanewise.core.Matrix;
import lanewise.core.Storage;
import lanewise.vae.explore.Traversal;
import lanewise.vae.latent.StandardNormal;
import lanewise.vae.layer.Shape;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Decoder;
import lanewise.vae.model.DecoderSession;
import lanewise.vae.model.VaeModel;
import lanewise.vae.report.Mosaic;
import lanewise.vae.report.PageDecoder;
import lanewise.vae.report.Part;
import lanewise.vae.report.RunReport;
import lanewise.vae.report.Topic;

/// What the decoder makes of the latent variable: a picture, and where the page can decode, its weights.
final class ReportExplorer {

    private static final double FAR = 3;
    private static final int STEPS = 11;
    private static final int ROWS = 10;
    private static final int SIDE = 15;
    private static final int SLIDERS = 32;
    private static final int STARTS = 30;

    private final ModelSource source;
    private final ReportScope scope;
    private final RunReport report;
    private final Architecture net;
    private final int latent;

    ReportExplorer(ModelSource source, ReportScope scope, RunReport report) {
        this.source = source;
        this.scope = scope;
        this.report = report;
        this.net = source.model().architecture();
        this.latent = net.latent();
    }

    /// Adds the part. Returns what is left out and why, null for nothing.
    String add(ReportData data, Arena arena) throws CommandException {
        Shape image = source.image();
        boolean labels = source.config().condition() == null || source.config().condition().isLabels();
        if (!labels && data.refusal() != null) {
            return "Pictures along the latent dimensions are left out: the model is told columns of the data, and"
                    + " these cannot be read.";
        }
        List<Integer> order = data.order();
        Part.Image still = latent == 2 ? plane(image, data, arena) : traversal(image, order, data, arena);
        String refusal = PageDecoder.refusal(net, image);
        if (Report.NO_WEIGHTS.equals(scope.weights())) {
            refusal = "--weights none leaves the decoder out of the page";
        } else if (refusal == null && !labels) {
            refusal = "the model is told columns of the data, for which the page has no sliders";
        }
        if (refusal != null) {
            report.add(Topic.EXPLORER, still);
            return "Sliders that decode in the page are left out: " + refusal + ". 'lanewise traverse' draws pictures"
                    + " along any dimension.";
        }
        String asked = scope.weights();
        Storage storage = asked == null ? PageDecoder.storage(net) : Storage.named(asked);
        if (storage == Storage.FLOAT32) {
            report.add(Topic.EXPLORER, new Part.Explorer(decoder(source.model(), storage, image, data), still));
        } else {
            try (VaeModel stored = PageDecoder.stored(source.model(), storage)) {
                report.add(Topic.EXPLORER, new Part.Explorer(decoder(stored, storage, image, data), still));
                report.note(Topic.EXPLORER, String.format(Locale.ROOT, "The decoder's weights are stored as %s; at %d"
                        + " draws from N(0, I) its outputs differ from those of fp32 by %.2g at most.", storage.id(),
                        PageDecoder.CHECKED, PageDecoder.difference(source.model().decoder(), stored.decoder())));
            }
        }
        return null;
    }

    private Map<String, Object> decoder(VaeModel model, Storage storage, Shape image, ReportData data) {
        Map<String, Object> fields = PageDecoder.of(model.decoder(), image, storage);
        List<Object> dimensions = new ArrayList<>();
        for (int d : data.order().subList(0, Math.min(SLIDERS, latent))) {
            dimensions.add(pair("index", d, "name", "z" + d + (data.diagnostics() == null ? ""
                    : String.format(Locale.ROOT, " (%.2f)", data.diagnostics().divergence(d)))));
        }
        fields.put("dimensions", dimensions);
        List<Object> starts = new ArrayList<>();
        data.starts(STARTS).forEach((name, code) -> starts.add(pair("name", name, "code", code)));
        fields.put("starts", starts);
        fields.put("normal", net.prior() instanceof StandardNormal);
        return fields;
    }

    /// In this order, which a [Map#of] has not.
    private static Map<String, Object> pair(String first, Object one, String second, Object other) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(first, one);
        fields.put(second, other);
        return fields;
    }

    private Matrix decoded(Matrix codes, Arena arena) {
        Matrix images = Matrix.allocate(arena, codes.rows(), net.inputs());
        try (DecoderSession session = source.model().decoder().session(64)) {
            session.decode(codes, Decoder.Output.MEAN, 0, images);
        }
        return images;
    }

    /// Codes with a condition beside them: the first label, or what the first test example is told.
    private Matrix beside(Matrix codes, ReportData data, Arena arena) {
        if (net.conditionWidth() == 0) {
            return codes;
        }
        Matrix both = Matrix.allocate(arena, codes.rows(), net.decoderInputs());
        both.fill(0);
        both.columns(0, latent).copyFrom(codes);
        Condition condition = source.config().condition();
        Matrix told = Objects.requireNonNull(condition).isLabels() ? null : data.conditions(1, arena);
        for (int r = 0; r < both.rows(); r++) {
            if (told == null) {
                both.set(r, latent, 1);
            } else {
                both.block(r, r + 1, latent, both.columns()).copyFrom(told);
            }
        }
        return both;
    }

    private String told() {
        return net.conditionWidth() == 0 ? "" : source.config().condition().isLabels() ? ", of label 0"
                : ", told what the first test example is";
    }

    private Part.Image traversal(Shape image, List<Integer> order, ReportData data, Arena arena) {
        int rows = Math.min(ROWS, latent);
        Matrix codes = Matrix.allocate(arena, rows * STEPS, latent);
        Matrix middle = Matrix.allocate(arena, 1, latent);
        middle.fill(0);
        for (int r = 0; r < rows; r++) {
            Traversal.of(middle, order.get(r), -FAR, FAR, codes.rows(r * STEPS, (r + 1) * STEPS));
        }
        List<String> names = order.subList(0, rows).stream().map(d -> "z" + d).toList();
        return Mosaic.part(Mosaic.of(decoded(beside(codes, data, arena), arena), image, STEPS, 1), 2,
                "One latent dimension after the other from -3 to 3, the others 0" + told() + "; from the top: "
                + String.join(", ", names) + (data.diagnostics() == null ? "."
                : ", the largest divergence first."), "Rows of images, in each of which one latent dimension changes");
    }

    private Part.Image plane(Shape image, ReportData data, Arena arena) {
        Matrix codes = Matrix.allocate(arena, SIDE * SIDE, 2);
        for (int i = 0; i < SIDE * SIDE; i++) {
            codes.set(i, 0, (float) (FAR * (2.0 * (i % SIDE) + 1 - SIDE) / SIDE));
            codes.set(i, 1, (float) (FAR * (SIDE - 1 - 2.0 * (i / SIDE)) / SIDE));
        }
        return Mosaic.part(Mosaic.of(decoded(beside(codes, data, arena), arena), image, SIDE, 0), 2,
                "What each place of the latent plane stands for" + told() + ": z0 from -3 to 3 to the right, z1"
                + " upwards.", "A plane of images that change from place to place");
    }
}
