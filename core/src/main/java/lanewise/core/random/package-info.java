/// Counter-based random numbers: element i is a function of (seed, stream, i) alone.
package lanewise.core.random;
