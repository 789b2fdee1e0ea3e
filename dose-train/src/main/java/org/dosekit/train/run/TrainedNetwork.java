package org.dosekit.train.run;

import java.util.Map;
import org.dosekit.core.predict.ModelDescription;
import org.dosekit.core.predict.PatchModel;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.train.engine.TorchNetwork;
import org.dosekit.train.settings.EngineSettings;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.Optimisation;
import org.dosekit.train.settings.VoxelLoss;

/** Networks of given weights on the training engine, for what is held against them. */
public final class TrainedNetwork {
  private static final Loss NEVER_TAKEN = new Loss(VoxelLoss.MSE, 0, 0, false);

  private TrainedNetwork() {}

  /**
   * A network in float32, ready to predict. The caller closes it.
   *
   * @param weights by parameter
   * @throws org.dosekit.core.DoseDataException when a weight is missing, unknown or of another
   *     shape, or the engine's native library is missing
   */
  public static PatchModel open(ModelDescription description, Map<String, FloatTensor> weights) {
    return TorchPatchModel.owning(
        description,
        TorchNetwork.create(
            description.network(),
            NEVER_TAKEN,
            Optimisation.STANDARD,
            EngineSettings.PLAIN,
            weights));
  }
}
