/**
 * DICOM-RT in and out: files, typed views of images, structures, plans and doses, and the
 * preparation of cohorts.
 */
module org.dosekit.dicom {
  requires transitive org.dosekit.core;
  requires static org.jspecify;

  exports org.dosekit.dicom.file;
  exports org.dosekit.dicom.rt;
}
