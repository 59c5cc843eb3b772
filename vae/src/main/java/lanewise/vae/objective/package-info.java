/// What training minimises: [lanewise.vae.objective.Objective], and its terms in nats. Descriptions alone; their
/// arithmetic is an inner part of the module.
package lanewise.vae.objective;
