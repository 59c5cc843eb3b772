/// JMH benchmarks, one class per question.
package lanewise.bench;
