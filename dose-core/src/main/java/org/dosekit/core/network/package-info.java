/**
 * The network, defined once and interpreted by whoever needs shapes, a training program or an ONNX
 * graph.
 */
package org.dosekit.core.network;
