/// A run as one page of HTML that needs nothing else, and as a model card: what is shown ([Part]), and how.
package lanewise.vae.report;
