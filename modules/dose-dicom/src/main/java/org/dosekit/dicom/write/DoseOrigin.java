package org.dosekit.dicom.write;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridShape;
import org.dosekit.core.geometry.VoxelPoint;
import org.dosekit.core.patient.Case;
import org.dosekit.core.volume.Volume;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.file.DataSet;
import org.dosekit.dicom.file.DataSetBuilder;
import org.dosekit.dicom.prepare.PlanStudy;
import org.dosekit.dicom.prepare.StudyFiles;
import org.dosekit.dicom.rt.SopClass;

/**
 * Whose dose an RTDOSE is: patient, study, frame of reference, and the objects it refers to.
 * Immutable.
 */
public final class DoseOrigin {
  /** A crop keeps the CT's voxels; only rounding moves them. */
  private static final double SAME_VOXEL = 0.01;

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
   * The patient and study of a folder's objects: the written file is identified.
   *
   * @throws DoseDataException when the folder does not hold one plan's objects that fit together
   */
  public static DoseOrigin like(Path folder) {
    PlanStudy study = PlanStudy.of(StudyFiles.read(folder, "--like folder"));
    if (study.plan().isEmpty() || study.ct().frameOfReferenceUid().isEmpty()) {
      throw DoseDataException.of(
          "--like folder",
          study.plan().isEmpty() ? "no RT plan" : "no frame of reference",
          "the plan whose dose was predicted, in a frame of reference",
          "name the folder that the case was imported from");
    }
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
            .text(Attribute.FRAME_OF_REFERENCE_UID, study.ct().frameOfReferenceUid().get())
            .build();
    return new DoseOrigin(
        identity,
        Optional.of(study.ct().grid()),
        List.of(reference(SopClass.RT_PLAN, study.plan().get().sopInstanceUid())),
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
    if (ct.isEmpty()) {
      return;
    }
    Grid grid = ct.get();
    GridShape size = dose.shape();
    VoxelPoint first = grid.toVoxel(dose.origin());
    VoxelPoint last = grid.toVoxel(dose.toPatient(size.ny() - 1, size.nx() - 1, size.nz() - 1));
    boolean inside =
        isVoxel(first.y(), 0, grid.shape().ny())
            && isVoxel(first.x(), 0, grid.shape().nx())
            && isVoxel(first.z(), 0, grid.shape().nz())
            && isVoxel(last.y(), first.y() + size.ny() - 1, grid.shape().ny())
            && isVoxel(last.x(), first.x() + size.nx() - 1, grid.shape().nx())
            && isVoxel(last.z(), first.z() + size.nz() - 1, grid.shape().nz());
    if (!inside) {
      throw DoseDataException.of(
          "--like folder",
          "a CT of " + grid.shape() + " voxels, of which the dose's are no part",
          "the CT that the case was made of",
          "name the folder of this case");
    }
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
    MessageDigest digest = newSha256();
    return uid(digest.digest(("dosekit " + kind + "\0" + text).getBytes(StandardCharsets.UTF_8)));
  }

  /** The UID of a dose: other values, another UID. */
  static String uid(String kind, String text, Volume doseGy) {
    MessageDigest digest = newSha256();
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

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
