/// Variational autoencoders with hand-derived gradients, on [lanewise.core].
module lanewise.vae {
    requires transitive lanewise.core;
    requires jdk.incubator.vector;

    exports lanewise.vae.data;
    exports lanewise.vae.format;
    exports lanewise.vae.network;
    exports lanewise.vae.reference;
    exports lanewise.vae.train;
}
