package org.dosekit.train.run;

import java.util.Map;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.predict.ModelDescription;
import org.dosekit.core.predict.PatchModel;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.train.engine.TorchNetwork;

/** A network of the training engine as a {@link PatchModel}. */
final class TorchPatchModel implements PatchModel {
  private final ModelDescription description;
  private final TorchNetwork network;
  private final boolean owned;

  private TorchPatchModel(ModelDescription description, TorchNetwork network, boolean owned) {
    this.description = description;
    this.network = network;
    this.owned = owned;
  }

  /** A model of these weights, which it closes with itself. */
  static TorchPatchModel load(
      ModelDescription description, TrainingConfig config, Map<String, FloatTensor> weights) {
    TorchNetwork network =
        TorchNetwork.create(
            config.network(), config.loss(), config.optimisation(), config.engine(), weights);
    return owning(description, network);
  }

  /** A model of a network, which it closes with itself. */
  static TorchPatchModel owning(ModelDescription description, TorchNetwork network) {
    return new TorchPatchModel(description, network, true);
  }

  /** The network in training as it is at each call; stays open when the model is closed. */
  static TorchPatchModel viewOf(ModelDescription description, TorchNetwork network) {
    return new TorchPatchModel(description, network, false);
  }

  @Override
  public ModelDescription description() {
    return description;
  }

  @Override
  public float[] predict(float[] channels, GridShape patch, float[] constraints) {
    return network.forward(channels, 1, patch, constraints);
  }

  @Override
  public void close() {
    if (owned) {
      network.close();
    }
  }
}
