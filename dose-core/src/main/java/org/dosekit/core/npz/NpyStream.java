package org.dosekit.core.npz;

import java.io.IOException;
import java.util.Arrays;
import org.dosekit.core.DoseDataException;

/** An array of an open {@link NpzFile} as it arrives: its header, then its values. */
final class NpyStream implements AutoCloseable {
  /** Arrays of the JVM end a little below 2^31. */
  private static final int MAX_ARRAY_BYTES = Integer.MAX_VALUE - 16;

  private final NpyHeader header;
  private final MemberStream in;

  private NpyStream(NpyHeader header, MemberStream in) {
    this.header = header;
    this.in = in;
  }

  /**
   * Reads the header.
   *
   * @throws DoseDataException when it is malformed, or promises other than the member's size
   */
  static NpyStream open(String member, MemberStream in) throws IOException {
    try {
      NpyHeader header = NpyHeader.read(member, in);
      long promised = header.headerBytes() + header.valueBytes();
      if (promised != in.size()) {
        throw DoseDataException.of(
            member,
            in.size() + " bytes for " + Arrays.toString(header.shape()),
            promised + " bytes",
            "restore the file");
      }
      return new NpyStream(header, in);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  NpyHeader header() {
    return header;
  }

  /** The file and member, for messages. */
  String member() {
    return in.member();
  }

  void requireShape(int... shape) {
    if (!Arrays.equals(shape, header.shape())) {
      throw DoseDataException.of(
          member(),
          "shape " + Arrays.toString(header.shape()),
          "shape " + Arrays.toString(shape),
          "write the file anew");
    }
  }

  void requireType(NpyType... types) {
    if (!Arrays.asList(types).contains(header.type())) {
      throw DoseDataException.of(
          member(),
          "values of type " + header.type(),
          Arrays.toString(types),
          "convert it with numpy's astype");
    }
  }

  /** Fills the first {@code count} bytes of a buffer with the next values. */
  void readFully(byte[] buffer, int count) throws IOException {
    in.readFully(buffer, count);
  }

  /** The whole array, if it fits the memory. */
  NpyArray readAll() throws IOException {
    long bytes = header.valueBytes();
    long maxMemory = Runtime.getRuntime().maxMemory();
    if (bytes > Math.min(MAX_ARRAY_BYTES, maxMemory / 2)) {
      throw DoseDataException.of(
          member(),
          "an array of " + (bytes >> 20) + " MiB",
          "at most 2 GiB, and half the JVM's memory of " + (maxMemory >> 20) + " MiB",
          "crop it, or raise -Xmx");
    }
    byte[] values = new byte[(int) bytes];
    readFully(values, values.length);
    requireEnd();
    return new NpyArray(header.type(), header.shape(), values);
  }

  /** Checks that all has been read and its checksum agrees. */
  void requireEnd() throws IOException {
    in.requireEnd();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** What to throw when reading fails in the middle. */
  static DoseDataException damaged(String member, IOException cause) {
    return DoseDataException.of(
            member,
            "truncated or damaged data (" + cause.getMessage() + ")",
            "a whole member",
            "restore the file")
        .withCause(cause);
  }
}
