/**
 * DICOM files (PS3.5, PS3.10): reading without trust, typed access to what a treatment plan needs,
 * pixel data, writing.
 */
package org.dosekit.dicom.file;
