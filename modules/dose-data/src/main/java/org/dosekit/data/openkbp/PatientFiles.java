package org.dosekit.data.openkbp;

import java.util.Map;
import org.dosekit.core.DoseDataException;

/** What a folder of the data set turned out to be. */
sealed interface PatientFiles {
  /** The patient's id, or what stands for it in a message. */
  String id();

  /**
   * The files of a patient, not looked into yet.
   *
   * @param id a valid case id
   * @param part by the folder around the patient's
   * @param contents file name to bytes
   */
  record Whole(String id, OpenKbpPart part, Map<String, byte[]> contents) implements PatientFiles {}

  /**
   * Files that cannot be used.
   *
   * @param id printable, but not necessarily a valid case id
   * @param reason what is wrong
   */
  record Refused(String id, DoseDataException reason) implements PatientFiles {}
}
