package org.dosekit.export.onnx;

/**
 * A value of the graph being built.
 *
 * @param name its name, unique in the graph
 */
record OnnxValue(String name) {}
