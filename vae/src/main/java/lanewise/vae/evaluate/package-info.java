/// How good a model is: loss terms on data, in nats per example.
package lanewise.vae.evaluate;
