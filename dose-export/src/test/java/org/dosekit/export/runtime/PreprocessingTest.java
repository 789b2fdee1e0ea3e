package org.dosekit.export.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.dosekit.core.encode.CaseEncoder;
import org.dosekit.core.encode.EncodedCase;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Prescription;
import org.dosekit.core.predict.ModelDescription;
import org.dosekit.core.predict.SlidingWindow;
import org.dosekit.core.protocol.Channel;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.core.volume.DistanceField;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.dosekit.export.TestModels;
import org.dosekit.export.onnx.ExportForm;
import org.dosekit.export.onnx.OnnxExporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that encodes for itself against {@link CaseEncoder} and the plain model. */
class PreprocessingTest {
  private static final Protocol PROTOCOL = Protocol.builtIn("openkbp-head-neck");
  private static final ExportForm PHYSICAL = ExportForm.STANDARD.withPreprocessing(true);
  private static final double HIGHEST_GY = 66;

  /** Encoded values agree to float32's rounding; the network carries it on. */
  private static final float TOLERANCE_GY = 2e-3f;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void huAndMillimetresGiveTheGyOfThePlainPath(int coarsening) throws OrtException {
    ModelDescription description = description(coarsening);
    Map<String, FloatTensor> weights = TestModels.weights(description.network(), 3);
    Case patient = patient(GridShape.cube(16 * coarsening));
    EncodedCase encoded = CaseEncoder.of(PROTOCOL, description.encoding()).encode(patient);
    GridShape patch = GridShape.cube(16);
    Path plain = folder.resolve("plain.onnx");
    OnnxExporter.write(description, weights, plain);
    float[] expectedGy;
    try (OnnxPatchModel model = OnnxPatchModel.open(plain)) {
      expectedGy = model.predict(flat(encoded.channels()), patch, encoded.constraints());
    }
    for (int i = 0; i < expectedGy.length; i++) {
      expectedGy[i] *= (float) encoded.doseScaleGy();
    }

    Path physical = folder.resolve("physical.onnx");
    OnnxExporter.write(description, weights, PHYSICAL, physical, temporary -> {});
    float[] doseGy = run(physical, patient, encoded.constraints());

    assertEquals(HIGHEST_GY, encoded.doseScaleGy());
    assertArrayEquals(expectedGy, doseGy, TOLERANCE_GY);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void patchModelFeedsItLikeAnyOther(int coarsening) {
    ModelDescription description = description(coarsening);
    Map<String, FloatTensor> weights = TestModels.weights(description.network(), 3);
    EncodedCase encoded =
        CaseEncoder.of(PROTOCOL, description.encoding())
            .encode(patient(GridShape.cube(16 * coarsening)));
    float[] patch = flat(encoded.channels());
    // The second patch of the batch: the first one's voxels in reverse, no constraints.
    float[] channels = Arrays.copyOf(patch, 2 * patch.length);
    int voxels = encoded.channels()[0].length;
    for (int i = 0; i < patch.length; i++) {
      int inChannel = i % voxels;
      channels[patch.length + i] = patch[i - inChannel + voxels - 1 - inChannel];
    }
    float[] constraints = Arrays.copyOf(encoded.constraints(), 2 * encoded.constraints().length);
    float[][] doses = new float[2][];
    for (int i = 0; i < 2; i++) {
      Path file = folder.resolve(i + ".onnx");
      OnnxExporter.write(
          description, weights, ExportForm.STANDARD.withPreprocessing(i == 1), file, t -> {});
      try (OnnxPatchModel model = OnnxPatchModel.open(file)) {
        doses[i] = model.predictBatch(channels, 2, GridShape.cube(16), constraints);
      }
    }
    assertArrayEquals(doses[0], doses[1], 2e-5f);
  }

  @Test
  void inputsAreNamedWithTheirUnits() throws OrtException {
    Path file = folder.resolve("physical.onnx");
    ModelDescription description = description(1);
    OnnxExporter.write(
        description, TestModels.weights(description.network(), 1), PHYSICAL, file, t -> {});
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString())) {
      assertEquals(
          List.of("ct_hu", "sdf_mm", "dose_region", "prescription_gy", "constraints"),
          List.copyOf(session.getInputNames()));
      assertEquals(List.of("dose_gy"), List.copyOf(session.getOutputNames()));
    }
  }

  private static ModelDescription description(int coarsening) {
    return new ModelDescription(
        NetworkSpec.baseline(PROTOCOL.channels().size(), 2, PROTOCOL.constraints().size()),
        PROTOCOL,
        Encoding.STANDARD.withCoarsening(coarsening),
        SlidingWindow.halfOverlapping(GridShape.cube(16)),
        Map.of());
  }

  /** CT beyond both ends of the clipping, distances beyond 50 mm, structures there and absent. */
  private static Case patient(GridShape shape) {
    Grid grid = Grid.axial(shape, VoxelSpacing.isotropic(8), PatientPoint.ORIGIN);
    SplittableRandom random = new SplittableRandom(5);
    float[] hu = new float[shape.voxelCount()];
    for (int i = 0; i < hu.length; i++) {
      hu[i] = (float) random.nextDouble(-1500, 4000);
    }
    Mask target = Mask.where(grid, i -> i > 200 && i < 260);
    Mask organ = Mask.where(grid, i -> i % 16 > 12);
    return new Case(
        "case_1",
        PROTOCOL.name(),
        Volume.of(grid, hu),
        List.of(
            new Structure("PTV70", StructureRole.TARGET, target),
            new Structure("SpinalCord", StructureRole.ORGAN_AT_RISK, organ)),
        new Prescription(Map.of("PTV70", HIGHEST_GY)),
        Optional.empty(),
        Optional.of(Mask.where(grid, i -> i % 3 > 0)),
        Map.of());
  }

  /** What an embedder writes: quantities as they are, absent structures by the documented rule. */
  private static float[] run(Path file, Case patient, float[] constraints) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    GridShape grid = patient.grid().shape();
    List<String> organs =
        PROTOCOL.channels().stream()
            .filter(Channel.SignedDistance.class::isInstance)
            .map(c -> ((Channel.SignedDistance) c).structure())
            .toList();
    float[] sdfMm = new float[organs.size() * grid.voxelCount()];
    for (int s = 0; s < organs.size(); s++) {
      int to = s * grid.voxelCount();
      patient
          .mask(organs.get(s))
          .ifPresent(
              mask ->
                  System.arraycopy(
                      DistanceField.signedMm(mask).data(), 0, sdfMm, to, grid.voxelCount()));
    }
    float[] region = new float[grid.voxelCount()];
    patient.doseRegion().ifPresent(mask -> mask.indices().forEach(i -> region[i] = 1));
    try (OrtSession session = environment.createSession(file.toString());
        OnnxTensor ct = map(environment, patient.ctHu().data(), grid);
        OnnxTensor sdf = map(environment, sdfMm, grid);
        OnnxTensor dose = map(environment, region, grid);
        OnnxTensor gy = vector(environment, (float) HIGHEST_GY);
        OnnxTensor vector = vector(environment, constraints);
        OrtSession.Result result =
            session.run(
                Map.of(
                    "ct_hu", ct,
                    "sdf_mm", sdf,
                    "dose_region", dose,
                    "prescription_gy", gy,
                    "constraints", vector))) {
      FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] doseGy = new float[values.remaining()];
      values.get(doseGy);
      assertTrue(doseGy.length > 0);
      return doseGy;
    }
  }

  private static OnnxTensor map(OrtEnvironment environment, float[] values, GridShape grid)
      throws OrtException {
    long count = values.length / grid.voxelCount();
    return OnnxTensor.createTensor(
        environment,
        FloatBuffer.wrap(values),
        new long[] {1, count, grid.ny(), grid.nx(), grid.nz()});
  }

  private static OnnxTensor vector(OrtEnvironment environment, float... values)
      throws OrtException {
    return OnnxTensor.createTensor(
        environment, FloatBuffer.wrap(values), new long[] {1, values.length});
  }

  private static float[] flat(float[][] channels) {
    int size = channels[0].length;
    float[] flat = new float[channels.length * size];
    for (int c = 0; c < channels.length; c++) {
      System.arraycopy(channels[c], 0, flat, c * size, size);
    }
    assertTrue(Arrays.stream(channels).allMatch(channel -> channel.length == size));
    return flat;
  }
}
