package lanewise.vae.cli;

import java.util.List;
import java.util.stream.Stream;

import lanewise.vae.latent.DiagonalGaussian;
import lanewise.vae.layer.Layer;
import lanewise.vae.layer.Normalization;
import lanewise.vae.model.Architecture;

/// A net in one line for people: its widths and what it is made of.
final class NetText {

    private NetText() {
    }

    static String of(Architecture net) {
        List<Layer> layers = Stream.concat(net.encoder().hidden().stream(), net.decoder().hidden().stream()).toList();
        StringBuilder text = new StringBuilder().append(net.data());
        net.encoder().outputs().forEach(shape -> text.append('-').append(shape));
        text.append("-(").append(net.latent()).append(',').append(net.latent()).append(')');
        net.decoder().outputs().forEach(shape -> text.append('-').append(shape));
        text.append('-').append(net.data()).append(' ');
        layers.stream().map(layer -> layer.activation().name()).distinct()
                .forEach(name -> text.append(name).append(", "));
        text.append(net.likelihood().name());
        layers.stream().map(Layer::normalization).filter(normalization -> normalization != Normalization.NONE)
                .distinct().forEach(normalization -> text.append(", normalization ").append(normalization.id()));
        if (!(net.posterior() instanceof DiagonalGaussian)) {
            text.append(", posterior ").append(net.posterior().name());
        }
        if (!net.prior().closedForm()) {
            text.append(", prior ").append(net.prior().name()).append(" of ").append(net.prior().components());
        }
        if (net.logVarianceBound() > 0) {
            text.append(", log-variances within ").append(net.logVarianceBound());
        }
        return net.conditionWidth() == 0 ? text.toString()
                : text.append(", condition of ").append(net.conditionWidth()).toString();
    }
}
