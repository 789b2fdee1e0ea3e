package org.dosekit.core.tensorfile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.dosekit.core.DoseDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorFileTest {
  @TempDir private Path folder;

  @Test
  void tensorsReadBackBitForBitInTheirOrder() throws IOException {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    tensors.put("z.weight", FloatTensor.of(randomValues(60_000), 3, 100, 200));
    tensors.put("empty", FloatTensor.of(new float[0], 0, 4));
    tensors.put("a.bias", FloatTensor.of(new float[] {Float.NaN, -0.0f, Float.MIN_VALUE}, 3));
    tensors.put("scalar", FloatTensor.of(new float[] {7}));
    TensorFile file = new TensorFile(tensors, Map.of("architecture", "baseline \"µ\""));
    Path path = folder.resolve("a.safetensors");
    file.write(path);
    TensorFile read = TensorFile.read(path);
    assertSame(file, read);
    assertEquals(List.copyOf(tensors.keySet()), List.copyOf(read.tensors().keySet()));

    Path again = folder.resolve("b.safetensors");
    read.write(again);
    assertArrayEquals(Files.readAllBytes(path), Files.readAllBytes(again));
  }

  @Test
  void valuesBeginAtAMultipleOfEightBytes() throws IOException {
    for (String name : List.of("a", "ab", "abc", "abcd", "abcde", "abcdef", "abcdefg")) {
      Path path = folder.resolve(name);
      new TensorFile(Map.of(name, FloatTensor.of(new float[] {1}, 1)), Map.of()).write(path);
      byte[] bytes = Files.readAllBytes(path);
      long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
      assertEquals(0, header % 8);
      assertEquals(8 + header + 4, bytes.length);
    }
  }

  @Test
  void mappedValuesAreReadOnly() {
    Path path = folder.resolve("a.safetensors");
    new TensorFile(Map.of("a", FloatTensor.of(new float[] {1, 2}, 2)), Map.of()).write(path);
    FloatBuffer values = TensorFile.read(path).tensor("a").values();
    assertThrows(ReadOnlyBufferException.class, () -> values.put(0, 3));
  }

  @Test
  void missingTensorIsRefusedByItsName() {
    TensorFile file = new TensorFile(Map.of(), Map.of());
    DoseDataException e =
        assertThrows(DoseDataException.class, () -> file.tensor("enc1.conv1.weight"));
    assertTrue(e.getMessage().contains("enc1.conv1.weight"));
  }

  /** Headers for 8 bytes of values. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '#',
      textBlock =
          """
          {"a":{"dtype":"F16","shape":[4],"data_offsets":[0,8]}}                            ; dtype F16
          {"a":{"dtype":"BF16","shape":[4],"data_offsets":[0,8]}}                           ; dtype BF16
          {"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}                            ; dtype F64
          {"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}                            ; 12 bytes on
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,9]}}                            ; data_offsets
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}                            ; data_offsets
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}                           ; data_offsets
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}                              ; data_offsets
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}                           ; begin at byte 8
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[9223372036854775804,-9223372036854775804]}} ; begin at byte
          {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}                            ; 8 bytes of values
          {"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}                           ; 16 bytes
          {"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}                           ; [-2]
          {"a":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}                        ; [-1, -2]
          {"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}        ; 4294967296
          {"a":{"dtype":"F32","shape":[65536,65536,65536,65536],"data_offsets":[0,0]}}      ; 65536
          {"a":{"dtype":"F32","shape":[0,9223372036854775807],"data_offsets":[0,0]}}        ; 9223372036854775807
          {"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}                          ; whole numbers
          {"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]}} ; 16 sizes
          {"a":{"dtype":"F32","shape":[2]}}                                                 ; data_offsets
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"extra":1}}                  ; extra
          {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} ; JSON
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} ; overlap
          {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[0],"data_offsets":[8,8]}} ; gap
          {"__metadata__":{"n":4},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}     ; a text
          {"__metadata__":"n","a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}         ; an object
          ["a"]                                                                             ; one JSON object
          {"a":                                                                             ; JSON
          """)
  void damagedHeaderIsRefused(String header, String named) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    refused(file(text.length, text, 8), named);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 1000, 10_000_001, 1L << 40, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  void impossibleHeaderLengthIsRefused(long length) throws IOException {
    refused(file(length, "{}".getBytes(StandardCharsets.UTF_8), 8), "a header of");
  }

  @Test
  void fileCutAnywhereIsRefused() throws IOException {
    Path path = folder.resolve("whole.safetensors");
    new TensorFile(Map.of("a", FloatTensor.of(new float[100], 100)), Map.of()).write(path);
    byte[] whole = Files.readAllBytes(path);
    for (int length = 0; length < whole.length; length += 7) {
      Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length));
      assertThrows(DoseDataException.class, () -> TensorFile.read(cut));
    }
    assertThrows(DoseDataException.class, () -> TensorFile.read(folder.resolve("absent")));
  }

  /** Written by the safetensors library of PyTorch's ecosystem. */
  @Test
  @EnabledIfEnvironmentVariable(
      named = "DOSEKIT_DATA",
      matches = ".+",
      disabledReason = "set DOSEKIT_DATA to the folder of reference data")
  void filesOfTheReferenceLibraryReadAndRoundTrip() throws IOException {
    Path reference = Path.of(System.getenv("DOSEKIT_DATA"), "reference/pytorch");
    List<Path> files;
    try (Stream<Path> all = Files.list(reference)) {
      files = all.filter(f -> f.toString().endsWith(".safetensors")).toList();
    }
    assertTrue(files.size() >= 14, "the folder holds the reference files");
    for (Path path : files) {
      TensorFile read = TensorFile.read(path);
      Path copy = folder.resolve("copy.safetensors");
      read.write(copy);
      assertSame(read, TensorFile.read(copy));
    }
    TensorFile net = TensorFile.read(reference.resolve("unet_baseline.safetensors"));
    assertEquals("8", net.metadata().get("base_channels"));
    assertArrayEquals(new int[] {8, 9, 3, 3, 3}, net.tensor("enc1.conv1.weight").shape());
  }

  private static void assertSame(TensorFile expected, TensorFile actual) {
    assertEquals(expected.metadata(), actual.metadata());
    assertEquals(expected.tensors().keySet(), actual.tensors().keySet());
    expected
        .tensors()
        .forEach(
            (name, tensor) -> {
              assertArrayEquals(tensor.shape(), actual.tensor(name).shape(), name);
              assertArrayEquals(bits(tensor), bits(actual.tensor(name)), name);
            });
  }

  private static int[] bits(FloatTensor tensor) {
    FloatBuffer values = tensor.values();
    int[] bits = new int[tensor.size()];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(values.get(i)));
    return bits;
  }

  private static float[] randomValues(int count) {
    SplittableRandom random = new SplittableRandom(5);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble();
    }
    return values;
  }

  private byte[] file(long headerLength, byte[] header, int valueBytes) {
    return ByteBuffer.allocate(8 + header.length + valueBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(headerLength)
        .put(header)
        .array();
  }

  private void refused(byte[] bytes, String named) throws IOException {
    Path path = Files.write(folder.resolve("bad.safetensors"), bytes);
    DoseDataException e = assertThrows(DoseDataException.class, () -> TensorFile.read(path));
    assertTrue(e.getMessage().contains("bad.safetensors"), e.getMessage());
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }
}
