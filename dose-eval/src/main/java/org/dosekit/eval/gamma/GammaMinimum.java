package org.dosekit.eval.gamma;

import org.dosekit.core.geometry.PatientPoint;

/**
 * Where in the evaluated dose a point of the reference found its gamma.
 *
 * @param location in patient coordinates
 * @param distanceMm from the reference point
 * @param doseDifferenceGy the evaluated dose there minus the reference dose at the point
 */
public record GammaMinimum(PatientPoint location, double distanceMm, double doseDifferenceGy) {}
