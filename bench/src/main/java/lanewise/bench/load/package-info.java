/// A load generator for the service of `vae/docs/service.md`: open arrivals, times counted from when each was due.
package lanewise.bench.load;
