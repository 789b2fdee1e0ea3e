/**
 * The gamma index of one dose against another, exact for the trilinear interpolant of the evaluated
 * dose. Begin at {@link org.dosekit.eval.gamma.GammaIndex}.
 */
package org.dosekit.eval.gamma;
