package org.dosekit.core.patient;

import java.nio.file.Path;
import java.util.List;

/**
 * Cases in a folder, one {@code <id>.npz} each, loaded when asked for. Holds no case in memory
 * beyond what its cache allows. Thread-safe.
 */
public final class Cohort {
  private Cohort() {}

  /**
   * The cohort of a folder.
   *
   * @throws org.dosekit.core.DoseDataException when the folder holds no case
   */
  public static Cohort open(Path folder) {
    throw new UnsupportedOperationException("to be written");
  }

  /**
   * This cohort with recently used cases kept in memory, up to about {@code bytes}; 0, the default,
   * keeps none.
   */
  public Cohort withCacheBytes(long bytes) {
    throw new UnsupportedOperationException("to be written");
  }

  /** The folder. */
  public Path folder() {
    throw new UnsupportedOperationException("to be written");
  }

  /** The ids, sorted so that numbers in them ascend ({@code pt_9} before {@code pt_10}). */
  public List<String> ids() {
    throw new UnsupportedOperationException("to be written");
  }

  /** The file of a case. */
  public Path file(String id) {
    throw new UnsupportedOperationException("to be written");
  }

  /**
   * Reads a case.
   *
   * @throws org.dosekit.core.DoseDataException when there is none of that id or its file is damaged
   */
  public Case load(String id) {
    throw new UnsupportedOperationException("to be written");
  }

  /** SHA-256 over ids and file contents, hex: which data a run was trained on. */
  public String sha256() {
    throw new UnsupportedOperationException("to be written");
  }
}
