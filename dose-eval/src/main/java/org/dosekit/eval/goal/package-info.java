/**
 * Whether a dose keeps clinical goals, and its score on a scorecard: always of the planned dose and
 * of the predicted one, side by side.
 */
package org.dosekit.eval.goal;
