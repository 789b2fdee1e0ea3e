package org.dosekit.export;

import java.util.Map;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.predict.ModelDescription;
import org.dosekit.core.predict.PatchModel;
import org.dosekit.core.tensorfile.FloatTensor;

/**
 * A network computed in doubles.
 *
 * @param description its description
 * @param weights its parameters
 */
public record NaivePatchModel(ModelDescription description, Map<String, FloatTensor> weights)
    implements PatchModel {
  @Override
  public float[] predict(float[] channels, GridShape patch, float[] constraints) {
    int count = description.network().inChannels();
    return NaiveTensorOps.run(
            description.network(),
            weights,
            NaiveTensor.of(channels, 1, count, patch.ny(), patch.nx(), patch.nz()),
            NaiveTensor.of(constraints, 1, constraints.length))
        .toFloats();
  }

  @Override
  public void close() {}
}
