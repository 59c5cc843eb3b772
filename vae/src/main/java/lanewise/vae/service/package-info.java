/// A model in a service: sessions shared by many threads, one lease for each use.
package lanewise.vae.service;
