/// Variational autoencoders with hand-derived gradients, on [lanewise.core].
///
/// Parquet is read where the module `dev.hardwood.core` is there; nothing else needs it.
@SuppressWarnings("requires-automatic")
module lanewise.vae {
    requires transitive lanewise.core;
    requires jdk.incubator.vector;
    requires static dev.hardwood.core;

    exports lanewise.vae.data;
    exports lanewise.vae.evaluate;
    exports lanewise.vae.format;
    exports lanewise.vae.interchange;
    exports lanewise.vae.latent;
    exports lanewise.vae.layer;
    exports lanewise.vae.likelihood;
    exports lanewise.vae.model;
    exports lanewise.vae.objective;
    exports lanewise.vae.schedule;
    exports lanewise.vae.schema;
    exports lanewise.vae.service;
    exports lanewise.vae.table;
    exports lanewise.vae.tabular;
    exports lanewise.vae.train;
}
