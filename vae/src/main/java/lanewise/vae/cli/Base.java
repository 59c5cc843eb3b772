package lanewise.vae.cli;

import java.util.List;
import java.util.stream.Collectors;

import lanewise.core.activation.Activation;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.Layer;
import lanewise.vae.layer.Network;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.model.Architecture;
import lanewise.vae.train.TrainingConfiguration;

/// What options on the command line change single points of: a net and a way to train it.
///
/// @param encoder the encoder's hidden layers as [NetworkOptions#ENCODER] takes them
/// @param decoder the decoder's hidden layers as [NetworkOptions#DECODER] takes them
/// @param head the kind of the decoder's heads as [NetworkOptions#DECODER_HEAD] takes it
/// @param latent dimensions of the latent variable
/// @param activation of the hidden layers
/// @param likelihood what the outputs describe
/// @param logVarianceBound as [Network#logVarianceBound()]
/// @param training how to train
record Base(String encoder, String decoder, String head, int latent, Activation activation, Likelihood likelihood,
        double logVarianceBound, TrainingConfiguration training) {

    /// What the preset says that the command line names.
    static Base of(Arguments arguments) {
        return NetworkOptions.preset(arguments).base();
    }

    /// A net of dense layers with one activation.
    static Base of(Architecture net, TrainingConfiguration training) {
        return new Base(dense(net.encoder().hidden()), dense(net.decoder().hidden()), "dense", net.latent(),
                net.encoder().hidden().getFirst().activation(), net.likelihood(),
                net.logVarianceBound(), training);
    }

    private static String dense(List<Layer> layers) {
        return layers.stream().map(layer -> "dense:units=" + ((Dense) layer.map()).out().size())
                .collect(Collectors.joining(","));
    }
}
