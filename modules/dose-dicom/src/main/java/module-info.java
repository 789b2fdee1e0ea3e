/**
 * DICOM-RT in and out: files, typed views of images, structures, plans and doses, and the
 * preparation of cohorts.
 */
module org.dosekit.dicom {
  requires transitive org.dosekit.core;
  requires static org.jspecify;

  exports org.dosekit.dicom.file;
  exports org.dosekit.dicom.name;
  exports org.dosekit.dicom.original;
  exports org.dosekit.dicom.prepare;
  exports org.dosekit.dicom.rt;
  exports org.dosekit.dicom.write;
}
