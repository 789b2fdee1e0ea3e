/**
 * Statistics over cases, seeds and experiments: averages over seeds of a case first, then over
 * cases; paired comparisons on cases that both experiments have. The case is the unit: two seeds of
 * one case are not two observations.
 */
package org.dosekit.eval.stats;
