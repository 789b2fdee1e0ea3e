package org.dosekit.export.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import java.util.Map;
import java.util.Set;

/** The providers of ONNX Runtime's native library, one for each kind of device. */
interface Providers {
  /** Those of the library that is loaded. */
  Providers NATIVE = new Native();

  /** What the library was built with. */
  Set<OrtProvider> available();

  /** Has a session run on CUDA what no provider before takes. */
  void addCuda(OrtSession.SessionOptions session, int device, Map<String, String> keys)
      throws OrtException;

  /** Has a session run on TensorRT what no provider before takes. */
  void addTensorRt(OrtSession.SessionOptions session, int device, Map<String, String> keys)
      throws OrtException;

  /** The native library's. */
  final class Native implements Providers {
    private Native() {}

    @Override
    public Set<OrtProvider> available() {
      return OrtEnvironment.getAvailableProviders();
    }

    @Override
    public void addCuda(OrtSession.SessionOptions session, int device, Map<String, String> keys)
        throws OrtException {
      try (OrtCUDAProviderOptions options = new OrtCUDAProviderOptions(device)) {
        for (Map.Entry<String, String> entry : keys.entrySet()) {
          options.add(entry.getKey(), entry.getValue());
        }
        session.addCUDA(options);
      }
    }

    @Override
    public void addTensorRt(OrtSession.SessionOptions session, int device, Map<String, String> keys)
        throws OrtException {
      try (OrtTensorRTProviderOptions options = new OrtTensorRTProviderOptions(device)) {
        for (Map.Entry<String, String> entry : keys.entrySet()) {
          options.add(entry.getKey(), entry.getValue());
        }
        session.addTensorrt(options);
      }
    }
  }
}
