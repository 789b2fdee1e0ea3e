package org.dosekit.core.patient;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The cases used last, as many as fit a number of bytes. Thread-safe; two threads that miss the
 * same case at once both read it, which costs time and nothing else.
 */
final class CaseCache {
  private final long maxBytes;
  private final Map<String, Case> cases = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  CaseCache(long maxBytes) {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("a cache of " + maxBytes + " bytes; at least 0");
    }
    this.maxBytes = maxBytes;
  }

  synchronized Optional<Case> get(String id) {
    return Optional.ofNullable(cases.get(id));
  }

  synchronized void put(Case patient) {
    if (estimatedBytes(patient) > maxBytes) {
      return;
    }
    Case previous = cases.put(patient.id(), patient);
    bytes += estimatedBytes(patient) - (previous == null ? 0 : estimatedBytes(previous));
    Iterator<Case> oldestFirst = cases.values().iterator();
    while (bytes > maxBytes) {
      bytes -= estimatedBytes(oldestFirst.next());
      oldestFirst.remove();
    }
  }

  /** What a case's voxels take: a float each for CT and dose, a bit each for a mask. */
  static long estimatedBytes(Case patient) {
    long voxels = patient.grid().voxelCount();
    int volumes = 1 + (patient.doseGy().isPresent() ? 1 : 0);
    int masks = patient.structures().size() + (patient.doseRegion().isPresent() ? 1 : 0);
    return voxels * Float.BYTES * volumes + voxels / 8 * masks;
  }
}
