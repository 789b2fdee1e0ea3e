/** DICOM-RT reading and writing. Holds nothing yet: its contents come with the DICOM issue. */
module org.dosekit.dicom {
  requires transitive org.dosekit.core;
}
