package org.dosekit.dicom.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.PatientPoint;
import org.dosekit.core.geometry.VoxelPoint;
import org.dosekit.core.npz.NpzFile;
import org.dosekit.core.patient.Case;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.volume.DistanceField;
import org.dosekit.core.volume.Mask;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The RANDO phantom's boost plan against what the original project's script (v2.4) made of the same
 * files: npz/rando_sib_v2.4_inplane128.npz and npz/expected.json.
 */
@EnabledIfEnvironmentVariable(
    named = "DOSEKIT_DATA",
    matches = ".+",
    disabledReason = "set DOSEKIT_DATA to the folder of reference data")
class RandoSibTest {
  private static final Path DATA = Path.of(String.valueOf(System.getenv("DOSEKIT_DATA")));

  /** expected.json: v2.4_inplane128, crop_box. */
  private static final int FIRST_Y = 195;

  private static final int FIRST_X = 189;
  private static final GridShape ORIGINAL = new GridShape(128, 128, 92);

  private static final int OUTSIDE = -1;

  private static final List<String> CHANNELS =
      List.of("PTV70", "PTV56", "Prostate", "Rectum", "Bladder", "Femur_L", "Femur_R");

  /** expected.json: v2.4_full, per_channel_count. */
  private static final int[] COUNTS = {20572, 53684, 8781, 12917, 49218, 20731, 21079};

  private static Case patient;

  private static PreparedCase prepared;
  private static PatientPoint ctOrigin;

  @TempDir static Path folder;

  @BeforeAll
  static void prepare() throws IOException {
    copyStudy(folder);
    StudyFiles files = StudyFiles.read(folder, "rando");
    ctOrigin = PlanStudy.of(files).ct().grid().origin();
    prepared =
        CasePreparation.of(
                PreparationSettings.of(Protocol.builtIn("prostate-sib-ptv50"))
                    .withKeepOvershoot(true),
                Pseudonyms.of(new byte[32]))
            .prepare(files);
    patient = prepared.patient();
  }

  /** The CT of rando-prostate with structures, plan and dose of rando-sib-matrad. */
  static void copyStudy(Path folder) throws IOException {
    Path zip = DATA.resolve("dicom/rando-prostate/rando-prostate-dicom.zip");
    try (InputStream in = Files.newInputStream(zip);
        ZipInputStream entries = new ZipInputStream(in)) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
        if (name.startsWith("CT")) {
          Files.copy(entries, folder.resolve(name));
        }
      }
    }
    try (Stream<Path> files = Files.list(DATA.resolve("dicom/rando-sib-matrad/dicom"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(String.valueOf(file.getFileName())));
      }
    }
  }

  @Test
  void theCtIsTheOriginals() {
    float[] original = array("ct");
    double worst = 0;
    int compared = 0;
    for (int i = 0; i < original.length; i++) {
      if (index(i) == OUTSIDE) {
        continue;
      }
      compared++;
      // NPZ-SPEC: HU = (v - 0.5) * 4000.
      double hu = (original[i] - 0.5) * 4000;
      worst = Math.max(worst, Math.abs(patient.ctHu().data()[index(i)] - hu));
    }
    assertTrue(worst <= 1, worst + " HU");
    // All of 128 x 128 pixels on the slices of all structures and 30 mm about them.
    assertTrue(compared > original.length / 2, compared + " voxels");
  }

  /** With the overshoot kept: it is 1.3 Gy above the dose grid's maximum here (defect M). */
  @Test
  void theDoseIsTheOriginals() {
    float[] original = array("dose");
    Mask target = patient.mask("PTV70").orElseThrow();
    Mask body = patient.body();
    double inTarget = 0;
    double inBody = 0;
    for (int i = 0; i < original.length; i++) {
      int index = index(i);
      if (index == OUTSIDE) {
        continue;
      }
      double apart = Math.abs(patient.requireDoseGy().data()[index] - 70.0 * original[i]);
      inTarget = target.contains(index) ? Math.max(inTarget, apart) : inTarget;
      inBody = body.contains(index) ? Math.max(inBody, apart) : inBody;
    }
    assertTrue(inTarget <= 0.05, inTarget + " Gy in PTV70");
    assertTrue(inBody <= 0.3, inBody + " Gy in the body");
  }

  @Test
  void masksHaveTheOriginalsVoxelCounts() {
    for (int c = 0; c < CHANNELS.size(); c++) {
      int count = patient.mask(CHANNELS.get(c)).orElseThrow().count();
      assertEquals(COUNTS[c], count, 0.005 * COUNTS[c], CHANNELS.get(c));
    }
    assertTrue(patient.mask("Bowel").isEmpty());
  }

  @Test
  void distancesAreTheOriginalsWithinAVoxel() {
    float[] original = array("masks_sdf");
    int voxels = ORIGINAL.voxelCount();
    // The femurs are cut by the original's crop, which moves distances beyond it (defect L).
    for (int c = 0; c < 5; c++) {
      float[] ours = DistanceField.signedMm(patient.mask(CHANNELS.get(c)).orElseThrow()).data();
      double worst = 0;
      for (int i = 0; i < voxels; i++) {
        if (index(i) == OUTSIDE) {
          continue;
        }
        double mm = Math.max(-50, Math.min(50, ours[index(i)]));
        worst = Math.max(worst, Math.abs(mm - 50.0 * original[c * voxels + i]));
      }
      assertTrue(worst <= 2.5, CHANNELS.get(c) + " " + worst + " mm");
    }
  }

  /** EclipseProstate_DvhTable_Eclipse.csv, heads of columns: structures that were only renamed. */
  @ParameterizedTest
  @CsvSource({"Bladder, 116.8", "Femur_L, 49.2", "Femur_R, 50.0", "PTV70, 48.6", "Rectum, 30.3"})
  void volumesAreThoseOfEclipse(String structure, double volumeCc) {
    assertEquals(volumeCc, patient.mask(structure).orElseThrow().volumeCc(), 0.02 * volumeCc);
  }

  @Test
  void thePrescriptionIsThePlans() {
    assertEquals(Map.of("PTV70", 70.0, "PTV56", 56.0), patient.prescription().doseGyByTarget());
  }

  @Test
  void noTextOfTheStudyIsInTheRecord() {
    String json = prepared.recordJson();
    assertTrue(json.contains("\"prescription_source\""), json);
    for (String text : List.of("1.2.840", "SIB70_56", "matRad", "G000")) {
      assertTrue(!json.contains(text), text);
    }
  }

  private static float[] array(String name) {
    try (NpzFile npz = NpzFile.open(DATA.resolve("npz/rando_sib_v2.4_inplane128.npz"))) {
      return npz.array(name).toFloats();
    }
  }

  /** The case's voxel for one of the original's, which keeps more slices above and below. */
  private static int index(int original) {
    Grid grid = patient.grid();
    VoxelPoint first = grid.toVoxel(ctOrigin);
    int z = original % ORIGINAL.nz();
    int x = original / ORIGINAL.nz() % ORIGINAL.nx();
    int y = original / ORIGINAL.nz() / ORIGINAL.nx();
    int caseY = (int) Math.rint(first.y()) + FIRST_Y + y;
    int caseX = (int) Math.rint(first.x()) + FIRST_X + x;
    int caseZ = (int) Math.rint(first.z()) + z;
    return grid.shape().contains(caseY, caseX, caseZ)
        ? grid.shape().index(caseY, caseX, caseZ)
        : OUTSIDE;
  }
}
