package org.dosekit.eval.score;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.patient.Case;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.Test;

class LookupPredictorTest {
  private static final Protocol PROTOCOL = PhantomCase.PROTOCOL;

  /** A dose that falls by 1 Gy/mm from PTV70: within a bin of 3 mm it varies by 3 Gy. */
  @Test
  void doseThatDependsOnDistanceIsPredictedWithinABin() {
    Case patient = falling(70).named("c1");
    Volume predicted = LookupPredictor.train(PROTOCOL, List.of(patient)).predictGy(patient);
    DoseError error = DoseError.of(patient.requireDoseGy(), predicted, patient.body());
    assertTrue(error.maxAbsoluteGy() <= 3 + 3, error.toString());
    assertTrue(error.maeGy() < 1, error.toString());
    assertEquals(0, error.biasGy(), 1e-5);
  }

  @Test
  void doseIsLearntOverTheHighestPrescription() {
    LookupPredictor lookup = LookupPredictor.train(PROTOCOL, List.of(falling(70).named("c1")));
    Volume at70 = lookup.predictGy(falling(70).named("c2"));
    Volume at35 = lookup.predictGy(falling(35).named("c2"));
    for (int i = 0; i < at70.data().length; i++) {
      assertEquals(at70.data()[i] / 2, at35.data()[i], 1e-5);
    }
  }

  @Test
  void noDoseOutsideBodyAndDoseRegion() {
    Mask region = Mask.where(PhantomCase.GRID, i -> i % 2 == 0);
    Case patient = falling(70).named("c1", Optional.of(region));
    Volume predicted = LookupPredictor.train(PROTOCOL, List.of(patient)).predictGy(patient);
    Mask allowed = patient.body().and(region);
    for (int i = 0; i < predicted.data().length; i++) {
      assertEquals(allowed.contains(i), predicted.data()[i] > 0, "voxel " + i);
    }
  }

  @Test
  void secondTargetIsToldFromNone() {
    Case without = falling(70).named("c1");
    Case with =
        new PhantomCase()
            .ball("PTV56", StructureRole.TARGET, 17, 9)
            .prescribed("PTV56", 56)
            .dose(i -> Math.max(70 - PhantomCase.distanceMm(i, 12), 56))
            .named("c2");
    LookupPredictor lookup = LookupPredictor.train(PROTOCOL, List.of(without, with));
    assertTrue(maeGy(lookup, without) < 1);
    assertTrue(maeGy(lookup, with) < 1);
  }

  @Test
  void plannedDoseOfThePredictedCaseIsNotLookedAt() {
    LookupPredictor lookup = LookupPredictor.train(PROTOCOL, List.of(falling(70).named("c1")));
    Case other = new PhantomCase().dose(i -> 12).named("c2");
    assertArrayEquals(
        lookup.predictGy(falling(70).named("c2")).data(), lookup.predictGy(other).data());
  }

  @Test
  void trainingCasesAreAskedForOnce() {
    Iterator<Case> once = List.of(falling(70).named("c1"), falling(70).named("c2")).iterator();
    LookupPredictor.train(PROTOCOL, () -> once);
    assertTrue(!once.hasNext());
  }

  @Test
  void noTrainingCaseAndOtherProtocolsAreRefused() {
    assertThrows(DoseDataException.class, () -> LookupPredictor.train(PROTOCOL, List.of()));
    Case patient = falling(70).named("c1");
    Protocol headNeck = Protocol.builtIn("openkbp-head-neck");
    assertThrows(DoseDataException.class, () -> LookupPredictor.train(headNeck, List.of(patient)));
    LookupPredictor lookup = LookupPredictor.train(PROTOCOL, List.of(patient));
    Case other =
        new Case(
            "c2",
            headNeck.name(),
            patient.ctHu(),
            patient.structures(),
            patient.prescription(),
            patient.doseGy(),
            patient.doseRegion(),
            patient.constraintValues());
    DoseDataException e = assertThrows(DoseDataException.class, () -> lookup.predictGy(other));
    assertTrue(e.toString().contains("c2"));
  }

  private static double maeGy(LookupPredictor lookup, Case patient) {
    return DoseError.of(patient.requireDoseGy(), lookup.predictGy(patient), patient.body()).maeGy();
  }

  private static PhantomCase falling(double prescriptionGy) {
    return new PhantomCase()
        .prescribed("PTV70", prescriptionGy)
        .dose(i -> 70 - PhantomCase.distanceMm(i, 12));
  }
}
