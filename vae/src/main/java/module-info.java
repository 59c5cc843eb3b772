/// Variational autoencoders with hand-derived gradients, on [lanewise.core].
module lanewise.vae {
    requires transitive lanewise.core;
    requires jdk.incubator.vector;

    exports lanewise.vae.data;
    exports lanewise.vae.evaluate;
    exports lanewise.vae.explore;
    exports lanewise.vae.format;
    exports lanewise.vae.interchange;
    exports lanewise.vae.latent;
    exports lanewise.vae.layer;
    exports lanewise.vae.likelihood;
    exports lanewise.vae.model;
    exports lanewise.vae.network;
    exports lanewise.vae.objective;
    exports lanewise.vae.picture;
    exports lanewise.vae.schedule;
    exports lanewise.vae.schema;
    exports lanewise.vae.service;
    exports lanewise.vae.table;
    exports lanewise.vae.tabular;
    exports lanewise.vae.train;
}
