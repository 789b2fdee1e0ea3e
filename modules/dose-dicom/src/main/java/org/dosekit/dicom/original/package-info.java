/**
 * The NPZ files of the original Python project (v2.2, v2.3, v2.4), whose metadata is a pickle: read
 * by a reader that knows plain values and calls nothing.
 */
package org.dosekit.dicom.original;
