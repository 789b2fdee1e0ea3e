package org.dosekit.export.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.predict.ModelDescription;
import org.dosekit.core.tensorfile.FloatTensor;
import org.dosekit.core.tensorfile.WeightsDigest;
import org.dosekit.export.TestModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxMetadataTest {
  private static final int RAW_DATA = 9;
  private static final String DIGEST = "0123456789abcdef".repeat(4);
  private static final int GRAPH = OnnxProto.MODEL_GRAPH;
  private static final int ENTRY = OnnxProto.MODEL_METADATA_PROPS;

  @TempDir private Path folder;

  @Test
  void whatWasWrittenIsReadBack() {
    ModelDescription description = TestModels.description(TestModels.TINY);
    Map<String, FloatTensor> weights = TestModels.weights(TestModels.TINY, 3);
    Path file = folder.resolve("model.onnx");

    OnnxExporter.write(description, weights, file);
    OnnxMetadata metadata = OnnxMetadata.read(file);

    assertEquals(description, metadata.description());
    assertEquals(WeightsDigest.sha256(weights), metadata.weightsSha256());
    assertTrue(metadata.producerVersion().matches("[0-9].*"), metadata.producerVersion());
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] whole = model(entries());
    OnnxMetadata.read(file(whole));
    for (int length = 0; length < whole.length; length++) {
      int cut = length;
      assertRefused(Arrays.copyOf(whole, cut), "expected an ONNX model");
    }
  }

  @Test
  void trailingBytesAreRefused() throws IOException {
    byte[] whole = model(entries());

    assertRefused(Arrays.copyOf(whole, whole.length + 1), "field number 0");
  }

  @Test
  void damagedBytesNeverCauseAnythingButAClearError() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    byte[] whole = model(entries());
    for (int i = 0; i < 500; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      damaged[random.nextInt(40)] = (byte) random.nextInt();
      try {
        OnnxMetadata.read(file(damaged));
      } catch (DoseDataException e) {
        assertTrue(e.getMessage().contains("model.onnx"), e.getMessage());
      }
    }
  }

  @Test
  void noiseIsRefused() throws IOException {
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < 500; i++) {
      byte[] noise = new byte[random.nextInt(2000)];
      random.nextBytes(noise);
      assertRefused(noise, "expected an ONNX model");
    }
  }

  @Test
  void lengthsBeyondTheFileAreRefusedBeforeAnythingIsAllocated() throws IOException {
    assertRefused(bytes(0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07), "a length of 2147483647 with 0 left");
    assertRefused(
        bytes(0x72, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01),
        "a length of 18446744073709551615");
    assertRefused(bytes(0x72, 0x02, 0x0A, 0x05), "a length of 5 with 0 left");
    assertRefused(bytes(0x09, 1, 2, 3), "a length of 8 with 3 left");
    assertRefused(new byte[] {0x3A, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1}, "an integer");
  }

  @Test
  void wireTypesThatDoNotBelongAreRefused() throws IOException {
    assertRefused(bytes(0x3B), "wire type 3");
    assertRefused(bytes(0x38, 1), "wire type 0 where 2 belongs");
    assertRefused(bytes(0x70, 1), "wire type 0 where 2 belongs");
    assertRefused(bytes(0x18, 1), "wire type 0 where 2 belongs");
  }

  @Test
  void oversizedTextsAreRefused() throws IOException {
    Map<String, String> entries = entries();
    entries.put("dosekit.model", " ".repeat((1 << 20) + 1));
    assertRefused(model(entries), "a text of 1048577 bytes");

    Map<String, String> longKey = entries();
    longKey.put("k".repeat(1025), "");
    assertRefused(model(longKey), "a text of 1025 bytes");
  }

  @Test
  void entriesWithoutEndAreRefused() throws IOException {
    Map<String, String> entries = entries();
    for (int i = 0; i < 100; i++) {
      entries.put("entry" + i, "");
    }
    assertRefused(model(entries), "more than 64 metadata entries");
  }

  @Test
  void fieldsWithoutEndAreRefused() throws IOException {
    byte[] versions = new byte[30_000];
    for (int i = 0; i < versions.length; i += 2) {
      versions[i] = 0x08;
    }
    assertRefused(versions, "more than 10000 fields");
  }

  @Test
  void repeatedEntriesAreRefused() throws IOException {
    WireMessage twice =
        new WireMessage()
            .payload(GRAPH, new WireMessage())
            .payload(ENTRY, new WireMessage().text(1, "a").text(2, "b"))
            .payload(ENTRY, new WireMessage().text(1, "a").text(2, "c"));
    assertRefused(bytes(twice), "'a' twice");
  }

  @Test
  void textThatIsNotUtf8IsRefused() throws IOException {
    assertRefused(bytes(0x72, 0x03, 0x0A, 0x01, 0xFF), "not UTF-8");
  }

  @Test
  void modelsOfOthersAreRefused() throws IOException {
    assertRefused(model(Map.of()), "without the metadata 'dosekit.format'");
    assertRefused(bytes(new WireMessage().integer(1, 8)), "no graph");
    assertRefused(new byte[0], "no graph");

    for (String key : List.of("dosekit.model", "dosekit.form", "dosekit.weights_sha256")) {
      Map<String, String> without = entries();
      without.remove(key);
      assertRefused(model(without), "without the metadata '" + key + "'");
    }
  }

  @Test
  void contentThatIsNotADescriptionIsRefused() throws IOException {
    Map<String, String> notJson = entries();
    notJson.put("dosekit.model", "{");
    assertRefused(model(notJson), "not JSON");

    Map<String, String> noDigest = entries();
    noDigest.put("dosekit.weights_sha256", "abc");
    assertRefused(model(noDigest), "dosekit.weights_sha256 = 'abc'");
  }

  @Test
  void laterFormatsAreRefusedWithAdvice() throws IOException {
    Map<String, String> later = entries();
    later.put("dosekit.format", "2");
    assertRefused(model(later), "use a DoseKit as new as the one that wrote it");
  }

  @Test
  void graphThatHidesTensorsOrOtherGraphsIsRefused() throws IOException {
    for (int field : new int[] {5, 6, 10, 11, 22, 23}) {
      WireMessage attribute = new WireMessage().text(1, "value").text(field, "");
      WireMessage node = new WireMessage().payload(OnnxProto.NODE_ATTRIBUTE, attribute);
      WireMessage graph = new WireMessage().payload(OnnxProto.GRAPH_NODE, node);
      assertRefused(
          bytes(OnnxProto.model(graph, "1.0", "", entries())), "tensor or graph of its own");
    }
    WireMessage sparse = new WireMessage().text(15, "");
    assertRefused(bytes(OnnxProto.model(sparse, "1.0", "", entries())), "a sparse weight");
    assertRefused(
        bytes(new WireMessage().text(OnnxProto.MODEL_FUNCTIONS, "")), "training or functions");
  }

  @Test
  void operatorsOfARuntimesOwnAreRefused() throws IOException {
    WireMessage node = new WireMessage().text(4, "EPContext").text(7, "com.microsoft");
    WireMessage graph = new WireMessage().payload(OnnxProto.GRAPH_NODE, node);
    assertRefused(
        bytes(OnnxProto.model(graph, "1.0", "", entries())), "an operation that is not ONNX's own");

    WireMessage standard = new WireMessage().text(4, "Relu").text(7, "");
    WireMessage usual = new WireMessage().payload(OnnxProto.GRAPH_NODE, standard);
    assertEquals(
        DIGEST,
        OnnxMetadata.read(file(bytes(OnnxProto.model(usual, "1.0", "", entries()))))
            .weightsSha256());
  }

  @Test
  void fileLargerThanAnOnnxFileCanBeIsRefused() throws IOException {
    Path file = folder.resolve("model.onnx");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 31);
    }
    DoseDataException e = assertThrows(DoseDataException.class, () -> OnnxMetadata.read(file));
    assertTrue(e.getMessage().contains("2147483648 bytes"), e.getMessage());
    Files.delete(file);
  }

  @Test
  void absentFileAndFolderAreRefused() {
    assertThrows(DoseDataException.class, () -> OnnxMetadata.read(folder.resolve("absent.onnx")));
    assertThrows(DoseDataException.class, () -> OnnxMetadata.read(folder));
  }

  @Test
  void weightsArePassedOverWithoutBeingRead() throws IOException {
    // 1 GiB of weights, as holes of a sparse file.
    long weightBytes = 1L << 30;
    Payload holes =
        new Payload() {
          @Override
          public long size() {
            return weightBytes;
          }

          @Override
          public void writeTo(OutputStream out) {}
        };
    byte[] around = bytes(OnnxProto.model(new WireMessage(), "1.0", "", entries()));
    WireMessage tensor = new WireMessage().payload(RAW_DATA, holes);
    WireMessage graph = new WireMessage().payload(OnnxProto.GRAPH_INITIALIZER, tensor);
    byte[] front = bytes(new WireMessage().integer(1, 8).payload(GRAPH, graph));
    Path file = folder.resolve("model.onnx");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.write(front);
      sparse.seek(front.length + weightBytes);
      sparse.write(around);
    }

    assertEquals(DIGEST, OnnxMetadata.read(file).weightsSha256());
    Files.delete(file);
  }

  private void assertRefused(byte[] content, String complaint) throws IOException {
    Path file = file(content);
    DoseDataException e = assertThrows(DoseDataException.class, () -> OnnxMetadata.read(file));
    assertTrue(e.getMessage().contains(complaint), e.getMessage());
    assertTrue(e.subject().startsWith(file.toString()), e.subject());
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("model.onnx"), content);
  }

  private static Map<String, String> entries() {
    ModelDescription description = TestModels.description(TestModels.TINY);
    return new LinkedHashMap<>(
        new OnnxMetadata(description, ExportForm.STANDARD, DIGEST, "1.0").toProperties());
  }

  private static byte[] model(Map<String, String> entries) throws IOException {
    WireMessage graph = new WireMessage().text(2, "a graph that nobody reads");
    return bytes(OnnxProto.model(graph, "1.0", "", entries));
  }

  private static byte[] bytes(Payload payload) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    payload.writeTo(out);
    return out.toByteArray();
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
