package org.dosekit.dicom.prepare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.dosekit.core.DoseDataException;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.file.DataSet;
import org.dosekit.dicom.rt.RtPlan;

/**
 * Ids that tell patients and plans apart and cannot be led back without the salt (HMAC-SHA-256).
 * Whoever has the salt and a list of patient ids can lead them back, so it is kept apart from the
 * cohort. Immutable.
 */
public final class Pseudonyms {
  private static final int SALT_BYTES = 32;
  private static final int PATIENT_DIGITS = 10;
  private static final int PLAN_DIGITS = 6;

  private final byte[] salt;

  private Pseudonyms(byte[] salt) {
    this.salt = salt;
  }

  /**
   * Pseudonyms under a salt.
   *
   * @param salt 32 bytes; copied
   */
  public static Pseudonyms of(byte[] salt) {
    if (salt.length != SALT_BYTES) {
      throw new IllegalArgumentException("a salt of " + salt.length + " bytes; " + SALT_BYTES);
    }
    return new Pseudonyms(salt.clone());
  }

  /** Where the salt of a cohort is kept when nothing else is said: beside its folder. */
  public static Path saltFile(Path cohort) {
    Path whole = cohort.toAbsolutePath().normalize();
    return whole.resolveSibling(whole.getFileName() + ".salt");
  }

  /**
   * Pseudonyms under the salt of a file, which is made when there is none.
   *
   * @throws DoseDataException when it cannot be read or made, or is no salt
   */
  public static Pseudonyms ofFile(Path file) {
    try {
      if (!Files.exists(file)) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
          Files.createDirectories(folder);
        }
        // Fails when another import was faster; kept from others before anything is in it.
        Files.createFile(file);
        restrict(file);
        Files.writeString(file, HexFormat.of().formatHex(salt));
      }
    } catch (FileAlreadyExistsException e) {
      return ofExistingFile(file);
    } catch (IOException e) {
      throw unusable(file, "a place where no salt can be kept").withCause(e);
    }
    return ofExistingFile(file);
  }

  /**
   * Pseudonyms under the salt of a file that an import made.
   *
   * @throws DoseDataException when it cannot be read or is no salt
   */
  public static Pseudonyms ofExistingFile(Path file) {
    try {
      if (Files.size(file) > 4L * SALT_BYTES) {
        throw unusable(file, "a file that is too long");
      }
      byte[] salt = HexFormat.of().parseHex(Files.readString(file).strip());
      if (salt.length != SALT_BYTES) {
        throw unusable(file, salt.length + " bytes");
      }
      return new Pseudonyms(salt);
    } catch (IOException | IllegalArgumentException e) {
      throw unusable(file, "no salt").withCause(e);
    }
  }

  private static void restrict(Path file) {
    boolean ownerOnly =
        file.toFile().setReadable(false, false) && file.toFile().setReadable(true, true);
    if (!ownerOnly) {
      throw unusable(file, "a place where files cannot be kept from others");
    }
  }

  private static DoseDataException unusable(Path file, String found) {
    return DoseDataException.of(
        "salt file " + file.getFileName(),
        found,
        SALT_BYTES + " bytes in hexadecimal",
        "name the file of the first import, or a new one");
  }

  /**
   * The id of a plan's case: {@code p}, ten digits that are the same for all plans of a patient, a
   * dash, and six for the plan.
   *
   * @param image any object of the patient
   * @param planUid what tells the plan from the patient's others
   */
  public String caseId(DataSet image, String planUid) {
    String patient =
        image
            .string(Attribute.PATIENT_ID)
            .orElseGet(() -> image.requireUid(Attribute.STUDY_INSTANCE_UID));
    return "p"
        + hex("patient", patient).substring(0, PATIENT_DIGITS)
        + "-"
        + hex("plan", planUid).substring(0, PLAN_DIGITS);
  }

  /** The id of a study's case: of its plan, or of its structure set where there is no plan. */
  public String caseId(PlanStudy study) {
    String plan =
        study.plan().map(RtPlan::sopInstanceUid).orElse(study.structures().sopInstanceUid());
    return caseId(study.ct().header(), plan);
  }

  /** The part of an id that a patient's cases share. */
  public static String patientOf(String caseId) {
    int dash = caseId.indexOf('-');
    return dash < 0 ? caseId : caseId.substring(0, dash);
  }

  private String hex(String kind, String text) {
    return HexFormat.of().formatHex(digest(kind, text));
  }

  private byte[] digest(String kind, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(salt, "HmacSHA256"));
      return mac.doFinal((kind + "\0" + text).getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
