package org.dosekit.train.tensorboard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dosekit.train.tensorboard.EventFile.Scalars;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads the files back with a parser that shares nothing with the writer. */
class EventFileTest {
  private static final double START = 1_800_000_000.25;

  @TempDir Path folder;

  /** A decoded event. */
  private record Event(double wallSeconds, long step, String version, Map<String, Float> values) {}

  @Test
  void checksumIsTensorFlowsMaskedCrc32c() {
    // RFC 3720, B.4: CRC-32C of 32 zero bytes is 8a9136aa, of 32 bytes of ff it is 62a8ab43.
    // TensorFlow's mask: rotated right by 15, plus a282ead8.
    assertEquals(masked(0x8a9136aaL), EventRecord.maskedCrc(new byte[32]));
    byte[] ones = new byte[32];
    java.util.Arrays.fill(ones, (byte) 0xff);
    assertEquals(masked(0x62a8ab43L), EventRecord.maskedCrc(ones));
  }

  @Test
  void firstRecordIsThatOfEveryTensorBoardFile() {
    // The bytes with which tensorboard 2.x begins a file, but for the wall time 0 and its checksum.
    byte[] record = EventRecord.fileVersion(0);
    assertArrayEquals(
        HexFormat.of().parseHex("1800000000000000a37f4b22"), java.util.Arrays.copyOf(record, 12));
    assertArrayEquals(
        "\t\0\0\0\0\0\0\0\0\032\rbrain.Event:2".getBytes(StandardCharsets.ISO_8859_1),
        java.util.Arrays.copyOfRange(record, 12, 36));
  }

  @Test
  void scalarsComeBack() throws IOException {
    EventFile file = EventFile.create(folder, START, List.of());
    file.append(new Scalars(1, 10, values("train/loss", 0.5, "val/mae_gy", 3.25)));
    file.append(new Scalars(300, 20.5, values("train/loss", 1e-7)));

    List<Event> events = events(onlyFile());

    assertEquals(
        List.of(
            new Event(START, 0, "brain.Event:2", Map.of()),
            new Event(START + 10, 1, "", Map.of("train/loss", 0.5f, "val/mae_gy", 3.25f)),
            new Event(START + 20.5, 300, "", Map.of("train/loss", 1e-7f))),
        events);
  }

  @Test
  void anotherSessionReplacesTheFileWithAllThatWasBefore() throws IOException {
    Scalars first = new Scalars(1, 10, values("loss", 1));
    Scalars second = new Scalars(2, 20, values("loss", 2));
    EventFile killed = EventFile.create(folder, START, List.of());
    killed.append(first);
    killed.append(new Scalars(2, 21, values("loss", 99)));
    Path before = onlyFile();

    EventFile resumed = EventFile.create(folder, START, List.of(first));
    resumed.append(second);

    Path after = onlyFile();
    assertTrue(
        after.compareTo(before) > 0, "TensorBoard takes up the files in the order of their names");
    List<Event> events = events(after);
    assertEquals(3, events.size());
    assertEquals(Map.of("loss", 2f), events.get(2).values());
  }

  private Path onlyFile() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertEquals(1, all.size(), all.toString());
      assertTrue(all.get(0).getFileName().toString().contains("tfevents"));
      return all.get(0);
    }
  }

  private static Map<String, Number> values(Object... namesAndNumbers) {
    Map<String, Number> values = new LinkedHashMap<>();
    for (int i = 0; i < namesAndNumbers.length; i += 2) {
      values.put((String) namesAndNumbers[i], (Number) namesAndNumbers[i + 1]);
    }
    return values;
  }

  private static int masked(long crc) {
    return (int) (((crc >> 15) | (crc << 17)) + 0xa282ead8L);
  }

  private static List<Event> events(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Event> events = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] length = new byte[8];
      in.get(length);
      assertEquals(masked(crc32c(length)), in.getInt());
      byte[] message =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      in.get(message);
      assertEquals(masked(crc32c(message)), in.getInt());
      events.add(event(ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN)));
    }
    return events;
  }

  private static Event event(ByteBuffer in) {
    double wall = 0;
    long step = 0;
    String version = "";
    Map<String, Float> values = new LinkedHashMap<>();
    while (in.hasRemaining()) {
      int key = (int) varint(in);
      switch (key) {
        case 0x09 -> wall = in.getDouble();
        case 0x10 -> step = varint(in);
        case 0x1a -> version = text(in);
        case 0x2a -> {
          ByteBuffer summary = part(in);
          while (summary.hasRemaining()) {
            assertEquals(0x0a, varint(summary));
            ByteBuffer value = part(summary);
            assertEquals(0x0a, varint(value));
            String tag = text(value);
            assertEquals(0x15, varint(value));
            values.put(tag, value.getFloat());
          }
        }
        default -> throw new AssertionError("field key " + key);
      }
    }
    return new Event(wall, step, version, values);
  }

  private static ByteBuffer part(ByteBuffer in) {
    int length = (int) varint(in);
    ByteBuffer part = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + length);
    return part;
  }

  private static String text(ByteBuffer in) {
    return StandardCharsets.UTF_8.decode(part(in)).toString();
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = in.get();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  /** Bit by bit, from the polynomial 1EDC6F41 reflected. */
  private static long crc32c(byte[] data) {
    long crc = 0xffffffffL;
    for (byte b : data) {
      crc ^= b & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? crc >>> 1 ^ 0x82f63b78L : crc >>> 1;
      }
    }
    return crc ^ 0xffffffffL;
  }
}
