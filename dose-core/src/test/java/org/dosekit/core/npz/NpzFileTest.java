package org.dosekit.core.npz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.dosekit.core.DoseDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzFileTest {
  /** The signature of an entry of the zip's central directory, and where its size field lies. */
  private static final byte[] CENTRAL_ENTRY = {'P', 'K', 1, 2};

  private static final int SIZE_FIELD = 24;

  @TempDir private Path folder;

  @Test
  void everyTypeReadsBackAsItWasWritten() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    float[] floats = new float[40_000];
    double[] doubles = new double[40_000];
    short[] shorts = new short[40_000];
    byte[] bytes = new byte[40_000];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = Float.intBitsToFloat(random.nextInt());
      doubles[i] = random.nextDouble();
      shorts[i] = (short) random.nextInt();
      bytes[i] = (byte) random.nextInt();
    }
    Path file = folder.resolve("all.npz");
    try (NpzWriter npz = NpzWriter.to(Files.newOutputStream(file))) {
      npz.array("floats", floats, 200, 200);
      npz.array("doubles", doubles, 40_000);
      npz.array("shorts", shorts, 2, 2, 10_000);
      npz.array("bytes", bytes, 40_000);
      npz.array("none", new float[0], 0, 5);
      npz.array("scalar", new double[] {Math.PI});
      npz.text("note.txt", "µ");
    }
    try (NpzFile npz = NpzFile.open(file)) {
      assertEquals(List.of("floats", "doubles", "shorts", "bytes", "none", "scalar"), npz.arrays());
      assertEquals(List.of("note.txt"), npz.texts());
      assertEquals("µ", npz.text("note.txt"));
      assertArrayEquals(floats, npz.array("floats", 200, 200).toFloats());
      assertArrayEquals(doubles, npz.array("doubles").toDoubles());
      assertArrayEquals(bytes, npz.array("bytes").toBytes());
      assertEquals(shorts[12_345], npz.array("shorts").toFloats()[12_345]);
      assertEquals(shorts[12_345], npz.array("shorts").toDoubles()[12_345]);
      assertEquals(bytes[7] & 0xFF, npz.array("bytes").toFloats()[7]);
      assertEquals(0, npz.array("none").size());
      assertArrayEquals(new double[] {Math.PI}, npz.array("scalar").toDoubles());
      assertEquals(0, npz.array("scalar").shape().length);
    }
  }

  @Test
  void integersOfAllWidthsAreReadSigned() {
    ByteBuffer values = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    values.putLong(0, -3).putLong(8, 1L << 40);
    assertArrayEquals(
        new double[] {-3, 1L << 40},
        new NpyArray(NpyType.INT64, new int[] {2}, values.array()).toDoubles());
    values.putInt(0, -70_000);
    assertEquals(-70_000, new NpyArray(NpyType.INT32, new int[] {4}, values.array()).toFloats()[0]);
    assertEquals(-1, new NpyArray(NpyType.INT8, new int[] {1}, new byte[] {-1}).toFloats()[0]);
    assertEquals(255, new NpyArray(NpyType.UINT8, new int[] {1}, new byte[] {-1}).toFloats()[0]);
  }

  @Test
  void sameContentGivesSameBytesWithoutATime() throws IOException {
    byte[] once = write(new float[] {1, 2, 3});
    assertArrayEquals(once, write(new float[] {1, 2, 3}));
    Path file = Files.write(folder.resolve("time.npz"), once);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertNull(zip.getEntry("a.npy").getExtra(), "a time zone would be kept there");
    }
  }

  @Test
  void missingMemberIsRefusedWithThoseThereAre() throws IOException {
    refusedArray(write(new float[3]), "b", "no member 'b.npy' among [a.npy]");
  }

  @Test
  void otherShapeIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("shape.npz"), write(new float[3]));
    try (NpzFile npz = NpzFile.open(file)) {
      DoseDataException e = assertThrows(DoseDataException.class, () -> npz.array("a", 3, 1));
      assertTrue(e.getMessage().contains("[3]") && e.getMessage().contains("[3, 1]"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../a.npy", "/a.npy", "dir/a.npy", "..\\a.npy", "C:a.npy", "a\n.npy"})
  void memberNamedByAPathIsRefused(String name) throws IOException {
    refusedOpening(zip(name, NpyHeader.format(NpyType.FLOAT32, 0)), "path");
  }

  @Test
  void memberThereTwiceIsRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (NpzWriter npz = NpzWriter.to(bytes)) {
      npz.array("twin1", new float[3], 3);
      npz.array("twin2", new float[3], 3);
    }
    byte[] twins = bytes.toByteArray();
    for (int at = find(twins, "twin2", 0); at >= 0; at = find(twins, "twin2", at)) {
      twins[at + 4] = '1';
    }
    refusedOpening(twins, "two members 'twin1.npy'");
  }

  @Test
  void fileCutAnywhereIsRefused() throws IOException {
    byte[] whole = write(randomFloats(2000));
    for (int length : new int[] {0, 1, 100, whole.length / 2, whole.length - 1}) {
      refusedOpening(Arrays.copyOf(whole, length), "no readable zip");
    }
  }

  @Test
  void noZipAndNoFileAreRefused() throws IOException {
    refusedOpening("PK but not a zip".getBytes(StandardCharsets.US_ASCII), "no readable zip");
    assertThrows(DoseDataException.class, () -> NpzFile.open(folder.resolve("absent.npz")));
  }

  /** ZipFile itself checks no checksum: without ours the changed value would pass. */
  @Test
  void changedByteIsRefused() throws IOException {
    byte[] bytes = write(randomFloats(2000));
    bytes[bytes.length / 2] ^= 0x10;
    refusedArray(bytes, "a", "damaged");
  }

  @Test
  void memberShorterThanItsHeaderPromisesIsRefused() throws IOException {
    byte[] header = NpyHeader.format(NpyType.FLOAT32, 1000);
    refusedArray(zip("a.npy", Arrays.copyOf(header, header.length + 3999)), "a", "bytes for");
  }

  @Test
  void memberLongerThanItsHeaderPromisesIsRefused() throws IOException {
    byte[] header = NpyHeader.format(NpyType.FLOAT32, 1000);
    refusedArray(zip("a.npy", Arrays.copyOf(header, header.length + 4001)), "a", "bytes for");
  }

  @Test
  void promiseOfATrillionVoxelsIsRefused() throws IOException {
    byte[] header = NpyHeader.format(NpyType.FLOAT32, 10_000, 10_000, 10_000);
    refusedArray(zip("a.npy", header), "a", "(10000, 10000, 10000)");
  }

  /** Header and zip directory agree on 1 GiB, but a few hundred bytes cannot hold that much. */
  @Test
  void promiseThatTheCompressedBytesCannotKeepIsRefused() throws IOException {
    byte[] header = NpyHeader.format(NpyType.FLOAT32, 1 << 28);
    byte[] bytes = zip("a.npy", header);
    setDirectorySize(bytes, header.length + (1 << 30));
    refusedArray(bytes, "a", "compressed");
  }

  /** A promise that might be kept, but is not. */
  @Test
  void memberThatEndsEarlyIsRefused() throws IOException {
    byte[] header = NpyHeader.format(NpyType.FLOAT32, 100);
    byte[] bytes = zip("a.npy", header);
    setDirectorySize(bytes, header.length + 400);
    refusedArray(bytes, "a", "ends early");
  }

  /** Zeros deflate 1000 to 1: the shape that the reader expects bounds what is unpacked. */
  @Test
  void bombIsNotUnpackedWhereTheShapeIsKnown() throws IOException {
    Path file = folder.resolve("bomb.npz");
    try (NpzWriter npz = NpzWriter.to(Files.newOutputStream(file))) {
      npz.beginBytes("a", 1 << 26);
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 1 << 6; i++) {
        npz.bytes(zeros, zeros.length);
      }
      npz.endArray();
    }
    try (NpzFile npz = NpzFile.open(file)) {
      DoseDataException e = assertThrows(DoseDataException.class, () -> npz.array("a", 8, 8, 8));
      assertTrue(e.getMessage().contains("shape [67108864]"), e.getMessage());
    }
  }

  @Test
  void tooMuchTextIsRefused() throws IOException {
    Path file = folder.resolve("text.npz");
    try (NpzWriter npz = NpzWriter.to(Files.newOutputStream(file))) {
      npz.text("case.json", " ".repeat((16 << 20) + 1));
    }
    try (NpzFile npz = NpzFile.open(file)) {
      assertThrows(DoseDataException.class, () -> npz.text("case.json"));
    }
  }

  @Test
  void programmerErrorsAreRefused() throws IOException {
    try (NpzWriter npz = NpzWriter.to(new ByteArrayOutputStream())) {
      npz.array("a", new float[6], 2, 3);
      assertThrows(IllegalArgumentException.class, () -> npz.array("a", new float[1], 1));
      assertThrows(IllegalArgumentException.class, () -> npz.array("b", new float[6], 2, 2));
      assertThrows(IllegalArgumentException.class, () -> npz.text("c.npy", "x"));
    }
    NpyArray floats = new NpyArray(NpyType.FLOAT32, new int[] {1}, new byte[4]);
    assertThrows(IllegalStateException.class, floats::toBytes);
  }

  private static byte[] write(float[] values) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (NpzWriter npz = NpzWriter.to(bytes)) {
      npz.array("a", values, values.length);
    }
    return bytes.toByteArray();
  }

  private static float[] randomFloats(int count) {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble();
    }
    return values;
  }

  private static byte[] zip(String name, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
      zip.closeEntry();
    }
    return bytes.toByteArray();
  }

  private static void setDirectorySize(byte[] zip, int size) {
    int entry = find(zip, new String(CENTRAL_ENTRY, StandardCharsets.ISO_8859_1), 0);
    ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).putInt(entry + SIZE_FIELD, size);
  }

  private static int find(byte[] bytes, String text, int from) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text, from);
  }

  private void refusedOpening(byte[] bytes, String named) throws IOException {
    Path file = Files.write(folder.resolve("bad.npz"), bytes);
    DoseDataException e = assertThrows(DoseDataException.class, () -> NpzFile.open(file).close());
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }

  private void refusedArray(byte[] bytes, String array, String named) throws IOException {
    Path file = Files.write(folder.resolve("bad.npz"), bytes);
    try (NpzFile npz = NpzFile.open(file)) {
      DoseDataException e = assertThrows(DoseDataException.class, () -> npz.array(array));
      assertTrue(e.getMessage().contains(named), e.getMessage());
    }
  }
}
