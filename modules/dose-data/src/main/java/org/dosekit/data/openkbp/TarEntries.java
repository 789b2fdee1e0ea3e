package org.dosekit.data.openkbp;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The files of a tar stream in their order, read once and never sought in. */
final class TarEntries implements EntrySource {
  private static final int BUFFER_BYTES = 1 << 17;
  private static final int TAR_RECORD_BYTES = 512;

  /** What the largest preset of xz needs to decode is 65 MiB. */
  private static final int XZ_MEMORY_KIB = 256 << 10;

  private final MeteredStream metered;
  private final TarArchiveInputStream tar;

  private TarEntries(InputStream tarStream) {
    metered = new MeteredStream(tarStream);
    tar = new TarArchiveInputStream(metered);
  }

  /** Opens a file whose first bytes are {@code start}. */
  static TarEntries open(Path file, byte[] start) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
    try {
      if (start.length >= 6 && start[0] == (byte) 0xfd && start[1] == '7' && start[2] == 'z') {
        return new TarEntries(new XZInputStream(raw, XZ_MEMORY_KIB));
      }
      if (start.length >= 2 && start[0] == 0x1f && start[1] == (byte) 0x8b) {
        return new TarEntries(new GZIPInputStream(raw, BUFFER_BYTES));
      }
      return new TarEntries(raw);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  @Override
  public Optional<Entry> next() throws IOException {
    if (tar.getCurrentEntry() != null) {
      tar.transferTo(OutputStream.nullOutputStream());
    }
    while (true) {
      metered.allowHeader();
      TarArchiveEntry entry = tar.getNextEntry();
      metered.allowAnything();
      if (entry == null) {
        metered.requireEnd();
        return Optional.empty();
      }
      if (!entry.isCheckSumOK()) {
        throw new IOException("a header's checksum differs");
      }
      if (!entry.isDirectory()) {
        return Optional.of(new Entry(entry.getName(), entry.isFile() && !isLink(entry)));
      }
    }
  }

  /** {@code isFile} holds for links too, as they are no folders. */
  private static boolean isLink(TarArchiveEntry entry) {
    return entry.isLink()
        || entry.isSymbolicLink()
        || entry.isFIFO()
        || entry.isBlockDevice()
        || entry.isCharacterDevice()
        || entry.isSparse();
  }

  @Override
  public byte[] content(int limit) throws IOException {
    return tar.readNBytes(limit + 1);
  }

  @Override
  public boolean survivesDamage() {
    return false;
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }

  /**
   * Bounds what a header may take, because long names are gathered in memory, and knows whether the
   * stream ended in the zeros that end a tar: one cut between two files looks whole otherwise.
   */
  private static final class MeteredStream extends FilterInputStream {
    private static final long MAX_HEADER_BYTES = 1 << 20;
    private static final long MAX_TRAILING_BYTES = 16 << 20;

    private long allowance = Long.MAX_VALUE;
    private long trailingZeros;

    MeteredStream(InputStream in) {
      super(in);
    }

    void allowHeader() {
      allowance = MAX_HEADER_BYTES;
    }

    void allowAnything() {
      allowance = Long.MAX_VALUE;
    }

    /** Reads what follows the last entry, so that the compression's checksums are verified. */
    void requireEnd() throws IOException {
      allowance = MAX_TRAILING_BYTES;
      transferTo(OutputStream.nullOutputStream());
      if (trailingZeros < TAR_RECORD_BYTES) {
        throw new IOException("no end of archive");
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = super.read(buffer, offset, length);
      int zeros = 0;
      while (zeros < count && buffer[offset + count - 1 - zeros] == 0) {
        zeros++;
      }
      if (count > 0) {
        trailingZeros = zeros == count ? trailingZeros + count : zeros;
        spend(count);
      }
      return count;
    }

    @Override
    public long skip(long n) throws IOException {
      byte[] skipped = new byte[(int) Math.min(n, BUFFER_BYTES)];
      return n <= 0 ? 0 : Math.max(0, read(skipped, 0, skipped.length));
    }

    private void spend(long count) throws IOException {
      allowance -= count;
      if (allowance < 0) {
        throw new IOException("an archive header too long");
      }
    }
  }
}
