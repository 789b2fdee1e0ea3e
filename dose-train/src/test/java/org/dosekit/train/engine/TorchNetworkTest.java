package org.dosekit.train.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.ParameterCollector;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.core.volume.Resampling;
import org.dosekit.core.volume.Volume;
import org.dosekit.train.settings.EngineSettings;
import org.dosekit.train.settings.Loss;
import org.dosekit.train.settings.Optimisation;
import org.dosekit.train.settings.Precision;
import org.dosekit.train.settings.VoxelLoss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class TorchNetworkTest {
  private static final NetworkSpec SPEC = NetworkSpec.baseline(3, 4, 2);
  private static final Loss LOSS = new Loss(VoxelLoss.MSE, 0.1, 0.1, false);
  private static final GridShape PATCH = GridShape.cube(16);
  private static final double RATE = 1e-3;

  private static TorchNetwork network() {
    return TorchNetwork.create(
        SPEC,
        LOSS,
        Optimisation.STANDARD,
        EngineSettings.of(Precision.FP32),
        ParameterCollector.initialise(SPEC, 42));
  }

  private static Batch batch(long seed) {
    return Tensors.batch(SPEC, 2, PATCH, seed);
  }

  @Test
  void stepReportsTotalAndEveryTerm() {
    try (TorchNetwork network = network()) {
      StepLosses losses = network.step(batch(1), RATE);
      assertEquals(
          List.of("mse", "negative_dose", "gradient"), List.copyOf(losses.terms().keySet()));
      double[] terms = losses.terms().values().stream().mapToDouble(d -> d).toArray();
      assertEquals(terms[0] + 0.1 * terms[1] + 0.1 * terms[2], losses.total(), 1e-6);
    }
  }

  @Test
  void trainingOnOneBatchLowersItsLoss() {
    try (TorchNetwork network = network()) {
      double first = network.step(batch(1), RATE).total();
      double last = first;
      for (int i = 0; i < 20; i++) {
        last = network.step(batch(1), RATE).total();
      }
      assertTrue(last < 0.8 * first, first + " -> " + last);
    }
  }

  @Test
  void lossOfACoarseNetworkIsThatOfItsDoseOnTheCasesGrid() {
    GridShape fine = GridShape.cube(32);
    Batch coarse = Tensors.batch(SPEC, 1, PATCH, 5);
    float[] target = Tensors.batch(SPEC, 1, fine, 6).target();
    float[] weight = new float[target.length];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = i % 3;
    }
    Batch batch = new Batch(1, PATCH, 2, coarse.channels(), coarse.constraints(), target, weight);
    Grid caseGrid = Grid.axial(fine, VoxelSpacing.isotropic(2), PatientPoint.ORIGIN);
    try (TorchNetwork network =
        TorchNetwork.create(
            SPEC,
            new Loss(VoxelLoss.L1, 0, 0, false),
            new Optimisation(1e-4, 0, 0, 0),
            EngineSettings.of(Precision.FP32),
            ParameterCollector.initialise(SPEC, 42))) {
      float[] dose = network.forward(batch.channels(), 1, PATCH, batch.constraints());
      float[] decoded =
          Resampling.trilinearClamped(Volume.of(caseGrid.coarsened(2), dose), caseGrid).data();
      double sum = 0;
      double weights = 0;
      for (int i = 0; i < target.length; i++) {
        sum += weight[i] * Math.abs(decoded[i] - target[i]);
        weights += weight[i];
      }
      assertEquals(sum / weights, network.step(batch, RATE).total(), 1e-5);
    }
  }

  /**
   * Noise is the hardest input: PyTorch 2.13's own autocast is off by up to 0.21 on it, and by 0.6
   * and more in the bottleneck, whose maps of 2^3 voxels its bfloat16 kernels get wrong. Biases
   * before a normalisation have no gradient but rounding.
   */
  @Test
  void bfloat16GradientsPointWhereThoseOfFloat32Do() {
    NetworkSpec spec = NetworkSpec.baseline(3, 8, 2);
    Batch batch = Tensors.batch(spec, 2, GridShape.cube(32), 3);
    Map<String, FloatTensor> weights = ParameterCollector.initialise(spec, 42);
    try (TorchNetwork exact =
            TorchNetwork.create(
                spec, LOSS, Optimisation.STANDARD, EngineSettings.of(Precision.FP32), weights);
        TorchNetwork fast =
            TorchNetwork.create(
                spec,
                LOSS,
                Optimisation.STANDARD,
                EngineSettings.PLAIN.withPrecision(Precision.BF16),
                weights)) {
      Map<String, FloatTensor> expected = exact.gradients(batch);
      Map<String, FloatTensor> found = fast.gradients(batch);
      for (String name : expected.keySet()) {
        if (name.endsWith(".weight")) {
          double error =
              Tensors.relativeError(Tensors.values(expected, name), Tensors.values(found, name));
          assertTrue(error < 0.35, name + " is off by " + error);
        }
      }
      assertEquals(
          exact.step(batch, RATE).total(), fast.step(batch, RATE).total(), 1e-2, "total loss");
    }
  }

  @Test
  void networkTrainedInBfloat16AnswersInFloat32() {
    NetworkSpec spec = NetworkSpec.baseline(3, 4, 2);
    Batch batch = Tensors.batch(spec, 1, GridShape.cube(32), 3);
    Map<String, FloatTensor> weights = ParameterCollector.initialise(spec, 42);
    try (TorchNetwork exact =
            TorchNetwork.create(
                spec, LOSS, Optimisation.STANDARD, EngineSettings.of(Precision.FP32), weights);
        TorchNetwork fast =
            TorchNetwork.create(
                spec, LOSS, Optimisation.STANDARD, EngineSettings.of(Precision.BF16), weights)) {
      assertArrayEquals(
          exact.forward(batch.channels(), 1, batch.patch(), batch.constraints()),
          fast.forward(batch.channels(), 1, batch.patch(), batch.constraints()));
      double first = fast.step(batch, RATE).total();
      double last = first;
      for (int i = 0; i < 20; i++) {
        last = fast.step(batch, RATE).total();
      }
      assertTrue(last < 0.8 * first, first + " -> " + last);
    }
  }

  /** AdamW of Loshchilov and Hutter (2019), in double, from the network's own gradient. */
  @Test
  void updateIsAdamWs() {
    double decay = 0.1;
    Map<String, FloatTensor> initial = ParameterCollector.initialise(SPEC, 42);
    try (TorchNetwork network =
        TorchNetwork.create(
            SPEC,
            LOSS,
            new Optimisation(1e-4, 0, decay, 0),
            EngineSettings.of(Precision.FP32),
            initial)) {
      Map<String, double[]> first = new LinkedHashMap<>();
      Map<String, double[]> second = new LinkedHashMap<>();
      for (int step = 1; step <= 3; step++) {
        Map<String, FloatTensor> before = network.weights();
        Map<String, FloatTensor> gradients = network.gradients(batch(step));
        network.step(batch(step), RATE);
        Map<String, FloatTensor> after = network.weights();
        for (String name : List.of("enc1.conv1.weight", "dec2.norm1.bias", "out_conv.bias")) {
          float[] w = Tensors.values(before, name);
          float[] g = Tensors.values(gradients, name);
          double[] m = first.computeIfAbsent(name, key -> new double[w.length]);
          double[] v = second.computeIfAbsent(name, key -> new double[w.length]);
          float[] expected = new float[w.length];
          for (int i = 0; i < w.length; i++) {
            m[i] = 0.9 * m[i] + 0.1 * g[i];
            v[i] = 0.999 * v[i] + 0.001 * g[i] * (double) g[i];
            double direction =
                m[i]
                    / (1 - Math.pow(0.9, step))
                    / (Math.sqrt(v[i] / (1 - Math.pow(0.999, step))) + 1e-8);
            expected[i] = (float) (w[i] * (1 - RATE * decay) - RATE * direction);
          }
          Tensors.assertClose(expected, Tensors.values(after, name), 2e-6, name + " at " + step);
        }
      }
    }
  }

  @Test
  void sameStartGivesBitwiseTheSameTraining() {
    assertEquals(trainedBits(), trainedBits());
  }

  private static List<Integer> trainedBits() {
    List<Integer> bits = new ArrayList<>();
    try (TorchNetwork network = network()) {
      for (int i = 0; i < 3; i++) {
        bits.add(Float.floatToRawIntBits((float) network.step(batch(i), RATE).total()));
      }
      network.weights().forEach((name, tensor) -> bits.add(Arrays.hashCode(tensor.toArray())));
    }
    return bits;
  }

  @Test
  void restoredTrainingGoesOnBitwiseAsTheFirst() {
    try (TorchNetwork first = network()) {
      first.step(batch(1), RATE);
      first.step(batch(2), RATE);
      OptimizerState state = first.optimizerState();
      assertEquals(2, state.step());
      try (TorchNetwork second =
          TorchNetwork.create(
              SPEC,
              LOSS,
              Optimisation.STANDARD,
              EngineSettings.of(Precision.FP32),
              first.weights())) {
        second.restore(state);
        assertEquals(first.step(batch(3), RATE), second.step(batch(3), RATE));
        assertEquals(first.step(batch(4), RATE), second.step(batch(4), RATE));
      }
    }
  }

  @Test
  void foreignOptimizerStateIsRefused() {
    try (TorchNetwork network = network()) {
      Map<String, FloatTensor> moments = new LinkedHashMap<>(network.optimizerState().moments());
      moments.remove("v.out_conv.bias");
      DoseDataException missing =
          assertThrows(
              DoseDataException.class, () -> network.restore(new OptimizerState(moments, 1)));
      assertEquals("v.out_conv.bias missing", missing.found());
      moments.put("v.out_conv.bias", FloatTensor.of(new float[2], 2));
      assertThrows(DoseDataException.class, () -> network.restore(new OptimizerState(moments, 1)));
      assertEquals(0, network.optimizerState().step());
    }
  }

  @Test
  void notFiniteLossNamesTheStepAndChangesNothing() {
    try (TorchNetwork network = network()) {
      network.step(batch(1), RATE);
      float[] before = Tensors.values(network.weights(), "out_conv.weight");
      Batch bad = batch(2);
      bad.target()[7] = Float.NaN;
      IllegalStateException e =
          assertThrows(IllegalStateException.class, () -> network.step(bad, RATE));
      assertTrue(e.toString().contains("step 2"), e::toString);
      assertArrayEquals(before, Tensors.values(network.weights(), "out_conv.weight"));
      assertEquals(1, network.optimizerState().step());
    }
  }

  @Test
  void gradModeOfTheThreadIsLeftAsItWas() {
    TorchEngine.start();
    for (boolean mode : new boolean[] {true, false}) {
      JniUtils.setGradMode(mode);
      try (TorchNetwork network = network()) {
        network.step(batch(1), RATE);
        assertEquals(mode, JniUtils.isGradMode());
        network.forward(batch(1).channels(), 2, PATCH, batch(1).constraints());
        assertEquals(mode, JniUtils.isGradMode());
      }
      try (TorchModule module = TorchModule.load(TorchEngine.start(), failing())) {
        NDManager manager = TorchEngine.start().newBaseManager();
        assertThrows(
            DoseDataException.class,
            () -> module.call("forward", new NDList(manager.create(1f)), true));
        manager.close();
        assertEquals(mode, JniUtils.isGradMode());
      }
    }
    JniUtils.setGradMode(false);
  }

  private static String failing() {
    return """
        class Network(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool
          def forward(self: __torch__.Network, x: Tensor) -> Tensor:
            torch.set_grad_enabled(False)
            return torch.view(x, [2])
        """;
  }

  @Test
  void forwardTakesBatchesAndShapesOfAnyMultiple() {
    try (TorchNetwork network = network()) {
      GridShape patch = new GridShape(32, 16, 48);
      Batch both = Tensors.batch(SPEC, 2, patch, 3);
      float[] dose = network.forward(both.channels(), 2, patch, both.constraints());
      int voxels = patch.voxelCount();
      float[] second =
          network.forward(
              Arrays.copyOfRange(both.channels(), 3 * voxels, 6 * voxels),
              1,
              patch,
              Arrays.copyOfRange(both.constraints(), 2, 4));
      Tensors.assertClose(
          Arrays.copyOfRange(dose, voxels, 2 * voxels), second, 1e-5, "second of the batch");
    }
  }

  @Test
  void wrongShapesAreRefused() {
    try (TorchNetwork network = network()) {
      assertThrows(
          IllegalArgumentException.class,
          () -> network.forward(new float[3 * 8 * 8 * 8], 1, GridShape.cube(8), new float[2]));
      assertThrows(
          IllegalArgumentException.class,
          () -> network.forward(new float[4 * 4096], 1, PATCH, new float[2]));
      Batch other = Tensors.batch(NetworkSpec.baseline(4, 4, 2), 1, PATCH, 1);
      assertThrows(IllegalArgumentException.class, () -> network.step(other, RATE));
      Batch good = batch(1);
      float[] negative = good.weight().clone();
      negative[0] = -1;
      for (float[] weight : List.of(negative, new float[negative.length], new float[1])) {
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new Batch(2, PATCH, 1, good.channels(), good.constraints(), good.target(), weight));
      }
    }
  }

  @Test
  void closedNetworkSaysSo() {
    TorchNetwork network = network();
    network.close();
    network.close();
    assertThrows(IllegalStateException.class, () -> network.step(batch(1), RATE));
    assertThrows(IllegalStateException.class, network::weights);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void trainingHoldsNoMoreMemoryStepByStep() throws IOException {
    Batch batch = Tensors.batch(SPEC, 2, GridShape.cube(32), 1);
    try (TorchNetwork network = network()) {
      network.step(batch, RATE);
      int handles = network.nativeHandles();
      assertEquals(3 * network.weights().size(), handles);
      for (int i = 0; i < 10; i++) {
        network.step(batch, RATE);
      }
      long residentBefore = residentKib();
      for (int i = 0; i < 30; i++) {
        network.step(batch, RATE);
        network.forward(batch.channels(), 2, batch.patch(), batch.constraints());
        assertEquals(handles, network.nativeHandles());
      }
      // One step holds some 100 MiB of feature maps: losing one array a step would show.
      long growth = residentKib() - residentBefore;
      assertFalse(growth > 48 * 1024, "resident memory grew by " + growth + " KiB");
    }
  }

  private static long residentKib() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new AssertionError("no VmRSS");
  }
}
