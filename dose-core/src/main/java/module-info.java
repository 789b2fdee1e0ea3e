/**
 * The domain of DoseKit: volumes, structures, protocols and cases; their files; the encoding of a
 * case for the network; the network's definition; prediction over windows.
 */
module org.dosekit.core {
  requires org.joml;
  requires tools.jackson.databind;
  requires static org.jspecify;

  exports org.dosekit.core;
  exports org.dosekit.core.geometry;
  exports org.dosekit.core.volume;
  exports org.dosekit.core.structure;
  exports org.dosekit.core.protocol;
  exports org.dosekit.core.patient;
  exports org.dosekit.core.npz;
  exports org.dosekit.core.tensorfile;
  exports org.dosekit.core.encode;
  exports org.dosekit.core.network;
  exports org.dosekit.core.predict;

  // What the other rooms write files with; not for users.
  exports org.dosekit.core.io to
      org.dosekit.train,
      org.dosekit.eval,
      org.dosekit.export,
      org.dosekit.data,
      org.dosekit.dicom,
      org.dosekit.report,
      org.dosekit.cli,
      org.dosekit.lab;
}
