package org.dosekit.core.encode;

import java.util.Optional;
import org.dosekit.core.geometry.Grid;

/**
 * A case as the network sees it.
 *
 * @param id the case
 * @param grid the network's grid, coarsened when the encoding says so
 * @param channels the protocol's channels, each (Y, X, Z) flat on {@code grid}
 * @param constraints the constraint vector
 * @param doseScaleGy what one unit of normalised dose is: the case's highest prescription in Gy
 * @param dose the planned dose over {@code doseScaleGy}, when the case has one
 * @param doseWeight per voxel, the fraction of it where dose may be (1 everywhere without a dose
 *     region)
 */
public record EncodedCase(
    String id,
    Grid grid,
    float[][] channels,
    float[] constraints,
    double doseScaleGy,
    Optional<float[]> dose,
    float[] doseWeight) {}
