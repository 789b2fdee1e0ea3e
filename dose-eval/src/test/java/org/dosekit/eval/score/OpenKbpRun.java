package org.dosekit.eval.score;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.dosekit.core.patient.Case;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;

/**
 * Everything the tests ask of the reference patients, from one reading of their archive: it takes
 * longer than all that is computed from it.
 *
 * @param validation predictions {@code scale098} and {@code shift1} of the validation patients
 * @param test predictions {@code scaled}, {@code shift} and {@code zero} of the test patients
 * @param lookup the test patients, predicted by a table of the training patients
 */
record OpenKbpRun(List<Scored> validation, List<Scored> test, OpenKbpScore lookup) {
  private static final int N = OpenKbpPatient.SIZE;

  /** A prediction of a patient, scored from the file's numbers and from float volumes. */
  record Scored(String prediction, OpenKbpPatientScore inDouble, OpenKbpPatientScore inFloat) {
    static Scored of(OpenKbpPatient patient, String prediction, IntToDoubleFunction predictedGy) {
      Case planned = patient.planned();
      float[] single = new float[patient.doseGy().length];
      for (int i = 0; i < single.length; i++) {
        single[i] = (float) predictedGy.applyAsDouble(i);
      }
      return new Scored(
          prediction,
          OpenKbpPatientScore.of(planned, i -> patient.doseGy()[i], predictedGy),
          OpenKbpPatientScore.of(planned, Volume.of(planned.grid(), single)));
    }
  }

  private static final class Holder {
    static final OpenKbpRun RUN = run();
  }

  static OpenKbpRun get() {
    return Holder.RUN;
  }

  private static OpenKbpRun run() {
    try {
      OpenKbpArchive archive = OpenKbpArchive.open();
      LookupPredictor lookup =
          LookupPredictor.train(OpenKbpPatient.PROTOCOL, cases(archive.nextOf("train-pats")));
      List<Scored> validation = new ArrayList<>();
      for (OpenKbpPatient patient : archive.nextOf("validation-pats")) {
        double[] dose = patient.doseGy();
        validation.add(Scored.of(patient, "scale098", i -> 0.98 * dose[i]));
        validation.add(Scored.of(patient, "shift1", i -> dose[rolledAlongX(i)]));
      }
      List<Scored> test = new ArrayList<>();
      List<OpenKbpPatientScore> lookedUp = new ArrayList<>();
      for (OpenKbpPatient patient : archive.nextOf("test-pats")) {
        testPredictions(patient)
            .forEach((name, predicted) -> test.add(Scored.of(patient, name, predicted)));
        Case planned = patient.planned();
        lookedUp.add(OpenKbpPatientScore.of(planned, lookup.predictGy(planned)));
      }
      return new OpenKbpRun(validation, test, OpenKbpScore.of(lookedUp));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, IntToDoubleFunction> testPredictions(OpenKbpPatient patient) {
    double[] dose = patient.doseGy();
    Mask region = patient.planned().doseRegion().orElseThrow();
    Map<String, IntToDoubleFunction> predictions = new LinkedHashMap<>();
    predictions.put("scaled", i -> 0.95 * dose[i]);
    predictions.put("shift", i -> region.contains(i) ? dose[rolledAlongK(i)] : 0);
    predictions.put("zero", i -> 0);
    return predictions;
  }

  /** NumPy's roll by +1 along the file's k takes from k - 1, which is z + 1 here, and wraps. */
  private static int rolledAlongK(int index) {
    int z = index % N;
    return index + (z + 1) % N - z;
  }

  /** NumPy's roll by +1 along the second axis, x here and in the files, wrapping. */
  private static int rolledAlongX(int index) {
    int x = index / N % N;
    return index + ((x + N - 1) % N - x) * N;
  }

  private static Iterable<Case> cases(Iterable<OpenKbpPatient> patients) {
    Iterator<OpenKbpPatient> each = patients.iterator();
    return () ->
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return each.hasNext();
          }

          @Override
          public Case next() {
            return each.next().planned();
          }
        };
  }
}
