package org.dosekit.core.npz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.dosekit.core.DoseDataException;

/**
 * An {@code .npz} file, open for reading: a zip of {@code .npy} arrays, and perhaps members of
 * text.
 *
 * <p>Trusts nothing: member names are plain and unique, what a member promises must agree with its
 * size in the zip's directory and with what its compressed bytes can yield before memory is taken,
 * checksums must agree, and pickled objects are refused. Holds an open file until closed; not
 * thread-safe.
 */
public final class NpzFile implements AutoCloseable {
  private static final int MAX_MEMBERS = 4096;
  private static final int MAX_TEXT_BYTES = 16 << 20;
  private static final long MAX_TOTAL_BYTES = 16L << 30;

  private static final String ARRAY_SUFFIX = ".npy";

  private final Path file;
  private final ZipFile zip;
  private final Map<String, ZipEntry> members;

  private NpzFile(Path file, ZipFile zip, Map<String, ZipEntry> members) {
    this.file = file;
    this.zip = zip;
    this.members = members;
  }

  /**
   * Opens a file and checks its directory.
   *
   * @throws DoseDataException when it is no zip, names a member twice or by a path, or promises
   *     more than 16 GiB
   */
  public static NpzFile open(Path file) {
    ZipFile zip;
    try {
      zip = new ZipFile(file.toFile());
    } catch (IOException e) {
      throw DoseDataException.of(
              file.toString(),
              "no readable zip (" + e.getClass().getSimpleName() + ")",
              "an .npz file",
              "check the path, or restore the file")
          .withCause(e);
    }
    try {
      return new NpzFile(file, zip, directory(file, zip));
    } catch (RuntimeException e) {
      try {
        zip.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private static Map<String, ZipEntry> directory(Path file, ZipFile zip) {
    if (zip.size() > MAX_MEMBERS) {
      throw DoseDataException.of(
          file.toString(), zip.size() + " members", "at most " + MAX_MEMBERS, "check the file");
    }
    Map<String, ZipEntry> members = new LinkedHashMap<>();
    long total = 0;
    for (ZipEntry entry : Collections.list(zip.entries())) {
      String name = entry.getName();
      if (name.isEmpty()
          || name.length() > 128
          || name.chars().anyMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ')) {
        throw DoseDataException.of(
            file.toString(),
            "a member named by a path or with control characters",
            "plain member names of at most 128 characters",
            "write the file anew with NumPy");
      }
      if (members.put(name, entry) != null) {
        throw DoseDataException.of(
            file.toString(),
            "two members '" + name + "'",
            "each member once",
            "write the file anew with NumPy");
      }
      total = Math.addExact(total, Math.max(0, Math.min(entry.getSize(), MAX_TOTAL_BYTES)));
    }
    if (total > MAX_TOTAL_BYTES) {
      throw DoseDataException.of(
          file.toString(), "more than 16 GiB unpacked", "at most 16 GiB", "check the file");
    }
    return members;
  }

  /** The file. */
  public Path file() {
    return file;
  }

  /** The names of the arrays, without {@code .npy}, in the order of the file. */
  public List<String> arrays() {
    return members.keySet().stream()
        .filter(name -> name.endsWith(ARRAY_SUFFIX))
        .map(name -> name.substring(0, name.length() - ARRAY_SUFFIX.length()))
        .toList();
  }

  /** The names of the other members, in the order of the file. */
  public List<String> texts() {
    return members.keySet().stream().filter(name -> !name.endsWith(ARRAY_SUFFIX)).toList();
  }

  /**
   * Reads an array of any shape.
   *
   * @throws DoseDataException when there is none of that name, it is damaged, holds pickled
   *     objects, or does not fit the memory
   */
  public NpyArray array(String name) {
    try (NpyStream in = stream(name)) {
      return in.readAll();
    } catch (IOException e) {
      throw NpyStream.damaged(describe(name), e);
    }
  }

  /**
   * Reads an array that must have this shape, which is checked before memory is taken.
   *
   * @throws DoseDataException as {@link #array(String)}, and when its shape differs
   */
  public NpyArray array(String name, int... shape) {
    try (NpyStream in = stream(name)) {
      in.requireShape(shape);
      return in.readAll();
    } catch (IOException e) {
      throw NpyStream.damaged(describe(name), e);
    }
  }

  /**
   * Reads a member of text in UTF-8, at most 16 MiB.
   *
   * @throws DoseDataException when there is none of that name or it is damaged or larger
   */
  public String text(String name) {
    return new String(memberBytes(name), StandardCharsets.UTF_8);
  }

  /**
   * Reads a member as it is, at most 16 MiB: what is neither text nor an array of numbers.
   *
   * @param name with its suffix
   * @throws DoseDataException when there is none of that name or it is damaged or larger
   */
  public byte[] memberBytes(String name) {
    ZipEntry entry = member(name);
    if (entry.getSize() > MAX_TEXT_BYTES) {
      throw DoseDataException.of(
          describe(name), entry.getSize() + " bytes of text", "at most 16 MiB", "check the file");
    }
    try (MemberStream in = MemberStream.open(describe(name), zip, entry)) {
      byte[] bytes = new byte[(int) entry.getSize()];
      in.readFully(bytes, bytes.length);
      in.requireEnd();
      return bytes;
    } catch (IOException e) {
      throw NpyStream.damaged(describe(name), e);
    }
  }

  /** An array as it arrives, for those too large to hold at once. The caller closes it. */
  NpyStream stream(String name) throws IOException {
    ZipEntry entry = member(name + ARRAY_SUFFIX);
    return NpyStream.open(describe(name), MemberStream.open(describe(name), zip, entry));
  }

  /** Closes the file. */
  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ZipEntry member(String name) {
    ZipEntry entry = members.get(name);
    if (entry == null) {
      throw DoseDataException.of(
          file.toString(),
          "no member '" + name + "' among " + members.keySet(),
          "the member '" + name + "'",
          "write the file anew");
    }
    return entry;
  }

  /** The file and member, for messages. */
  String describe(String name) {
    return file + ", member '" + name + "'";
  }
}
