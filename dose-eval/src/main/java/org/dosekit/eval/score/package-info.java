/**
 * How far a predicted dose is from the planned one: errors of a case and of a cohort, the scores of
 * the OpenKBP challenge, and the predictor that every other must beat.
 */
package org.dosekit.eval.score;
