/** Exported networks run by ONNX Runtime, and compared with the networks they came from. */
package org.dosekit.export.runtime;
