package org.dosekit.dicom.rt;

import org.dosekit.core.DoseDataException;
import org.dosekit.dicom.file.Attribute;
import org.dosekit.dicom.file.DataSet;

/** What a file holds (PS3.4, B.5). */
public enum SopClass {
  /** A slice of a CT. */
  CT_IMAGE("1.2.840.10008.5.1.4.1.1.2", "a CT image"),
  /** A CT in one file. */
  ENHANCED_CT_IMAGE("1.2.840.10008.5.1.4.1.1.2.1", "an enhanced CT image"),
  /** Structures. */
  RT_STRUCTURE_SET("1.2.840.10008.5.1.4.1.1.481.3", "an RT structure set"),
  /** A plan with photons or electrons. */
  RT_PLAN("1.2.840.10008.5.1.4.1.1.481.5", "an RT plan"),
  /** A plan with ions. */
  RT_ION_PLAN("1.2.840.10008.5.1.4.1.1.481.8", "an RT ion plan"),
  /** A dose. */
  RT_DOSE("1.2.840.10008.5.1.4.1.1.481.2", "an RT dose"),
  /** Anything else. */
  OTHER("", "another object");

  private final String uid;
  private final String label;

  SopClass(String uid, String label) {
    this.uid = uid;
    this.label = label;
  }

  /** Its UID; empty for {@link #OTHER}. */
  public String uid() {
    return uid;
  }

  /** What a data set holds; {@link #OTHER} when it does not say. */
  public static SopClass of(DataSet dataSet) {
    return of(dataSet.string(Attribute.SOP_CLASS_UID).orElse(""));
  }

  /** The class of a UID; {@link #OTHER} when it is none of these. */
  public static SopClass of(String uid) {
    for (SopClass sopClass : values()) {
      if (sopClass.uid.equals(uid) && sopClass != OTHER) {
        return sopClass;
      }
    }
    return OTHER;
  }

  /** Checks that a data set is of this class. */
  void require(DataSet dataSet) {
    SopClass found = of(dataSet);
    if (found != this) {
      throw DoseDataException.of(
          dataSet.subject(), found.toString(), toString(), "choose the right file");
    }
  }

  @Override
  public String toString() {
    return label;
  }
}
