package org.dosekit.dicom.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
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

  private static final Path GOLDEN = DATA.resolve("npz/rando_sib_v2.4_inplane128.npz");

  /** expected.json: v2.4_inplane128, crop_box. */
  private static final int FIRST_Y = 195;

  private static final int FIRST_X = 189;
  private static final GridShape ORIGINAL = new GridShape(128, 128, 92);

  private static final int OUTSIDE = -1;

  private static final List<String> CHANNELS =
      List.of("PTV70", "PTV56", "Prostate", "Rectum", "Bladder", "Femur_L", "Femur_R");

  /** expected.json: v2.4_full, per_channel_count. */
  private static final int[] COUNTS = {20572, 53684, 8781, 12917, 49218, 20731, 21079};

  private static PlanStudy study;
  private static PreparedCase prepared;

  /** As it is by default. */
  private static Case patient;

  /** As the original makes it. */
  private static Case asOriginal;

  @TempDir static Path folder;

  @BeforeAll
  static void prepare() throws IOException {
    copyStudy(folder);
    StudyFiles files = StudyFiles.read(folder, "rando");
    study = PlanStudy.of(files);
    PreparationSettings settings = PreparationSettings.of(Protocol.builtIn("prostate-sib-ptv50"));
    Pseudonyms pseudonyms = Pseudonyms.of(new byte[32]);
    prepared = CasePreparation.of(settings, pseudonyms).prepare(files);
    patient = prepared.patient();
    asOriginal =
        CasePreparation.of(settings.withAsOriginal(true), pseudonyms).prepare(files).patient();
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
    say("CT: %.1e HU from the original's", worst);
    assertTrue(worst <= 1, worst + " HU");
    // All of 128 x 128 pixels on the slices of all structures and 30 mm about them.
    assertTrue(compared > original.length / 2, compared + " voxels");
  }

  @Test
  void asOriginalTheDoseIsTheOriginals() {
    double inTarget = apartGy(asOriginal, asOriginal.mask("PTV70").orElseThrow());
    double inBody = apartGy(asOriginal, asOriginal.body());
    say("dose as original: %.1e Gy apart in PTV70, %.1e in the body", inTarget, inBody);
    assertTrue(inTarget <= 0.05, inTarget + " Gy in PTV70");
    assertTrue(inBody <= 0.3, inBody + " Gy in the body");
  }

  /** By default nothing is above what the planning system computed, as it is there (defect M). */
  @Test
  void noDoseIsBeyondTheDoseGridsOwn() {
    double computedGy = highest(study.dose().orElseThrow().volume().data());
    float[] kept = asOriginal.requireDoseGy().data();
    float[] limited = patient.requireDoseGy().data();
    Mask target = asOriginal.mask("PTV70").orElseThrow();
    long others = target.indices().filter(i -> kept[i] != limited[i]).count();
    say(
        "dose: highest %.2f Gy of %.2f computed (as original %.2f); in PTV70 %.1f %% of voxels cut,"
            + " by %.2f Gy at most (in the body %.2f), D95 %.2f Gy (%.2f), mean %.2f (%.2f)",
        highest(limited),
        computedGy,
        highest(kept),
        100.0 * others / target.count(),
        apartGy(patient, target),
        apartGy(patient, patient.body()),
        d95(limited, target),
        d95(kept, target),
        mean(limited, target),
        mean(kept, target));
    assertTrue(highest(kept) > computedGy + 1, "the original's overshoot");
    assertTrue(highest(limited) <= computedGy, highest(limited) + " Gy");
    // What QA and goals ask of a target hardly moves.
    assertEquals(d95(kept, target), d95(limited, target), 0.05);
    assertEquals(mean(kept, target), mean(limited, target), 0.05);
  }

  private static double apartGy(Case ours, Mask within) {
    float[] original = array("dose");
    double apart = 0;
    for (int i = 0; i < original.length; i++) {
      int index = index(i);
      if (index != OUTSIDE && within.contains(index)) {
        apart = Math.max(apart, Math.abs(ours.requireDoseGy().data()[index] - 70.0 * original[i]));
      }
    }
    return apart;
  }

  private static double highest(float[] gy) {
    double highest = 0;
    for (float value : gy) {
      highest = Math.max(highest, value);
    }
    return highest;
  }

  private static double mean(float[] gy, Mask mask) {
    return mask.indices().mapToDouble(i -> gy[i]).average().orElseThrow();
  }

  private static double d95(float[] gy, Mask mask) {
    double[] ascending = mask.indices().mapToDouble(i -> gy[i]).sorted().toArray();
    return ascending[ascending.length / 20];
  }

  @Test
  void masksHaveTheOriginalsVoxelCounts() {
    for (int c = 0; c < CHANNELS.size(); c++) {
      int count = patient.mask(CHANNELS.get(c)).orElseThrow().count();
      say("%s: %d voxels, original %d", CHANNELS.get(c), count, COUNTS[c]);
      assertEquals(COUNTS[c], count, 0.005 * COUNTS[c], CHANNELS.get(c));
    }
    assertTrue(patient.mask("Bowel").isEmpty());
  }

  /**
   * The transform is the original's: of its own masks it makes its own distances. So all that
   * differs below is which boundary pixels are inside.
   */
  @Test
  void distancesOfTheOriginalsMasksAreTheOriginals() {
    Grid grid = originalGrid();
    double worst = 0;
    for (int c = 0; c < CHANNELS.size(); c++) {
      float[] ours = DistanceField.signedMm(originalMask(grid, c)).data();
      worst = Math.max(worst, apartMm(ours, c, i -> i));
    }
    say("distances, of the original's masks: %.1e mm from the original's", worst);
    assertTrue(worst <= 1e-4, worst + " mm");
  }

  /** The pixel's centre decides. */
  @Test
  void asOriginalMasksAreTheOriginals() {
    Grid grid = originalGrid();
    for (int c = 0; c < CHANNELS.size(); c++) {
      Mask ours = asOriginal.mask(CHANNELS.get(c)).orElseThrow();
      assertEquals(COUNTS[c], ours.count(), CHANNELS.get(c));
      Mask theirs = originalMask(grid, c);
      for (int i = 0; i < grid.voxelCount(); i++) {
        int index = index(i);
        assertEquals(theirs.contains(i), index != OUTSIDE && ours.contains(index));
      }
    }
  }

  /** Of the same masks the same; by half a voxel's area within a voxel of 0.98 x 0.98 x 2.5 mm. */
  @Test
  void distancesAreTheOriginalsWithinAVoxel() {
    // The femurs are cut by the original's crop, which moves distances beyond it (defect L).
    for (int c = 0; c < 5; c++) {
      double byCentre = apartMm(distances(asOriginal, c), c, RandoSibTest::index);
      double byArea = apartMm(distances(patient, c), c, RandoSibTest::index);
      say("%s: distances %.2f mm apart, as original %.1e", CHANNELS.get(c), byArea, byCentre);
      assertTrue(byCentre <= 1e-4, CHANNELS.get(c) + " " + byCentre + " mm");
      assertTrue(byArea <= 2.5, CHANNELS.get(c) + " " + byArea + " mm");
    }
  }

  private static float[] distances(Case ofCase, int channel) {
    return DistanceField.signedMm(ofCase.mask(CHANNELS.get(channel)).orElseThrow()).data();
  }

  private static Grid originalGrid() {
    Grid ct = study.ct().grid();
    return Grid.axial(ORIGINAL, ct.spacing(), ct.toPatient(FIRST_Y, FIRST_X, 0));
  }

  private static Mask originalMask(Grid grid, int channel) {
    int first = channel * grid.voxelCount();
    byte[] masks;
    try (NpzFile npz = NpzFile.open(GOLDEN)) {
      masks = npz.array("masks").toBytes();
    }
    return Mask.where(grid, i -> masks[first + i] != 0);
  }

  /** The largest difference of distances, both cut at 50 mm as the original's are. */
  private static double apartMm(float[] ours, int channel, IntUnaryOperator indexOfOriginal) {
    float[] original = array("masks_sdf");
    int voxels = ORIGINAL.voxelCount();
    double worst = 0;
    for (int i = 0; i < voxels; i++) {
      int index = indexOfOriginal.applyAsInt(i);
      if (index != OUTSIDE) {
        double mm = Math.max(-50, Math.min(50, ours[index]));
        worst = Math.max(worst, Math.abs(mm - 50.0 * original[channel * voxels + i]));
      }
    }
    return worst;
  }

  /** EclipseProstate_DvhTable_Eclipse.csv, heads of columns: structures that were only renamed. */
  @ParameterizedTest
  @CsvSource({"Bladder, 116.8", "Femur_L, 49.2", "Femur_R, 50.0", "PTV70, 48.6", "Rectum, 30.3"})
  void volumesAreThoseOfEclipse(String structure, double volumeCc) {
    double ours = patient.mask(structure).orElseThrow().volumeCc();
    say(
        "%s: %.2f cc, Eclipse %.1f (%+.2f %%)",
        structure, ours, volumeCc, 100 * (ours / volumeCc - 1));
    assertEquals(volumeCc, ours, 0.02 * volumeCc);
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

  /** The number behind a claim of docs/dicom.md. */
  private static void say(String format, Object... values) {
    System.out.println("RANDO: " + String.format(Locale.ROOT, format, values));
  }

  private static float[] array(String name) {
    try (NpzFile npz = NpzFile.open(GOLDEN)) {
      return npz.array(name).toFloats();
    }
  }

  /** The case's voxel for one of the original's, which keeps more slices above and below. */
  private static int index(int original) {
    Grid grid = patient.grid();
    VoxelPoint first = grid.toVoxel(study.ct().grid().origin());
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
