/// Standard normal numbers beside MKL's generators and those of Java libraries.
package lanewise.bench.peers.random;
