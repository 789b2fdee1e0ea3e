package org.dosekit.lab;

import static org.dosekit.lab.Answer.assertDone;
import static org.dosekit.lab.Answer.assertUsage;
import static org.dosekit.lab.Answer.dose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dosekit.cli.ExitCodes;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelSpacing;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.npz.CaseFile;
import org.dosekit.core.npz.PredictionFile;
import org.dosekit.core.patient.Case;
import org.dosekit.core.patient.Prescription;
import org.dosekit.core.predict.PredictedDose;
import org.dosekit.core.predict.Prediction;
import org.dosekit.core.structure.Structure;
import org.dosekit.core.structure.StructureRole;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Volume;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiguresCommandTest {
  private static final Grid GRID =
      Grid.axial(GridShape.cube(12), VoxelSpacing.isotropic(5), PatientPoint.ORIGIN);

  @TempDir private Path folder;

  private Path run;
  private Path cohort;
  private Path out;

  @BeforeEach
  void aRunWithItsEvaluationAndItsCases() throws IOException {
    run = folder.resolve("run_a");
    cohort = folder.resolve("cohort");
    out = folder.resolve("out");
    Files.createDirectories(run);
    Files.writeString(
        run.resolve("metrics.csv"),
        "epoch,learning_rate,train/loss,val/loss,val/mae_gy\n1,0.1,0.5,0.6,7\n2,0.1,0.4,0.5,6\n");
    writeEvaluation(run.resolve("predictions"), 3, 5, 4, 9);
    for (int n = 0; n < 4; n++) {
      Case patient = patient("pt_" + n);
      CaseFile.write(patient, cohort.resolve(patient.id() + ".npz"));
      if (n != 3) {
        PredictionFile.write(
            new Prediction(
                patient.id(),
                new PredictedDose(patient.requireDoseGy(), Optional.empty()),
                Map.of("model", "a")),
            run.resolve("predictions").resolve(patient.id() + ".npz"));
      }
    }
  }

  private static void writeEvaluation(Path folder, double... maes) throws IOException {
    List<JsonObject> cases = new ArrayList<>();
    for (int n = 0; n < maes.length; n++) {
      cases.add(
          JsonObject.create()
              .put("case_id", "pt_" + n)
              .put("dose_metrics", JsonObject.create().put("mae_gy", maes[n])));
    }
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("evaluation_results.json"),
        JsonObject.create().putObjects("per_case_results", cases).toText());
  }

  private static Case patient(String id) {
    Mask target = Mask.where(GRID, index -> index % 12 > 4 && index % 12 < 8);
    return new Case(
        id,
        "openkbp-head-neck",
        Volume.filled(GRID, 0),
        List.of(new Structure("PTV70", StructureRole.TARGET, target)),
        new Prescription(Map.of("PTV70", 70.0)),
        Optional.of(Volume.filled(GRID, 60)),
        Optional.empty(),
        Map.of());
  }

  private List<String> drawn() {
    return JsonObject.read(out.resolve("figures.json"))
        .objects("figures", figure -> figure.string("name"));
  }

  private List<String> leftOut() {
    return JsonObject.read(out.resolve("figures.json"))
        .objects("left_out", figure -> figure.string("name") + ": " + figure.string("reason"));
  }

  @Test
  void bestMiddleAndWorstCaseAreDrawnAndWhatLacksIsTold() {
    Answer answer = dose("figures", run, "-o", out, "--cohort", cohort);
    assertDone(answer);
    // Errors 3, 5, 4, 9: the best is pt_0, the middle pt_2, the worst pt_3, which no one predicted.
    assertEquals(
        List.of(
            "training",
            "cases",
            "pt_0-dose",
            "pt_0-difference",
            "pt_0-gamma",
            "pt_0-dvh",
            "pt_0-profiles",
            "pt_2-dose",
            "pt_2-difference",
            "pt_2-gamma",
            "pt_2-dvh",
            "pt_2-profiles"),
        drawn());
    assertTrue(
        leftOut().contains("pt_3-dose: no predicted dose of this case was found"),
        leftOut().toString());
    assertTrue(answer.err().contains("left out: pt_3-dvh"), answer.err());
    assertTrue(answer.out().startsWith("12 figures in "), answer.out());
    assertTrue(Files.exists(out.resolve("pt_0-dvh.pdf")));
  }

  @Test
  void aNamedCaseIsDrawnAlone() {
    assertDone(dose("figures", run, "-o", out, "--cohort", cohort, "--case", "pt_1"));
    assertTrue(drawn().contains("pt_1-dvh"));
    assertEquals(7, drawn().size());
  }

  @Test
  void withoutACohortThereAreNoCases() {
    assertDone(dose("figures", run, "-o", out));
    assertEquals(List.of("training", "cases"), drawn());
    assertTrue(leftOut().contains("single cases: no cohort was given"), leftOut().toString());
  }

  @Test
  void otherRunsAreCompared() throws IOException {
    Path other = folder.resolve("other");
    writeEvaluation(other.resolve("seed-1"), 2, 4, 3, 8);
    writeEvaluation(other.resolve("seed-2"), 3, 5, 4, 9);
    assertDone(dose("figures", run, "-o", out, "--compare", "new=" + other));
    assertEquals(List.of("training", "cases", "comparison", "seeds"), drawn());
  }

  @Test
  void aCompareThatIsNotThereLeavesTheRestDrawn() {
    assertDone(dose("figures", run, "-o", out, "--compare", folder.resolve("nowhere")));
    assertEquals(List.of("training", "cases"), drawn());
    assertTrue(leftOut().toString().contains("comparison: "), leftOut().toString());
  }

  @Test
  void nothingToDrawIsNoSuccess() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Files.writeString(empty.resolve("metrics.csv"), "epoch,train/loss\n");
    assertEquals(ExitCodes.SOME_FAILED, dose("figures", empty, "-o", out).exitCode());
    assertEquals(List.of(), drawn());
  }

  @Test
  void aPlaceThatIsNoRunAndAMissingOutputAreTold() {
    assertEquals(ExitCodes.FAULT, dose("figures", cohort, "-o", out).exitCode());
    assertUsage(dose("figures", run));
  }
}
