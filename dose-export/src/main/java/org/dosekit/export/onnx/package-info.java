/**
 * A network and its weights written as one ONNX file, and what such a file says of itself read back
 * without ONNX Runtime.
 */
package org.dosekit.export.onnx;
