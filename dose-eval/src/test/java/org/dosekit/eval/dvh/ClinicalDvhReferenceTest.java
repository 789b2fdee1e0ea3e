package org.dosekit.eval.dvh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Objects;
import org.dosekit.core.protocol.DoseMetric;
import org.dosekit.core.structure.Contours;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Curves from the contours of real plans against what Eclipse, CERR and SlicerRT computed from the
 * same ({@code reference/dvh/slicerrt}, from SlicerRT's test data).
 */
@EnabledIfEnvironmentVariable(
    named = "DOSEKIT_DATA",
    matches = ".+",
    disabledReason = "set DOSEKIT_DATA to the folder of reference data")
class ClinicalDvhReferenceTest {
  private static final ClinicalReference PROSTATE = ClinicalReference.read("EclipseProstate");

  @ParameterizedTest
  @CsvSource({
    "PTV, PTV",
    "Bladder, Bladder",
    "Rectum, Rectum",
    "Femoral Head Lt, FemoralHeadLt",
    "Femoral Head RT, FemoralHeadRT"
  })
  void prostatePlanAgreesWithEclipse(String structure, String inTable) {
    DoseVolumeCurve curve = curve(structure);
    Map<String, String> eclipse = row("Eclipse", inTable);
    double volumeCc = number(eclipse, "volume_cc");
    assertEquals(volumeCc, curve.volumeCc(), 0.02 * volumeCc);
    assertEquals(number(eclipse, "mean_gy"), curve.meanGy(), 0.1);
    for (String metric : new String[] {"D95", "D50", "D5"}) {
      assertEquals(number(eclipse, metric), read(curve, metric), 0.15, metric);
    }
  }

  /** CERR's table has bins of 0.2 Gy, and its doses are half a bin below Eclipse's. */
  @ParameterizedTest
  @CsvSource({
    "PTV, PTV",
    "Bladder, Bladder",
    "Rectum, Rectum",
    "Femoral Head Lt, FemoralHeadLt",
    "Femoral Head RT, FemoralHeadRT"
  })
  void prostatePlanAgreesWithCerr(String structure, String inTable) {
    DoseVolumeCurve curve = curve(structure);
    Map<String, String> cerr = row("CERR", inTable);
    double volumeCc = number(cerr, "volume_cc");
    assertEquals(volumeCc, curve.volumeCc(), 0.005 * volumeCc);
    assertEquals(number(cerr, "mean_gy") + 0.1, curve.meanGy(), 0.05);
    for (String metric : new String[] {"D95", "D50", "D5"}) {
      assertEquals(number(cerr, metric) + 0.1, read(curve, metric), 0.06, metric);
    }
  }

  /** Down to a chiasm of 1.1 cc; of structures so small Eclipse reports less volume than CERR. */
  @ParameterizedTest
  @CsvSource({
    "PTV1, PTV1",
    "CTV, CTV",
    "GTV, GTV",
    "BRAIN, BRAIN",
    "BRSTEM, BRSTEM",
    "Optic Chiasm, OpticChiasm",
    "Optic Nerve-Lt, OpticNerveLt",
    "Optic Nerve - Rt, OpticNerveRt"
  })
  void headPlanAgreesWithCerr(String structure, String inTable) {
    DoseVolumeCurve curve = DoseVolumeCurve.of(Head.PLAN.doseGy(), contours(Head.PLAN, structure));
    Map<String, String> cerr = row("CERR", inTable);
    double volumeCc = number(cerr, "volume_cc");
    assertEquals(volumeCc, curve.volumeCc(), 0.015 * volumeCc);
    assertEquals(number(cerr, "mean_gy") + 0.1, curve.meanGy(), 0.05);
  }

  @ParameterizedTest
  @CsvSource({"PTV", "Bladder", "Rectum", "Femoral Head Lt", "Femoral Head RT"})
  void prostatePlanAgreesWithSlicerRt(String structure) {
    DoseVolumeCurve curve = curve(structure);
    Map<String, String> slicer =
        ClinicalReference.table("EclipseProstate_DvhMetrics_SlicerRT.csv").stream()
            .filter(r -> structure.equals(r.get("Structure")))
            .findFirst()
            .orElseThrow();
    double volumeCc = number(slicer, "Volume (cc)");
    assertEquals(volumeCc, curve.volumeCc(), 0.02 * volumeCc);
    assertEquals(number(slicer, "Mean dose (GY)"), curve.meanGy(), 0.1);
    assertEquals(number(slicer, "V20 (%)"), read(curve, "V20"), 0.5);
    assertEquals(number(slicer, "D2cc (GY)"), read(curve, "D2cc"), 0.25);
    assertEquals(number(slicer, "D5% (GY)"), read(curve, "D5"), 0.15);
    assertEquals(number(slicer, "D10% (GY)"), read(curve, "D10"), 0.15);
  }

  /** The body reaches beyond the dose grid's air; its cells are larger than an organ's. */
  @Test
  void bodyHasItsVolumeAndMean() {
    DoseVolumeCurve curve = curve("BODY");
    Map<String, String> eclipse = row("Eclipse", "BODY");
    double volumeCc = curve.volumeCc() + curve.volumeOutsideDoseGridCc();
    assertEquals(number(eclipse, "volume_cc"), volumeCc, 0.02 * volumeCc);
    assertEquals(number(eclipse, "mean_gy"), curve.meanGy(), 0.25);
  }

  @ParameterizedTest
  @CsvSource({"PTV1, PTV1", "CTV, CTV", "BRAIN, BRAIN"})
  void headPlanAgreesWithEclipse(String structure, String inTable) {
    DoseVolumeCurve curve = DoseVolumeCurve.of(Head.PLAN.doseGy(), contours(Head.PLAN, structure));
    Map<String, String> eclipse = row("Eclipse", inTable);
    double volumeCc = number(eclipse, "volume_cc");
    assertEquals(volumeCc, curve.volumeCc(), 0.02 * volumeCc);
    assertEquals(number(eclipse, "mean_gy"), curve.meanGy(), 0.1);
  }

  /** Read when the test that needs it runs. */
  private static final class Head {
    static final ClinicalReference PLAN = ClinicalReference.read("EclipseEnt");
  }

  private static DoseVolumeCurve curve(String structure) {
    return DoseVolumeCurve.of(PROSTATE.doseGy(), contours(PROSTATE, structure));
  }

  private static Contours contours(ClinicalReference plan, String structure) {
    return Objects.requireNonNull(plan.contours().get(structure), structure);
  }

  private static Map<String, String> row(String source, String structure) {
    return ClinicalReference.table("dvh_metrics_from_tables.csv").stream()
        .filter(r -> source.equals(r.get("source")) && structure.equals(r.get("structure")))
        .findFirst()
        .orElseThrow();
  }

  private static double number(Map<String, String> row, String column) {
    return Double.parseDouble(Objects.requireNonNull(row.get(column), column));
  }

  private static double read(DoseVolumeCurve curve, String metric) {
    return curve.value(DoseMetric.parse(metric)).value().orElseThrow();
  }
}
