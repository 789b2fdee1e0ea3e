/**
 * From a case in physical units to the network's normalised tensors, and from its output back to
 * Gy.
 */
package org.dosekit.core.encode;
