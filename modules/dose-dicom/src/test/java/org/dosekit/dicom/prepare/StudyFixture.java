package org.dosekit.dicom.prepare;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.npz.CaseFile;
import org.dosekit.core.patient.Case;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.dicom.file.DataSetBuilder;
import org.dosekit.dicom.file.DicomWriter;
import org.dosekit.dicom.rt.SyntheticStudy;
import org.dosekit.dicom.rt.SyntheticStudy.Box;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder with a study of one target and an organ, and its import. */
abstract class StudyFixture {
  static final Box PTV70 = new Box("PTV70", "PTV", -6, 6, -30, -20, -5, -2.5, 0, 2.5, 5);
  static final Box RECTUM = new Box("Rectum", "ORGAN", -6, 6, -16, -10, -5, -2.5, 0, 2.5);
  static final double[] WHOLE = {0, 5, 10, 15, 20};

  @TempDir Path folder;

  /** The study's folder, which is named after the patient. */
  Path source = Path.of("");

  Path cohort = Path.of("");

  @BeforeEach
  void writeStudy() throws IOException {
    source = Files.createDirectories(folder.resolve("PLANTED^NAME"));
    cohort = folder.resolve("cohort");
    SyntheticStudy.files(SyntheticStudy.ct(), source);
    write(SyntheticStudy.structures(PTV70, RECTUM), "RS");
    write(SyntheticStudy.plan(70), "RP");
    write(SyntheticStudy.dose(WHOLE), "RD");
  }

  void requireRefused(String reason) {
    String message = refusal().getMessage();
    assertTrue(message.contains(reason), message);
    assertTrue(message.startsWith("folder 1 of 1"), "where to look: " + message);
  }

  DoseDataException refusal() {
    return assertThrows(DoseDataException.class, this::importIt);
  }

  Case imported() {
    return CaseFile.read(cohort.resolve(importIt() + ".npz"));
  }

  String importIt() {
    return importBy(settings());
  }

  String importBy(PreparationSettings settings) {
    return DicomImport.into(cohort, preparation(settings)).importFolder(source, "folder 1 of 1");
  }

  static PreparationSettings settings() {
    return PreparationSettings.of(Protocol.builtIn("prostate-sib"));
  }

  static CasePreparation preparation(PreparationSettings settings) {
    return CasePreparation.of(settings, Pseudonyms.of(new byte[32]));
  }

  void write(DataSetBuilder builder, String name) {
    DicomWriter.write(builder.build(), source.resolve(name));
  }
}
