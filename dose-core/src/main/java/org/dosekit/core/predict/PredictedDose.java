package org.dosekit.core.predict;

import java.util.Optional;
import org.dosekit.core.volume.Volume;

/**
 * A predicted dose, and how far the models that predicted it are apart.
 *
 * @param doseGy the dose; of several models their mean
 * @param spreadGy per voxel, the standard deviation over the models (of a sample: n - 1); absent
 *     for one model
 */
public record PredictedDose(Volume doseGy, Optional<Volume> spreadGy) {}
