/// What a trained model has learned, looked at: embeddings, ways between latent variables, attribute directions, the
/// manifold of a two-dimensional latent variable, principal components. Everything works on matrices of latent
/// variables ("codes"), one per row, in double arithmetic; a [lanewise.vae.model.DecoderSession] turns codes into data.
package lanewise.vae.explore;
