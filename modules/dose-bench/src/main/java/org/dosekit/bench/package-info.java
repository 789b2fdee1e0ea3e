/** JMH benchmarks whose inputs are made in code and whose answers are checked. */
package org.dosekit.bench;
