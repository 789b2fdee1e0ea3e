package org.dosekit.lab;

import static org.dosekit.lab.Answer.assertDone;
import static org.dosekit.lab.Answer.assertUsage;
import static org.dosekit.lab.Answer.dose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dosekit.cli.ExitCodes;
import org.dosekit.cli.GateNotMetException;
import org.dosekit.core.encode.Encoding;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.network.NetworkSpec;
import org.dosekit.core.network.ParameterCollector;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.core.tensorfile.TensorFile;
import org.dosekit.export.onnx.ExportForm;
import org.dosekit.export.onnx.OnnxExporter;
import org.dosekit.export.runtime.ModelCheck;
import org.dosekit.export.runtime.OnnxPatchModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code dose export} of weights by themselves, in every form. */
class ExportFormsTest {
  @TempDir private static Path folder;

  private static Path weights;

  /** As a Lightning module saves its member. */
  @BeforeAll
  static void stateDict() {
    NetworkSpec spec = NetworkSpec.baseline(9, 2, 13);
    Map<String, FloatTensor> prefixed = new LinkedHashMap<>();
    ParameterCollector.initialise(spec, 5).forEach((n, t) -> prefixed.put("model." + n, t));
    weights = folder.resolve("state.safetensors");
    new TensorFile(prefixed, Map.of()).write(weights);
  }

  private static Answer export(Path out, Object... more) {
    Object[] command = {"export", weights, "--protocol", "prostate-sib", "--patch", "32"};
    return dose(
        Stream.of(command, new Object[] {"--out", out, "--json"}, more)
            .flatMap(Arrays::stream)
            .toArray());
  }

  @ParameterizedTest
  @CsvSource({
    "cpu, fp32, 0.01",
    "gpu, fp32, 0.05",
    "cpu, fp16, 0.2",
    "gpu, fp16, 0.2",
  })
  void everyFormIsWithinItsGateAndSaysWhatItIs(String target, String precision, double gateGy) {
    for (boolean preprocessing : new boolean[] {false, true}) {
      Path out = folder.resolve(target + precision + preprocessing + ".onnx");
      Object[] form = {"--target", target, "--precision", precision};
      Answer answer =
          preprocessing
              ? export(out, "--target", target, "--precision", precision, "--with-preprocessing")
              : export(out, form);
      assertDone(answer);
      JsonObject checked = JsonObject.parse("stdout", answer.out());
      assertEquals(gateGy, checked.number("gate_gy"));
      assertTrue(checked.number("max_difference_gy") <= gateGy, answer.out());

      Answer info = dose("info", out, "--json");
      assertDone(info);
      JsonObject told = JsonObject.parse("stdout", info.out());
      assertEquals(target, told.object("form").string("target"));
      assertEquals(precision, told.object("form").string("precision"));
      assertEquals(preprocessing, told.object("form").bool("preprocessing"));
      assertEquals("32x32x32", told.string("intended_patch"));
      assertEquals("research use, not for treatment", told.string("notice"));
      assertEquals("prostate-sib", told.object("protocol_definition").string("name"));
      assertEquals(64, told.string("weights_sha256").length());
    }
  }

  @Test
  void weightsWithoutAProtocolAreWrongUsage() {
    assertUsage(dose("export", weights, "--out", folder.resolve("none.onnx")));
  }

  @Test
  void weightsOfAnotherProtocolAreRefusedWithBothChannelCounts() throws IOException {
    Path out = folder.resolve("other.onnx");
    Answer answer =
        dose("export", weights, "--protocol", "openkbp-head-neck", "--out", out, "--patch", "16");
    assertEquals(ExitCodes.FAULT, answer.exitCode());
    assertTrue(answer.err().contains("--protocol"), answer.err());
    assertTrue(Files.notExists(out));
  }

  @Test
  void fileThatDiffersIsNotLeftBehind() throws IOException {
    ExportSource source =
        ExportSource.ofWeights(
            weights, Protocol.builtIn("prostate-sib"), Encoding.STANDARD, GridShape.cube(16));
    Path out = Files.createDirectories(folder.resolve("gate")).resolve("model.onnx");
    ModelCheck off = new ModelCheck(1, 0.0101, 0.001);
    GateNotMetException e =
        assertThrows(
            GateNotMetException.class,
            () ->
                OnnxExporter.write(
                    source.description(),
                    source.weights(),
                    ExportForm.STANDARD,
                    out,
                    temporary -> CheckedExport.requireWithin(off, ExportForm.STANDARD)));
    assertTrue(String.valueOf(e.getMessage()).contains("0.0101 Gy; gate 0.01 Gy"));
    try (Stream<Path> files = Files.list(out.getParent())) {
      assertEquals(List.of(), files.toList());
    }
  }

  /** The original's networks of 9 and 10 channels, and what its PyTorch code answers. */
  @ParameterizedTest
  @CsvSource({"unet_baseline, prostate-sib", "unet_baseline_in10, prostate-sib-ptv50"})
  @EnabledIfEnvironmentVariable(
      named = "DOSEKIT_DATA",
      matches = ".+",
      disabledReason = "set DOSEKIT_DATA to the folder of reference data")
  void stateDictOfTheOriginalGivesItsAnswers(String network, String protocol) {
    Path reference = Path.of(System.getenv("DOSEKIT_DATA"), "reference/pytorch");
    Path out = folder.resolve(network + ".onnx");
    assertDone(
        dose(
            "export",
            reference.resolve(network + ".safetensors"),
            "--protocol",
            protocol,
            "--patch",
            "16",
            "--out",
            out));
    TensorFile expected = TensorFile.read(reference.resolve(network + "_case.safetensors"));
    FloatTensor volume = expected.tensor("condition");
    int[] shape = volume.shape();
    GridShape patch = new GridShape(shape[2], shape[3], shape[4]);
    try (OnnxPatchModel model = OnnxPatchModel.open(out)) {
      float[] dose =
          model.predict(
              Arrays.copyOf(volume.toArray(), volume.size() / shape[0]),
              patch,
              Arrays.copyOf(
                  expected.tensor("constraints").toArray(),
                  model.description().network().constraintCount()));
      assertArrayEquals(
          Arrays.copyOf(expected.tensor("output").toArray(), patch.voxelCount()), dose, 1e-5f);
    }
  }
}
