package org.dosekit.core.patient;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.npz.CaseFile;

/**
 * Cases in a folder, one {@code <id>.npz} each, loaded when asked for. Holds no case in memory.
 * Thread-safe.
 */
public final class Cohort {
  private static final String SUFFIX = ".npz";

  private final Path folder;
  private final Set<String> ids;

  private Cohort(Path folder, Set<String> ids) {
    this.folder = folder;
    this.ids = ids;
  }

  /**
   * The cohort of a folder as it is now; files that come later are not seen. Hidden files and those
   * that do not end in {@code .npz} are passed over.
   *
   * @throws DoseDataException when the folder cannot be read, holds no case, or a file is named by
   *     no usable id
   */
  public static Cohort open(Path folder) {
    List<String> ids = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (!name.startsWith(".")) {
          ids.add(Case.requireId(name.substring(0, name.length() - SUFFIX.length())));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw DoseDataException.of(
              folder.toString(), "no readable folder", "a folder of cases", "check the path")
          .withCause(e);
    } catch (DoseDataException e) {
      throw e.in(folder.toString());
    }
    if (ids.isEmpty()) {
      throw DoseDataException.of(
          folder.toString(), "no case", "at least one <id>.npz", "import cases, or check the path");
    }
    ids.sort(CaseOrder.NATURAL);
    return new Cohort(folder, new LinkedHashSet<>(ids));
  }

  /** The folder. */
  public Path folder() {
    return folder;
  }

  /** The ids, sorted so that numbers in them ascend ({@code pt_9} before {@code pt_10}). */
  public List<String> ids() {
    return List.copyOf(ids);
  }

  /**
   * The file of a case.
   *
   * @throws DoseDataException when there is none of that id
   */
  public Path file(String id) {
    if (!ids.contains(id)) {
      throw DoseDataException.of(
          folder.toString(),
          "no case '" + id + "' among " + ids.size(),
          "the id of a case in the folder",
          "correct the id, or import the case");
    }
    return folder.resolve(id + SUFFIX);
  }

  /**
   * Reads a case.
   *
   * @throws DoseDataException when there is none of that id, its file is damaged or holds a case of
   *     another id
   */
  public Case load(String id) {
    Path file = file(id);
    Case loaded = CaseFile.read(file);
    if (!loaded.id().equals(id)) {
      throw DoseDataException.of(
          file.toString(),
          "case '" + loaded.id() + "'",
          "case '" + id + "'",
          "name the file after its case");
    }
    return loaded;
  }

  /**
   * SHA-256 over ids and file contents in the order of the ids, hex: which data a run was trained
   * on. Reads every file.
   *
   * @throws DoseDataException when a file cannot be read
   */
  public String sha256() {
    MessageDigest digest = newSha256();
    for (String id : ids) {
      MessageDigest content = newSha256();
      try (InputStream in = new DigestInputStream(Files.newInputStream(file(id)), content)) {
        in.transferTo(OutputStream.nullOutputStream());
      } catch (IOException e) {
        throw DoseDataException.of(
                file(id).toString(), "no readable file", "a case file", "check its permissions")
            .withCause(e);
      }
      // No id holds a zero byte and a digest has a fixed length, so the parts cannot be confused.
      digest.update((id + "\0").getBytes(StandardCharsets.UTF_8));
      digest.update(content.digest());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
