/** ONNX written from Java, and run by ONNX Runtime. No ONNX Runtime type is exported. */
module org.dosekit.export {
  requires transitive org.dosekit.core;
  requires com.microsoft.onnxruntime;
  requires static org.jspecify;

  exports org.dosekit.export.onnx;
  exports org.dosekit.export.runtime;
}
