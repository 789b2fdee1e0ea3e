package org.dosekit.cli.quality;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.io.Sha256;
import org.dosekit.core.patient.Case;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.dicom.prepare.Pseudonyms;

/**
 * What shows only among cases: the same patient twice, structures of a volume or at a place unlike
 * the others'. Keeps a few numbers a case. Not thread-safe.
 */
public final class CohortChecks {
  /** Fewer tell nothing of what is usual. */
  private static final int FEWEST_CASES = 8;

  /** Robust standard deviations from the median. */
  private static final double OUTLIER = 5;

  /** A spread below this is a cohort of one phantom; nothing is an outlier by less. */
  private static final double LEAST_SPREAD = 0.05;

  /** The median absolute deviation of a normal distribution is this part of its standard's. */
  private static final double MAD_TO_SIGMA = 1.4826;

  private final Map<String, String> imageDigests = new LinkedHashMap<>();
  private final Map<String, Map<String, Double>> features = new LinkedHashMap<>();

  /** Takes a case in. */
  public void add(Case patient) {
    imageDigests.put(patient.id(), digest(patient));
    for (Structure structure : patient.structures()) {
      if (structure.role() == StructureRole.EXTERNAL) {
        continue;
      }
      feature(structure.name() + " volume", patient.id(), Math.log(structure.mask().volumeCc()));
      double[] centre = centreMm(structure);
      double[] origin = centreMm(patient.structures().get(0));
      String[] axes = {"to posterior", "to the left", "to superior"};
      for (int axis = 0; axis < axes.length; axis++) {
        // In units of 20 mm, so that the least spread is a millimetre.
        feature(
            structure.name() + " " + axes[axis], patient.id(), (centre[axis] - origin[axis]) / 20);
      }
    }
  }

  private void feature(String name, String id, double value) {
    features.computeIfAbsent(name, n -> new LinkedHashMap<>()).put(id, value);
  }

  private static double[] centreMm(Structure structure) {
    GridShape shape = structure.mask().grid().shape();
    double[] sum = new double[3];
    structure
        .mask()
        .indices()
        .forEach(
            i -> {
              int column = i / shape.nz();
              int y = column / shape.nx();
              sum[0] += y;
              sum[1] += column % shape.nx();
              sum[2] += i % shape.nz();
            });
    int n = structure.mask().count();
    var centre = structure.mask().grid().toPatient(sum[0] / n, sum[1] / n, sum[2] / n);
    return new double[] {centre.yMm(), centre.xMm(), centre.zMm()};
  }

  private static String digest(Case patient) {
    MessageDigest digest = Sha256.newDigest();
    byte[] chunk = new byte[1 << 14];
    ByteBuffer buffer = ByteBuffer.wrap(chunk);
    for (float hu : patient.ctHu().data()) {
      if (!buffer.hasRemaining()) {
        digest.update(chunk);
        buffer.clear();
      }
      buffer.putFloat(hu);
    }
    digest.update(chunk, 0, buffer.position());
    return HexFormat.of().formatHex(digest.digest());
  }

  /** What was found in each case taken in. */
  public Map<String, List<Finding>> findings() {
    Map<String, List<Finding>> findings = new LinkedHashMap<>();
    imageDigests.keySet().forEach(id -> findings.put(id, new ArrayList<>()));
    duplicates(findings);
    features.forEach((name, values) -> outliers(name, values, findings));
    return findings;
  }

  private void duplicates(Map<String, List<Finding>> findings) {
    Map<String, String> byImage = new HashMap<>();
    Map<String, String> byPatient = new HashMap<>();
    imageDigests.forEach(
        (id, digest) -> {
          String same = byImage.putIfAbsent(digest, id);
          String earlier = byPatient.putIfAbsent(Pseudonyms.patientOf(id), id);
          if (same != null) {
            add(findings, id, Finding.warn("duplicate", "the CT of " + same));
          } else if (earlier != null && id.contains("-")) {
            add(findings, id, Finding.warn("duplicate", "the patient of " + earlier));
          }
        });
  }

  private static void outliers(
      String name, Map<String, Double> values, Map<String, List<Finding>> findings) {
    if (values.size() < FEWEST_CASES) {
      return;
    }
    double[] all = values.values().stream().mapToDouble(Double::doubleValue).toArray();
    double median = median(all);
    double[] deviations = Arrays.stream(all).map(v -> Math.abs(v - median)).toArray();
    double sigma = Math.max(LEAST_SPREAD, MAD_TO_SIGMA * median(deviations));
    values.forEach(
        (id, value) -> {
          double far = Math.abs(value - median) / sigma;
          if (far > OUTLIER) {
            add(
                findings,
                id,
                Finding.warn("outlier", "%s %.1f deviations from the median".formatted(name, far)));
          }
        });
  }

  private static void add(Map<String, List<Finding>> findings, String id, Finding finding) {
    findings.computeIfAbsent(id, i -> new ArrayList<>()).add(finding);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
