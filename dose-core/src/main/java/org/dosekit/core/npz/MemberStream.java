package org.dosekit.core.npz;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.dosekit.core.DoseDataException;

/**
 * The unpacked bytes of a zip member, with what {@link ZipFile} does not check: that the promised
 * size is possible, that it is met exactly, and that the checksum agrees.
 */
final class MemberStream extends FilterInputStream {
  /** Deflate cannot do better: 258 bytes for 2 bits. */
  private static final long MAX_DEFLATE_RATIO = 1032;

  private final String member;
  private final ZipEntry entry;
  private final CheckedInputStream checked;

  private MemberStream(String member, ZipEntry entry, CheckedInputStream checked) {
    super(checked);
    this.member = member;
    this.entry = entry;
    this.checked = checked;
  }

  /**
   * Opens a member.
   *
   * @param member the file and member, named in errors
   * @throws DoseDataException when its size cannot come from its compressed bytes
   */
  static MemberStream open(String member, ZipFile zip, ZipEntry entry) throws IOException {
    long size = entry.getSize();
    long packed = entry.getCompressedSize();
    if (size < 0 || packed < 0 || size / MAX_DEFLATE_RATIO > packed) {
      throw DoseDataException.of(
          member,
          "the promise of " + size + " bytes from " + packed + " compressed",
          "at most " + MAX_DEFLATE_RATIO + " times as many",
          "restore the file");
    }
    InputStream raw = zip.getInputStream(entry);
    return new MemberStream(member, entry, new CheckedInputStream(raw, new CRC32()));
  }

  /** The file and member. */
  String member() {
    return member;
  }

  /** The promised size in bytes. */
  long size() {
    return entry.getSize();
  }

  /** Fills the first {@code count} bytes of a buffer. */
  void readFully(byte[] buffer, int count) throws IOException {
    if (in.readNBytes(buffer, 0, count) < count) {
      throw new EOFException("member ends early");
    }
  }

  /** Checks that all has been read and its checksum agrees. */
  void requireEnd() throws IOException {
    if (in.read() >= 0 || checked.getChecksum().getValue() != entry.getCrc()) {
      throw new IOException("checksum or size differs from the zip's directory");
    }
  }
}
