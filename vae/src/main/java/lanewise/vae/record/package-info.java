/// Records taken apart and put together by their components; inside the module only.
package lanewise.vae.record;
