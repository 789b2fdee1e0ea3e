package org.dosekit.dicom.write;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.VoxelPoint;
import org.dosekit.core.io.Sha256;
import org.dosekit.core.patient.Case;
import org.dosekit.core.volume.Volume;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.file.DataSet;
import org.dosekit.dicom.file.DataSetBuilder;
import org.dosekit.dicom.prepare.PlanStudy;
import org.dosekit.dicom.prepare.Pseudonyms;
import org.dosekit.dicom.prepare.StudyFiles;
import org.dosekit.dicom.rt.CtSeries;
import org.dosekit.dicom.rt.SopClass;

/**
 * Whose dose an RTDOSE is: patient, study, frame of reference, and the objects it refers to.
 * Immutable.
 */
public final class DoseOrigin {
  /** A crop keeps the CT's voxels; only rounding moves them. */
  private static final double SAME_VOXEL = 0.01;

  /** What a case's file may round an HU by. */
  private static final double SAME_HU = 0.01;

  private static final String FOLDER = "--like folder";

  private final DataSet identity;
  private final Optional<Grid> ct;
  private final List<DataSet> plan;
  private final List<DataSet> structureSet;

  private DoseOrigin(
      DataSet identity, Optional<Grid> ct, List<DataSet> plan, List<DataSet> structureSet) {
    this.identity = identity;
    this.ct = ct;
    this.plan = plan;
    this.structureSet = structureSet;
  }

  /**
   * A pseudonymous patient whose id and name are the case's id, and UIDs made from it.
   *
   * @throws DoseDataException when the id is none
   */
  public static DoseOrigin ofCase(String caseId) {
    Case.requireId(caseId);
    DataSet identity =
        new DataSetBuilder()
            .text(Attribute.PATIENT_NAME, caseId)
            .text(Attribute.PATIENT_ID, caseId)
            .text(Attribute.STUDY_INSTANCE_UID, uid("study", caseId))
            .text(Attribute.FRAME_OF_REFERENCE_UID, uid("frame", caseId))
            .build();
    return new DoseOrigin(
        identity,
        Optional.empty(),
        List.of(reference(SopClass.RT_PLAN, uid("plan", caseId))),
        List.of(reference(SopClass.RT_STRUCTURE_SET, uid("structures", caseId))));
  }

  /**
   * The patient and study of a folder's objects, when the case was made of their CT: it holds the
   * same HU at the same places. The written file is identified.
   *
   * @throws DoseDataException when the folder does not hold one plan's objects that fit together,
   *     or the case is not of their CT
   */
  public static DoseOrigin like(Path folder, Case patient) {
    PlanStudy study = study(folder);
    requireCtOf(patient, study.ct());
    return of(study);
  }

  /**
   * The patient and study of a folder's objects, when the case was made of their CT, and of their
   * plan: it has the id that they give under the cohort's salt.
   *
   * @throws DoseDataException when the folder does not hold one plan's objects that fit together,
   *     or the case is not of their patient, plan and CT
   */
  public static DoseOrigin like(Path folder, Case patient, Pseudonyms pseudonyms) {
    PlanStudy study = study(folder);
    if (!pseudonyms.caseId(study).equals(patient.id())) {
      throw DoseDataException.of(
          FOLDER,
          "a patient and plan whose case has another id than " + patient.id(),
          "those that the case was made of",
          "name the folder, and the salt, that the case was imported from and with");
    }
    requireCtOf(patient, study.ct());
    return of(study);
  }

  private static PlanStudy study(Path folder) {
    PlanStudy study = PlanStudy.of(StudyFiles.read(folder, FOLDER));
    if (study.plan().isEmpty() || study.ct().frameOfReferenceUid().isEmpty()) {
      throw DoseDataException.of(
          FOLDER,
          study.plan().isEmpty() ? "no RT plan" : "no frame of reference",
          "the plan whose dose was predicted, in a frame of reference",
          "name the folder that the case was imported from");
    }
    return study;
  }

  private static void requireCtOf(Case patient, CtSeries ct) {
    float[] ours = patient.ctHu().data();
    float[] theirs = ct.volumeHu(boxOf(patient.grid(), ct.grid())).data();
    int others = 0;
    for (int i = 0; i < ours.length; i++) {
      // Negated, so that NaN counts too.
      others += !(Math.abs(ours[i] - theirs[i]) <= SAME_HU) ? 1 : 0;
    }
    if (others > 0) {
      throw DoseDataException.of(
          FOLDER,
          "a CT that differs from that of " + patient.id() + " in " + others + " voxels",
          "the CT that the case was made of",
          "name the folder of this case");
    }
  }

  private static DoseOrigin of(PlanStudy study) {
    DataSet ct = study.ct().header();
    DataSet identity =
        new DataSetBuilder()
            .copy(
                ct,
                Attribute.STUDY_DATE,
                Attribute.STUDY_TIME,
                Attribute.ACCESSION_NUMBER,
                Attribute.REFERRING_PHYSICIAN_NAME,
                Attribute.PATIENT_NAME,
                Attribute.PATIENT_ID,
                Attribute.PATIENT_BIRTH_DATE,
                Attribute.PATIENT_SEX,
                Attribute.STUDY_ID,
                Attribute.POSITION_REFERENCE_INDICATOR)
            .text(Attribute.STUDY_INSTANCE_UID, ct.requireUid(Attribute.STUDY_INSTANCE_UID))
            .text(Attribute.FRAME_OF_REFERENCE_UID, study.ct().frameOfReferenceUid().orElseThrow())
            .build();
    return new DoseOrigin(
        identity,
        Optional.of(study.ct().grid()),
        List.of(reference(SopClass.RT_PLAN, study.plan().orElseThrow().sopInstanceUid())),
        List.of(reference(SopClass.RT_STRUCTURE_SET, study.structures().sopInstanceUid())));
  }

  private static DataSet reference(SopClass sopClass, String uid) {
    return new DataSetBuilder()
        .text(Attribute.REFERENCED_SOP_CLASS_UID, sopClass.uid())
        .text(Attribute.REFERENCED_SOP_INSTANCE_UID, uid)
        .build();
  }

  /** Patient, study and frame of reference. */
  DataSet identity() {
    return identity;
  }

  List<DataSet> plan() {
    return plan;
  }

  List<DataSet> structureSet() {
    return structureSet;
  }

  /**
   * Checks that a dose lies on voxels of the CT, where one is known.
   *
   * @throws DoseDataException when it does not: it is another patient's
   */
  void requireFits(Grid dose) {
    ct.ifPresent(grid -> boxOf(dose, grid));
  }

  /** The part of a CT that a grid's voxels are. */
  private static GridBox boxOf(Grid part, Grid ct) {
    GridShape size = part.shape();
    VoxelPoint first = ct.toVoxel(part.origin());
    VoxelPoint last = ct.toVoxel(part.toPatient(size.ny() - 1, size.nx() - 1, size.nz() - 1));
    boolean inside =
        isVoxel(first.y(), 0, ct.shape().ny())
            && isVoxel(first.x(), 0, ct.shape().nx())
            && isVoxel(first.z(), 0, ct.shape().nz())
            && isVoxel(last.y(), first.y() + size.ny() - 1, ct.shape().ny())
            && isVoxel(last.x(), first.x() + size.nx() - 1, ct.shape().nx())
            && isVoxel(last.z(), first.z() + size.nz() - 1, ct.shape().nz());
    if (!inside) {
      throw DoseDataException.of(
          FOLDER,
          "a CT of " + ct.shape() + " voxels, of which the case's are no part",
          "the CT that the case was made of",
          "name the folder of this case");
    }
    return new GridBox(
        size, (int) Math.rint(first.y()), (int) Math.rint(first.x()), (int) Math.rint(first.z()));
  }

  /** Whether a place is a voxel's, and not less than another or beyond the grid. */
  private static boolean isVoxel(double place, double least, int size) {
    return Math.abs(place - Math.rint(place)) <= SAME_VOXEL
        && place >= least - SAME_VOXEL
        && place <= size - 1 + SAME_VOXEL
        && (least == 0 || Math.abs(place - least) <= SAME_VOXEL);
  }

  /** The UID of a kind of object, always the same for the same text (PS3.5, B.2). */
  static String uid(String kind, String text) {
    MessageDigest digest = Sha256.newDigest();
    return uid(digest.digest(("dosekit " + kind + "\0" + text).getBytes(StandardCharsets.UTF_8)));
  }

  /** The UID of a dose: other values, another UID. */
  static String uid(String kind, String text, Volume doseGy) {
    MessageDigest digest = Sha256.newDigest();
    digest.update(("dosekit " + kind + "\0" + text + "\0").getBytes(StandardCharsets.UTF_8));
    byte[] chunk = new byte[1 << 14];
    ByteBuffer buffer = ByteBuffer.wrap(chunk);
    for (float gy : doseGy.data()) {
      if (!buffer.hasRemaining()) {
        digest.update(chunk);
        buffer.clear();
      }
      buffer.putFloat(gy);
    }
    digest.update(chunk, 0, buffer.position());
    return uid(digest.digest());
  }

  private static String uid(byte[] digest) {
    return "2.25." + new BigInteger(1, Arrays.copyOf(digest, 16));
  }
}
